import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

describe("Backstage's own parts, unchanged", () => {
  let forge: TestForge;

  beforeAll(async () => {
    forge = await startTestForge();
  });
  afterAll(() => forge?.stop());

  const publish = async (repo: string, files: Record<string, string>) => {
    const workspacePath = await forge.folder();
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(workspacePath, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const action = createPublishGiteaAction({
      integrations: ScmIntegrations.fromConfig(forge.config),
      config: forge.config,
    });
    const context = createMockActionContext({
      workspacePath,
      input: {
        repoUrl: `${forge.host}?owner=retail&repo=${repo}`,
        description: 'Pipelines',
        gitAuthorName: 'Ada',
        gitAuthorEmail: 'ada@example.org',
      },
    });
    await action.handler(context as Parameters<typeof action.handler>[0]);
    return Object.fromEntries((context.output as jest.Mock).mock.calls);
  };
  const reader = () =>
    UrlReaders.default({ config: forge.config, logger: mockServices.logger.mock() });

  it('publish:gitea makes a repository that holds the workspace', async () => {
    const output = await publish('published', {
      'catalog-info.yaml': 'kind: Location\n',
      'a/b': 'c',
    });
    const commit = (await forge.repositories.branches('retail', 'published')).get('main');
    expect(output).toEqual({
      remoteUrl: `${forge.url}/retail/published.git`,
      commitHash: commit,
      repoContentsUrl: `${forge.url}/retail/published/src/branch/main/`,
    });
    const { files } = await forge.repositories.readTree('retail', 'published');
    expect([...files.keys()]).toEqual(['a/b', 'catalog-info.yaml']);
  });

  it('publish:gitea fails with the sentence of a repository that exists', async () => {
    await publish('taken', { a: '1' });
    await expect(publish('taken', { a: '2' })).rejects.toThrow(
      /409.*The repository retail\/taken exists already: choose another name/,
    );
  });

  it('the URL reader reads a file, with an etag that changes when the file does', async () => {
    const work = await forge.publish('retail', 'read', { 'catalog-info.yaml': 'kind: System\n' });
    const url = `${forge.url}/retail/read/src/branch/main/catalog-info.yaml`;
    const first = await reader().readUrl(url);
    expect((await first.buffer()).toString()).toBe('kind: System\n');
    expect(first.etag).toBeTruthy();
    expect((await reader().readUrl(url)).etag).toBe(first.etag);
    await forge.push(work, 'main', { 'catalog-info.yaml': 'kind: Component\n' });
    expect((await reader().readUrl(url)).etag).not.toBe(first.etag);
  });

  it('the URL reader says that a file is not there', async () => {
    await forge.publish('retail', 'without', { a: '1' });
    const url = `${forge.url}/retail/without/src/branch/main/nothing.yaml`;
    await expect(reader().readUrl(url)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('the URL reader reads a whole tree, and not again while its commit stays', async () => {
    await forge.publish('retail', 'tree', { 'docs/index.md': '# Docs\n', 'other.txt': 'x' });
    const url = `${forge.url}/retail/tree/src/branch/main/docs`;
    const tree = await reader().readTree(url);
    const files = await Promise.all(
      (await tree.files()).map(async file => [file.path, (await file.content()).toString()]),
    );
    expect(files).toEqual([['index.md', '# Docs\n']]);
    await expect(reader().readTree(url, { etag: tree.etag })).rejects.toMatchObject({
      name: 'NotModifiedError',
    });
  });
});
