import { MINIMAL, SETTINGS } from '../__testUtils__/forms';
import { preview } from './preview';

const { platforms, hosts } = SETTINGS;
const previewOf = (form: unknown, options = {}) => preview(form, platforms, { hosts, ...options });

describe('preview', () => {
  it('lists what will be created, grouped by service, with what becomes of it in the end', () => {
    const { problems, resources } = previewOf({
      ...MINIMAL,
      notifications: ['oncall@example.com'],
    });
    expect(problems).toEqual([]);
    const services = resources.map(resource => resource.service);
    expect(services).toEqual(
      [...services].sort((a, b) => services.indexOf(a) - services.indexOf(b)),
    );
    expect(services[0]).toBe('Amazon S3');
    expect(resources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          service: 'Amazon S3',
          name: 'retail-taxi-daily-input-123456789012-eu-west-1',
          onDelete: 'retain',
        }),
        expect.objectContaining({
          service: 'AWS Step Functions',
          kind: 'StateMachine',
          name: 'retail-taxi-daily',
          onDelete: 'delete',
        }),
        expect.objectContaining({
          service: 'Amazon SNS',
          kind: 'Subscription',
          name: 'oncall@example.com',
          onDelete: 'retain',
        }),
        expect.objectContaining({
          service: 'AWS IAM',
          name: 'retail-taxi-daily-eu-west-1-workflow',
        }),
      ]),
    );
  });

  it('lists no bucket that the pipeline does not create', () => {
    const buckets = (form: object) =>
      previewOf({ ...MINIMAL, buckets: form }).resources.filter(({ kind }) => kind === 'Bucket')
        .length;
    expect([
      buckets({}),
      buckets({ scripts: 'input', lake: 'input' }),
      buckets({ input: 'acme-in', scripts: 'input', lake: 'acme-lake' }),
    ]).toEqual([3, 1, 0]);
  });

  it('shows the very files that are published, with their size in bytes', () => {
    const { files } = previewOf({ ...MINIMAL, description: 'Zählt Fahrten' });
    const entity = files.find(({ path }) => path === 'pipelines/taxi-daily/catalog-info.yaml')!;
    expect(entity.content).toContain('Zählt Fahrten');
    expect(entity.size).toBe(Buffer.byteLength(entity.content));
    expect(entity.size).toBeGreaterThan(entity.content.length);
  });

  it('says what is wrong and gives the names that are known, and nothing else', () => {
    expect(previewOf({ team: 'retail', name: 'taxi-daily' })).toEqual({
      problems: expect.arrayContaining([
        { path: 'owner', message: 'This field is missing; fill it in.' },
      ]),
      names: expect.objectContaining({ namespace: 'retail-taxi-daily' }),
      resources: [],
      files: [],
    });
  });

  it('says at its field that the repository exists', () => {
    const { problems, files } = previewOf(MINIMAL, { repositoryExists: true });
    expect(problems).toEqual([
      {
        path: 'repoUrl',
        value: MINIMAL.repoUrl,
        message:
          'This repository exists already; name another one, or add the pipeline to it by a pull request.',
      },
    ]);
    expect(files).toEqual([]);
  });

  it.each([null, undefined, 5, 'x', []])('answers %p with a problem', form => {
    expect(previewOf(form).problems).toHaveLength(1);
    expect(previewOf(form, { repositoryExists: true }).problems.length).toBeGreaterThan(0);
  });
});
