import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { readLines } from './lines';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
const packed = (text: string) => Readable.from([gzipSync(text)]);

describe('readLines', () => {
  it('gives the lines asked for, and says whether there are more', async () => {
    expect(await readLines(packed(numbered(10)), { from: 4, limit: 3 })).toEqual({
      firstLine: 4,
      lines: ['line 4', 'line 5', 'line 6'],
      totalLines: 10,
      more: true,
    });
    expect(await readLines(packed(numbered(5)), { from: 4, limit: 3 })).toEqual({
      firstLine: 4,
      lines: ['line 4', 'line 5'],
      totalLines: 5,
      more: false,
    });
    expect(await readLines(packed(numbered(3)), { from: 9, limit: 3 })).toMatchObject({
      lines: [],
      more: false,
    });
  });

  it('gives the last lines of a long log', async () => {
    expect(await readLines(packed(`${numbered(10_000)}\n`), { tail: 2 })).toEqual({
      firstLine: 9_999,
      lines: ['line 9999', 'line 10000'],
      totalLines: 10_000,
      more: false,
    });
  });

  it('does not read on once it has what was asked for', async () => {
    let read = 0;
    const chunk = gzipSync(`${numbered(20_000)}\n`);
    const source = new Readable({
      read() {
        read += 1;
        this.push(read > 500 ? null : chunk);
      },
    });
    const limits = { most: 1e9, counted: 1e6 };
    const window = await readLines(source, { from: 1, limit: 10 }, limits);
    expect(window).toMatchObject({ lines: expect.arrayContaining(['line 10']), more: true });
    expect(window).not.toHaveProperty('totalLines');
    expect(read).toBeLessThan(50);
  });

  it('stops before a log is unpacked without end', async () => {
    const bomb = packed('x\n'.repeat(5_000_000));
    const window = await readLines(bomb, { tail: 5 }, { most: 100_000, counted: 1 });
    expect(window).toMatchObject({ more: true, lines: expect.any(Array) });
    expect(window.firstLine).toBeLessThan(1_000_000);
  });

  it('keeps letters whole where a chunk ends inside of one, and cuts lines that are none', async () => {
    const bytes = gzipSync(`grün\n${'y'.repeat(20_000)}\nend`);
    const source = Readable.from([...bytes].map(byte => Buffer.from([byte])));
    const { lines } = await readLines(source, { from: 1, limit: 10 });
    expect(lines[0]).toBe('grün');
    expect(lines[1].length).toBeLessThan(9_000);
    expect(lines[2]).toBe('end');
  });

  it('shows what came of a log that is still being written', async () => {
    const bytes = gzipSync(numbered(50_000));
    const { lines } = await readLines(Readable.from([bytes.subarray(0, bytes.length - 30_000)]), {
      from: 1,
      limit: 2,
    });
    expect(lines).toEqual(['line 1', 'line 2']);
  });

  it('says so when it is no such log', async () => {
    await expect(readLines(Readable.from([Buffer.from('plain')]), { tail: 1 })).rejects.toThrow(
      'not packed by gzip',
    );
  });
});
