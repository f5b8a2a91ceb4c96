import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINIMAL } from '../__testUtils__/forms';

const TOP = join(__dirname, '../../../..');

/** The program as bin/render starts it, without the set-up of the toolchain. */
describe('bin/render', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bin-render-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, 'main.ts'),
        ...args,
      ],
      { encoding: 'utf8', env: { ...process.env, DATA_PIPELINES_ROOT: TOP } },
    );
  const formFile = (name: string, form: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof form === 'string' ? form : JSON.stringify(form));
    return path;
  };

  it('writes the team repo, says so, and writes over it only by force', () => {
    const form = formFile('form.yaml', MINIMAL);
    const out = join(folder, 'out');
    const first = run(form, out);
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^Wrote \d+ files \(\d+ KiB\) to /);
    expect(readFileSync(join(out, 'pipelines/taxi-daily/instance.yaml'), 'utf8')).toContain(
      'kind: DataPipeline',
    );
    const second = run(form, out);
    expect([second.status, second.stderr]).toEqual([
      2,
      expect.stringContaining('is not empty; choose another one'),
    ]);
    expect(run(form, out, '--force').status).toBe(0);
  });

  it('says all problems at once, ends with 2 and writes nothing', () => {
    const out = join(folder, 'none');
    const { status, stderr, stdout } = run(
      formFile('bad.yaml', { ...MINIMAL, team: 'X', job: 'none', sparks: {} }),
      out,
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n').filter(line => line.startsWith('- '))).toEqual([
      expect.stringMatching(/^- team "X": /),
      expect.stringMatching(/^- job "none": /),
      expect.stringMatching(/^- sparks: /),
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['no YAML', 'team: [', 'is not plain YAML'],
    ['a key twice', 'team: a\nteam: b', 'is not plain YAML'],
    ['a tag', 'team: !!js/function x', 'is not plain YAML'],
    [
      'a bomb of aliases',
      `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: [*a, *a]`).join('\n')}`,
      'is not plain YAML',
    ],
    ['far too much', `team: ${'x'.repeat(70_000)}`, 'larger than 64 KiB'],
  ])('refuses a file that is %s', (_what, text, message) => {
    const { status, stderr } = run(formFile('odd.yaml', text), join(folder, 'none'));
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('says how it is used', () => {
    expect(run()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Usage: bin/render FORM.yaml OUTDIR'),
    });
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') });
    expect(run(join(folder, 'missing.yaml'), folder).stderr).toContain('cannot be read (ENOENT)');
  });

  it('is a script that the shell can read', () => {
    execFileSync('bash', ['-n', join(TOP, 'bin/render')]);
  });
});
