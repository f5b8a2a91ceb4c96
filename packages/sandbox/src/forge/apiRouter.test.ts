import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

const NO_PASSWORD = { authorization: '' };

describe("Gitea's API", () => {
  let forge: TestForge;

  beforeAll(async () => {
    forge = await startTestForge();
    await forge.publish('retail', 'pipelines', { 'README.md': 'Retail\n', 'a/b c.txt': 'deep\n' });
  });
  afterAll(() => forge?.stop());

  it('has every owner with a proper name', async () => {
    expect((await forge.call('GET', '/orgs/retail')).body).toEqual({ username: 'retail' });
    expect((await forge.call('GET', '/orgs/..%2fetc')).status).toBe(400);
    expect((await forge.call('GET', '/orgs/api')).status).toBe(400);
  });

  it('creates a repository and says where it is', async () => {
    const { status, body } = await forge.call('POST', '/orgs/retail/repos', { name: 'new' });
    expect(status).toBe(201);
    expect(body).toEqual({
      name: 'new',
      full_name: 'retail/new',
      clone_url: `${forge.url}/retail/new.git`,
      html_url: `${forge.url}/retail/new`,
    });
  });

  it('creates none without the password', async () => {
    const { status } = await forge.call('POST', '/orgs/retail/repos', { name: 'x' }, NO_PASSWORD);
    expect(status).toBe(401);
    expect((await forge.call('GET', '/repos/retail/x')).status).toBe(404);
  });

  it('says that a repository exists already, and leaves it alone', async () => {
    const { status, body } = await forge.call('POST', '/orgs/retail/repos', { name: 'pipelines' });
    expect(status).toBe(409);
    expect(body.error.message).toBe(
      'The repository retail/pipelines exists already: choose another name, or add to the one that is there',
    );
    expect((await forge.call('GET', '/repos/retail/pipelines/contents/README.md')).status).toBe(
      200,
    );
  });

  it('creates one of two that are asked for at the same time', async () => {
    const ask = () => forge.call('POST', '/orgs/retail/repos', { name: 'race' });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409]);
  });

  it.each([
    ['../escape', /cannot be a name here/],
    ['a/b', /cannot be a name here/],
    ['.git', /cannot be a name here/],
    ['x.git', /cannot be a name here/],
    ['a..b', /cannot be a name here/],
    ['-rf', /cannot be a name here/],
    ['', /name is missing/],
    [7, /name is missing/],
  ])('creates no repository named %j', async (name, sentence) => {
    const { status, body } = await forge.call('POST', '/orgs/retail/repos', { name });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(sentence);
  });

  it('gives a file as base64, with an etag that stays while it does', async () => {
    const route = '/repos/retail/pipelines/contents/a/b%20c.txt?ref=main';
    const first = await forge.call('GET', route);
    expect(Buffer.from(first.body.content, 'base64').toString()).toBe('deep\n');
    expect(first.body).toMatchObject({
      type: 'file',
      encoding: 'base64',
      size: 5,
      name: 'b c.txt',
    });
    const again = await forge.call('GET', route);
    expect(first.headers.get('etag')).toBeTruthy();
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  it.each([
    '/repos/retail/pipelines/contents/..%2f..%2fsecret',
    '/repos/retail/pipelines/contents/a/..%2fREADME.md',
    '/repos/retail/pipelines/contents/README.md?ref=main..evil',
    '/repos/retail/pipelines/contents/README.md?ref=--output=x',
    '/repos/..%2fretail/pipelines/contents/README.md',
    '/repos/retail/..%2fpipelines/contents/README.md',
    '/repos/retail/pipelines/git/commits/--all',
    '/repos/retail/pipelines/archive/--output=x.tar.gz',
  ])('refuses the path of %s', async route => {
    expect((await forge.call('GET', route)).status).toBe(400);
  });

  it('answers 404 for what is not there, a folder, and a part of the API that it has not', async () => {
    for (const route of [
      '/repos/retail/pipelines/contents/nothing.md',
      '/repos/retail/pipelines/contents/a',
      '/repos/retail/pipelines/contents/README.md?ref=nothing',
      '/repos/retail/pipelines/git/commits/nothing',
      '/repos/nobody/nothing',
      '/users/retail',
    ]) {
      const { status, body } = await forge.call('GET', route);
      expect([route, status, typeof body.error.message]).toEqual([route, 404, 'string']);
    }
  });

  it('gives the commit of a branch, and its archive', async () => {
    const commit = (await forge.repositories.branches('retail', 'pipelines')).get('main');
    const found = await forge.call('GET', '/repos/retail/pipelines/git/commits/main');
    expect(found.body).toEqual({ sha: commit });
    const archive = await fetch(`${forge.url}/api/v1/repos/retail/pipelines/archive/main.tar.gz`);
    expect(archive.headers.get('content-type')).toBe('application/gzip');
    expect(
      Buffer.from(await archive.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('1f8b');
  });

  it('opens, lists and merges a pull request', async () => {
    const work = await forge.publish('retail', 'pulls', { 'README.md': 'one\n' });
    await forge.push(work, 'change/readme', { 'README.md': 'two\n' });
    const wish = { title: 'Second', body: 'why', head: 'change/readme', base: 'main' };
    const opened = await forge.call('POST', '/repos/retail/pulls/pulls', wish);
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      number: 1,
      state: 'open',
      merged: false,
      head: { ref: 'change/readme' },
      html_url: `${forge.url}/retail/pulls/pulls/1`,
    });
    expect((await forge.call('POST', '/repos/retail/pulls/pulls', wish)).status).toBe(409);
    const merged = await forge.call('POST', '/repos/retail/pulls/pulls/1/merge', {});
    expect(merged.body).toMatchObject({ state: 'closed', merged: true });
    expect((await forge.call('GET', '/repos/retail/pulls/pulls')).body).toEqual([merged.body]);
    expect((await forge.call('POST', '/repos/retail/pulls/pulls/1/merge', {})).status).toBe(409);
    const { files } = await forge.repositories.readTree('retail', 'pulls');
    expect(files.get('README.md')!.toString()).toBe('two\n');
  });

  it('merges nothing without the password, nor for a page of another site that sends it', async () => {
    const work = await forge.publish('retail', 'guarded', { 'README.md': 'one\n' });
    await forge.push(work, 'next', { 'README.md': 'two\n' });
    const wish = { title: 'Second', head: 'next', base: 'main' };
    await forge.call('POST', '/repos/retail/guarded/pulls', wish);
    const route = '/repos/retail/guarded/pulls/1/merge';
    expect((await forge.call('POST', route, {}, NO_PASSWORD)).status).toBe(401);
    for (const origin of ['http://evil.example', 'null', 'http://localhost']) {
      expect((await forge.call('POST', route, {}, { origin })).status).toBe(403);
    }
    expect((await forge.call('POST', route, {}, { origin: forge.origin })).status).toBe(200);
  });

  it.each([
    [{ title: '', head: 'main', base: 'main' }, 400],
    [{ title: ' \n ', head: 'main', base: 'main' }, 400],
    [{ title: 'x'.repeat(256), head: 'main', base: 'main' }, 400],
    [{ title: 'x', head: 'main', base: 'main' }, 400],
    [{ title: 'x', head: 'nothing', base: 'main' }, 404],
    [{ title: 'x', head: 'main', base: '--all' }, 404],
  ])('opens no pull request for %j', async (wish, expected) => {
    const { status } = await forge.call('POST', '/repos/retail/pipelines/pulls', wish);
    expect(status).toBe(expected);
  });
});
