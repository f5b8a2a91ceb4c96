import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

const EVIL = '<img src=x onerror=alert(1)>';

describe('the pages of the forge', () => {
  let forge: TestForge;

  beforeAll(async () => {
    forge = await startTestForge();
  });
  afterAll(() => forge?.stop());

  const expectPage = async (route: string) => {
    const page = await forge.page(route);
    expect([route, page.status]).toEqual([route, 200]);
    expect(page.text).toMatch(/^<!doctype html>/);
    return page.text;
  };
  const open = (name: string, title: string, head = 'next') =>
    forge.call('POST', `/repos/shop/${name}/pulls`, { title, head, base: 'main', body: title });
  const post = (route: string, origin?: string, body = '') =>
    forge.page(route, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(origin && { origin }),
      },
      body,
    });

  it('say that there is no repository yet, then list those there are', async () => {
    expect(await expectPage('/')).toContain('No repository yet');
    await forge.publish('shop', 'listed', { 'README.md': 'x\n' });
    expect(await expectPage('/')).toContain('href="/api/forge/shop/listed"');
  });

  it('show folders, files, commits and what a commit changed', async () => {
    await forge.publish('shop', 'files', { 'README.md': '# Hello\n', 'a/b/c.txt': 'deep\n' });
    const root = await expectPage('/shop/files');
    expect(root).toContain('href="/api/forge/shop/files/src/branch/main/a"');
    expect(root).toContain(`git clone ${forge.url}/shop/files.git`);
    expect(await expectPage('/shop/files/src/branch/main/')).toContain('README.md');
    expect(await expectPage('/shop/files/src/branch/main/a/b')).toContain('c.txt');
    expect(await expectPage('/shop/files/src/branch/main/a/b/c.txt')).toContain('deep');
    const id = (await forge.repositories.branches('shop', 'files')).get('main');
    expect(await expectPage('/shop/files/commits')).toContain(`/shop/files/commit/${id}`);
    expect(await expectPage(`/shop/files/commit/${id}`)).toContain('+deep');
  });

  it('tell how to push to a repository that is empty', async () => {
    await forge.call('POST', '/orgs/shop/repos', { name: 'empty' });
    const page = await expectPage('/shop/empty');
    expect(page).toContain('Nobody has pushed to this repository');
    expect(page).toContain(`git clone ${forge.url}/shop/empty.git`);
  });

  it('find the path after a branch with slashes in its name', async () => {
    const work = await forge.publish('shop', 'slashes', { 'README.md': 'main\n' });
    await forge.push(work, 'change/the/readme', { 'docs/a.md': 'branch\n' });
    expect(await expectPage('/shop/slashes/src/branch/change/the/readme')).toContain('docs/');
    expect(await expectPage('/shop/slashes/src/branch/change/the/readme/docs/a.md')).toContain(
      'branch',
    );
  });

  it('show nothing outside of a repository', async () => {
    await forge.publish('shop', 'inside', { 'README.md': 'x\n' });
    const expected = {
      '/shop/inside/src/branch/main/..%2f..%2fconfig': 400,
      '/shop/inside/src/branch/main/a/..%2f..': 400,
      '/shop/..%2finside': 400,
      '/shop/inside/src/branch/nothing': 404,
      '/shop/inside/src/branch/main/nothing.txt': 404,
      '/shop/nothing': 404,
      '/shop/inside/pulls/7': 404,
      '/shop/inside/pulls/x': 404,
      '/shop/inside/commit/--all': 400,
      '/shop/inside/settings': 404,
    };
    const got: Record<string, number> = {};
    for (const route of Object.keys(expected)) got[route] = (await forge.page(route)).status;
    expect(got).toEqual(expected);
  });

  it('escape names, contents, commits, branches and titles, and run no script anyway', async () => {
    const file = `${EVIL.replace('/', '')}.txt`;
    const work = await forge.publish('shop', 'evil', { [file]: `${EVIL}\n` });
    await forge.push(work, 'next', { [file]: `${EVIL}${EVIL}\n` });
    await forge.git(work, 'commit', '-q', '--allow-empty', '-m', EVIL);
    await forge.git(work, 'push', '-q', 'origin', 'next:main');
    await forge.push(work, 'other', { [file]: `${EVIL}${EVIL}${EVIL}\n` });
    await open('evil', EVIL, 'other');
    const id = (await forge.repositories.branches('shop', 'evil')).get('main');
    for (const route of [
      '/shop/evil',
      `/shop/evil/src/branch/main/${encodeURIComponent(file)}`,
      '/shop/evil/commits',
      `/shop/evil/commit/${id}`,
      '/shop/evil/pulls',
      '/shop/evil/pulls/1',
      `/shop/evil/src/branch/main/${encodeURIComponent('<img src=x>')}`,
    ]) {
      const { text } = await forge.page(route);
      expect([route, text.includes('<img')]).toEqual([route, false]);
      expect(text).toContain('&lt;img');
    }
    const { headers } = await fetch(`${forge.url}/shop/evil`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('script');
  });

  it('offer a branch, open a pull request for it, and merge it', async () => {
    const work = await forge.publish('shop', 'flow', { 'README.md': 'one\n' });
    await forge.push(work, 'next', { 'README.md': 'two\n' });
    expect(await expectPage('/shop/flow/pulls')).toContain('name="head" value="next"');
    const opened = await post('/shop/flow/pulls', forge.origin, 'head=next&title=Second');
    expect(opened.status).toBe(303);
    const page = await expectPage('/shop/flow/pulls/1');
    expect(page).toContain('<span class="del">-one</span>');
    expect(page).toContain('<span class="add">+two</span>');
    expect((await post('/shop/flow/pulls/1/merge', forge.origin)).status).toBe(303);
    expect(await expectPage('/shop/flow/pulls/1')).not.toContain('<button>');
    expect(await expectPage('/shop/flow/src/branch/main/README.md')).toContain('two');
  });

  it.each(['http://evil.example', 'null', 'http://localhost', 'https://localhost', undefined])(
    'merge nothing for a form from %s',
    async origin => {
      const name = `form-${String(origin).replace(/\W/g, '')}`;
      const work = await forge.publish('shop', name, { 'README.md': 'one\n' });
      await forge.push(work, 'next', { 'README.md': 'two\n' });
      await open(name, 'Second');
      expect((await post(`/shop/${name}/pulls/1/merge`, origin)).status).toBe(403);
      expect((await post(`/shop/${name}/pulls`, origin, 'head=next&title=x')).status).toBe(403);
      expect((await forge.call('GET', `/repos/shop/${name}/pulls`)).body[0].merged).toBe(false);
    },
  );

  it('say which files are in conflict, with a way back', async () => {
    const work = await forge.publish('shop', 'conflict', { 'a.yaml': '1\n' });
    await forge.push(work, 'next', { 'a.yaml': '2\n' });
    await forge.git(work, 'checkout', '-q', 'main');
    await forge.push(work, 'main', { 'a.yaml': '3\n' });
    await open('conflict', 'Second');
    const { status, text } = await post('/shop/conflict/pulls/1/merge', forge.origin);
    expect(status).toBe(409);
    expect(text).toContain('next and main changed the same lines of a.yaml');
    expect(text).toContain('href="/api/forge/shop/conflict/pulls/1"');
  });
});
