import { SETTINGS } from '../__testUtils__/forms';
import { parseRepoUrl } from './repository';

const repositoryOf = (url: string) => {
  const parsed = parseRepoUrl(url, SETTINGS.hosts);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.repository;
};

describe('parseRepoUrl', () => {
  it.each([
    [
      'localhost:7007?owner=retail&repo=retail-pipelines',
      'http://localhost:7007/api/forge/retail/retail-pipelines.git',
      'http://localhost:7007/api/forge/retail/retail-pipelines/src/branch/main/catalog-info.yaml',
    ],
    [
      'github.com?owner=acme&repo=p',
      'https://github.com/acme/p.git',
      'https://github.com/acme/p/blob/main/catalog-info.yaml',
    ],
    [
      'gitlab.com?owner=acme%2Fdata&repo=p',
      'https://gitlab.com/acme/data/p.git',
      'https://gitlab.com/acme/data/p/-/blob/main/catalog-info.yaml',
    ],
    [
      'bitbucket.org?workspace=acme&project=DATA&repo=p',
      'https://bitbucket.org/acme/p.git',
      'https://bitbucket.org/acme/p/src/main/catalog-info.yaml',
    ],
    [
      'dev.azure.com?organization=acme&project=My%20Data&repo=p',
      'https://dev.azure.com/acme/My%20Data/_git/p',
      'https://dev.azure.com/acme/My%20Data/_git/p?path=/catalog-info.yaml',
    ],
  ])('knows the addresses of %s', (url, cloneUrl, catalogInfoUrl) => {
    expect(repositoryOf(url)).toMatchObject({ cloneUrl, catalogInfoUrl, defaultBranch: 'main' });
  });

  it('forgets the parts that the picker kept from another host', () => {
    const { repoUrl, project } = repositoryOf('github.com?owner=a&repo=b&workspace=c&project=d');
    expect([repoUrl, project]).toEqual(['github.com?owner=a&repo=b', undefined]);
    expect(repositoryOf('gitlab.com?owner=acme%2Fdata&repo=p').repoUrl).toBe(
      'gitlab.com?owner=acme%2Fdata&repo=p',
    );
  });

  it.each([
    ['git.unknown.org?owner=a&repo=b', 'does not know the Git host'],
    ['__proto__?owner=a&repo=b', 'does not know the Git host'],
    ['github.com?owner=a', 'the part "repo"'],
    ['github.com?repo=b', 'the part "owner"'],
    ['github.com?owner=a&repo=b&repo=c', 'each at most once'],
    ['github.com?owner=a&repo=b&branch=main', 'remove "branch"'],
    ['github.com?owner=a&repo=b&a%00b=c', 'remove "a(U+0000)b"'],
    [`github.com?owner=a&repo=b&${'é'.repeat(90)}=c`, `remove "${'é'.repeat(80)}…"`],
    ['x'.repeat(2000), `does not know the Git host "${'x'.repeat(80)}…"`],
    ['github.com?owner=a%2Fb&repo=c', 'the part "owner"'],
    ['github.com?owner=..&repo=c', 'the part "owner"'],
    ['github.com?owner=a&repo=..', 'the part "repo"'],
    ['github.com?owner=a&repo=b.git', 'the part "repo"'],
    ['github.com?owner=a&repo=%24%7Bx%7D', 'the part "repo"'],
    ['gitlab.com?owner=a%2F..%2Fb&repo=c', 'the part "owner"'],
    ['bitbucket.org?workspace=a&repo=c', 'the part "project"'],
    ['dev.azure.com?organization=a&project=%2E%2E&repo=c', 'the part "project"'],
  ])('refuses %s and says which part is wrong', (url, fault) => {
    expect(parseRepoUrl(url, SETTINGS.hosts)).toEqual({ fault: expect.stringContaining(fault) });
  });
});
