import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './appConfig';

const TOP = join(__dirname, '../../../..');

describe('readSettings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const platform = (region: string) => `
dataPipelines:
  platforms:
    prod:
      accountId: '012345678901'
      region: ${region}
      clusterName: data
      oidcProvider: oidc.example.org/id/1
      apiGroup: pipelines.example.org
      owner: group:default/platform
`;

  it("reads the sandbox's platform and forge from this repository's own app-config.yaml", () => {
    const { platforms, hosts } = readSettings([join(TOP, 'app-config.yaml')], {});
    expect(platforms.sandbox).toMatchObject({
      accountId: '123456789012',
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:4566',
    });
    expect(hosts['localhost:7007']).toEqual({
      type: 'gitea',
      baseUrl: 'http://localhost:7007/api/forge',
    });
  });

  it('fills in environment variables as Backstage does', () => {
    const { platforms, hosts } = readSettings([join(TOP, 'app-config.yaml')], {
      PORTAL_PORT: '8123',
      SANDBOX_AWS_PORT: '4599',
    });
    expect(platforms.sandbox.endpoint).toBe('http://127.0.0.1:4599');
    expect(Object.keys(hosts)).toContain('localhost:8123');
  });

  it('takes a variable that is not set for a setting that is left out', () => {
    const config = file('env.yaml', `${platform('${REGION}')}      title: 'Costs $\${5}'\n`);
    expect(() => readSettings([config], {})).toThrow('dataPipelines.platforms.prod.region');
    expect(readSettings([config], { REGION: 'eu-west-1' }).platforms.prod).toMatchObject({
      region: 'eu-west-1',
      title: 'Costs ${5}',
    });
  });

  it('lets later files win, field by field', () => {
    const over = file(
      'over.yaml',
      'dataPipelines:\n  platforms:\n    prod:\n      region: us-east-1\n',
    );
    expect(
      readSettings([file('base.yaml', platform('eu-west-1')), over], {}).platforms.prod,
    ).toMatchObject({
      region: 'us-east-1',
      clusterName: 'data',
    });
  });

  it('names the file that cannot be read', () => {
    expect(() => readSettings([join(folder, 'none.yaml')], {})).toThrow(
      `the settings in "${join(folder, 'none.yaml')}" cannot be read`,
    );
    expect(() => readSettings([file('bad.yaml', 'a: [')], {})).toThrow('bad.yaml');
  });
});
