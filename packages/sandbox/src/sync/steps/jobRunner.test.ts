import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeObject } from '../kube/kubeObject';
import { StepStatus } from '../status/pipelineStatus';
import { JobRunner } from './jobRunner';

jest.setTimeout(30_000);

const ENDPOINT = 'http://127.0.0.1:4566';

describe('JobRunner', () => {
  let directory: string;
  const never = new AbortController().signal;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'job-runner-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const configMaps = (scripts: Record<string, string>) =>
    new Map<string, KubeObject>([
      [
        'steps',
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'steps' }, data: scripts },
      ],
    ]);
  const container = (name: string, more: object = {}) => ({
    name,
    command: ['/bin/sh', `/steps/${name}.sh`],
    volumeMounts: [{ name: 'steps', mountPath: '/steps' }],
    ...more,
  });
  const jobOf = (containers: object[], spec: object = {}, pod: object = {}): KubeObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job', namespace: 'orders-daily' },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: {
        spec: { containers, volumes: [{ name: 'steps', configMap: { name: 'steps' } }], ...pod },
      },
    },
  });
  const run = async (job: KubeObject, scripts: Record<string, string>, signal = never) => {
    const steps: StepStatus[] = [];
    const runner = new JobRunner(join(directory, 'tmp'), {
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_REGION: 'eu-west-1',
      PATH: process.env.PATH ?? '',
    });
    await runner
      .run(job, configMaps(scripts), step => steps.push(step), signal)
      .catch(error => steps.push({ name: 'error', exitCode: null, output: error.message }));
    return steps;
  };

  it('runs the script with its folder and variables as they are on this machine', async () => {
    const env = [
      { name: 'STEPS_DIR', value: '/steps' },
      { name: 'TARGET', value: '$(STEPS_DIR)/out $$(X)' },
      { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ];
    const script =
      'cat "$STEPS_DIR/data.txt"; echo "$NAMESPACE"; echo "$1"; [ "$TARGET" != "/steps/out" ]';
    const [step] = await run(jobOf([container('one', { env, args: ['/stepson/x'] })]), {
      'one.sh': script,
      'data.txt': 'from the ConfigMap\n',
    });
    expect(step).toEqual({
      name: 'job/one',
      exitCode: 0,
      output: 'from the ConfigMap\norders-daily\n/stepson/x\n',
    });
  });

  it('keeps apart a mount at /tmp and its own files, which may lie there', async () => {
    const more = {
      args: ['$(SCRATCH)/file'],
      env: [
        { name: 'SCRATCH', value: '/tmp' },
        { name: 'FILE', value: '$(SCRATCH)/file' },
      ],
      volumeMounts: [
        { name: 'steps', mountPath: '/steps' },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    };
    const volumes = [
      { name: 'steps', configMap: { name: 'steps' } },
      { name: 'tmp', emptyDir: {} },
    ];
    const [step] = await run(jobOf([container('one', more)], {}, { volumes }), {
      'one.sh': 'echo kept > "$1" && cat "$FILE"',
    });
    expect(step).toMatchObject({ exitCode: 0, output: 'kept\n' });
  });

  it('leads every script to the local AWS, whatever the manifest and the machine say', async () => {
    process.env.AWS_PROFILE = 'production';
    try {
      const env = [
        { name: 'AWS_ENDPOINT_URL', value: 'https://s3.amazonaws.com' },
        { name: 'AWS_ENDPOINT_URL_S3', value: 'https://s3.amazonaws.com' },
        { name: 'AWS_PROFILE', value: 'production' },
        { name: 'AWS_REGION', value: 'eu-central-1' },
        { name: 'PATH', value: '/nowhere' },
      ];
      const [step] = await run(jobOf([container('one', { env })]), {
        'one.sh': 'env | grep ^AWS_ | grep -v FILE | sort',
      });
      expect(step.output.trim().split('\n')).toEqual([
        'AWS_EC2_METADATA_DISABLED=true',
        `AWS_ENDPOINT_URL=${ENDPOINT}`,
        'AWS_PAGER=',
        'AWS_REGION=eu-central-1',
      ]);
    } finally {
      delete process.env.AWS_PROFILE;
    }
  });

  it('runs init containers first, shares volumes, and stops at the first failure', async () => {
    const volumes = [
      { name: 'steps', configMap: { name: 'steps' } },
      { name: 'work', emptyDir: {} },
    ];
    const more = {
      env: [{ name: 'WORK', value: '/work' }],
      volumeMounts: [
        { name: 'steps', mountPath: '/steps' },
        { name: 'work', mountPath: '/work' },
      ],
    };
    const job = jobOf(
      [container('two', more), container('three', more)],
      {},
      {
        initContainers: [container('one', more)],
        volumes,
      },
    );
    const steps = await run(job, {
      'one.sh': 'echo kept > "$WORK/file"',
      'two.sh': 'cat "$WORK/file"; echo "error: no luck" >&2; exit 7',
      'three.sh': 'true',
    });
    expect(steps).toEqual([
      { name: 'job/one', exitCode: 0, output: '' },
      { name: 'job/two', exitCode: 7, output: 'kept\nerror: no luck\n' },
      {
        name: 'error',
        exitCode: null,
        output: 'Job job: step two ended with 7: error: no luck',
      },
    ]);
  });

  it('tries again as often as the job says, three times at most', async () => {
    const steps = await run(jobOf([container('one')], { backoffLimit: 1 }), { 'one.sh': 'exit 1' });
    expect(steps.map(({ name }) => name)).toEqual(['job/one', 'job/one', 'error']);
  });

  it('ends a script that takes too long, with all that it started', async () => {
    const started = Date.now();
    const [step, error] = await run(jobOf([container('one')], { activeDeadlineSeconds: 1 }), {
      'one.sh': 'sleep 60 & sleep 60',
    });
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(step).toMatchObject({ exitCode: null });
    expect(step.output).toContain('[ended: it took longer than 1 s]');
    expect(error.output).toContain('step one was ended');
  });

  it('keeps the end of a long output', async () => {
    const [step] = await run(jobOf([container('one')]), {
      'one.sh': 'i=0; while [ $i -lt 40000 ]; do echo "line $i"; i=$((i+1)); done',
    });
    expect(step.output.length).toBeLessThan(70_000);
    expect(step.output.startsWith('[…]')).toBe(true);
    expect(step.output.trimEnd().endsWith('line 39999')).toBe(true);
  });

  it('leaves no files', async () => {
    await run(jobOf([container('one')]), { 'one.sh': 'echo > "$HOME/left"' });
    expect(await readdir(join(directory, 'tmp'))).toEqual([]);
  });

  it.each<[string, KubeObject, string]>([
    ['no command', jobOf([{ name: 'one' }]), 'containers[0].command: is missing'],
    ['no container', jobOf([]), 'containers: is empty'],
    [
      'a secret',
      jobOf([container('one')], {}, { volumes: [{ name: 'steps', secret: {} }] }),
      'volumes[0]: the sandbox has only configMap and emptyDir volumes',
    ],
    [
      'an unknown ConfigMap',
      jobOf([container('one')], {}, { volumes: [{ name: 'steps', configMap: { name: 'x' } }] }),
      'volumes[0].configMap.name: is "x", and the pipeline has no such ConfigMap',
    ],
    [
      'a path that leads outside',
      jobOf(
        [container('one')],
        {},
        {
          volumes: [
            {
              name: 'steps',
              configMap: { name: 'steps', items: [{ key: 'one.sh', path: '../../x' }] },
            },
          ],
        },
      ),
      'configMap.items[0]',
    ],
    [
      'a volume whose name leads outside',
      jobOf([container('one')], {}, { volumes: [{ name: '../x', emptyDir: {} }] }),
      'volumes[0].name: is "../x"',
    ],
    [
      'a mount path with dots',
      jobOf([container('one', { volumeMounts: [{ name: 'steps', mountPath: '/a/../b' }] })]),
      'mountPath: is "/a/../b"',
    ],
    [
      'a variable from a secret',
      jobOf([container('one', { env: [{ name: 'A', valueFrom: { secretKeyRef: {} } }] })]),
      'env[0].valueFrom: is',
    ],
  ])('refuses %s and names the field', async (_what, job, message) => {
    const [error] = await run(job, { 'one.sh': 'true' });
    expect(error.output).toContain(`Job job: spec.template.spec`);
    expect(error.output).toContain(message);
  });
});
