import { DEFAULT_HOSTS, parseHosts } from './hosts';

describe('parseHosts', () => {
  it('knows the public hosts without any setting', () => {
    expect(Object.keys(DEFAULT_HOSTS)).toEqual([
      'github.com',
      'gitlab.com',
      'bitbucket.org',
      'dev.azure.com',
    ]);
  });

  it('adds the hosts of the integrations, with the address under which their repositories are', () => {
    const hosts = parseHosts({
      gitea: [
        { host: 'localhost:7007', baseUrl: 'http://localhost:7007/api/forge/', password: 'secret' },
      ],
      github: [
        { token: 'x' },
        { host: 'git.example.org', apiBaseUrl: 'https://git.example.org/api/v3' },
      ],
    });
    expect(hosts['localhost:7007']).toEqual({
      type: 'gitea',
      baseUrl: 'http://localhost:7007/api/forge',
    });
    expect(hosts['git.example.org']).toEqual({
      type: 'github',
      baseUrl: 'https://git.example.org',
    });
    expect(hosts['github.com']).toEqual({ type: 'github', baseUrl: 'https://github.com' });
    expect(JSON.stringify(hosts)).not.toContain('secret');
  });

  it('says which part of the integrations is not as it should be', () => {
    expect(() => parseHosts({ gitea: { host: 'x' } })).toThrow(
      'integrations.gitea in app-config must be a list',
    );
    expect(() => parseHosts({ gitea: [{}] })).toThrow(
      'integrations.gitea in app-config has an entry without host',
    );
  });
});
