import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatusStore } from './statusStore';

describe('StatusStore', () => {
  let directory: string;
  const problems: Error[] = [];
  const open = async () => {
    const store = new StatusStore(directory, error => problems.push(error));
    await store.load();
    return store;
  };
  const source = { owner: 'orders', repository: 'orders-pipelines', folder: 'daily' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'status-store-'));
    problems.length = 0;
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('finds after a restart what it held', async () => {
    const store = await open();
    const record = store.getOrCreate(source);
    record.enter('failed', 'no luck');
    record.remember({ id: 'one', object, digest: 'd' });
    await store.flush();
    const again = (await open()).byNamespace('orders-daily')!;
    expect(again.status).toMatchObject({ state: 'failed', message: 'no luck' });
    expect(again.inventory).toEqual([{ id: 'one', object, digest: 'd' }]);
    again.log('still changes');
    expect(again.status.log.map(({ text }) => text)).toEqual(['no luck', 'still changes']);
  });

  it('forgets a pipeline, on disk as well', async () => {
    const store = await open();
    store.getOrCreate(source);
    store.getOrCreate(source).log('hello');
    await store.flush();
    store.delete(source);
    await store.flush();
    expect(await readdir(directory)).toEqual([]);
  });

  it('starts without a file that it cannot read', async () => {
    await writeFile(join(directory, 'half.json'), '{"version": 1, "sou');
    await writeFile(join(directory, 'old.json'), '{"version": 0, "source": {}}');
    expect((await open()).list()).toEqual([]);
    expect(problems).toHaveLength(2);
    expect(await readdir(directory)).toEqual([]);
  });

  it('keeps the newest 200 lines of a log', async () => {
    const record = (await open()).getOrCreate(source);
    for (let line = 0; line < 250; line++) {
      record.log(`line ${line}`);
    }
    expect(record.status.log).toHaveLength(200);
    expect(record.status.log[0].text).toBe('line 50');
  });

  it('gives a namespace to the pipeline that had it first', async () => {
    const store = await open();
    const first = store.getOrCreate({ ...source, repository: 'z-first' });
    first.remember({ id: 'one', object, digest: 'd' });
    store.getOrCreate(source);
    expect(store.byNamespace('orders-daily')).toBe(first);
  });
});
