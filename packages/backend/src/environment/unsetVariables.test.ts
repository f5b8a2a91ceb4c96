import path from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { sentenceOf, unsetVariables } from './unsetVariables';

const ROOT = path.resolve(__dirname, '../../../..');

describe('unsetVariables', () => {
  const folder = createMockDirectory();

  const check = (files: Record<string, string>, env: Record<string, string> = {}) => {
    folder.setContent(files);
    const argv = Object.keys(files).flatMap(file => ['--config', folder.resolve(file)]);
    return unsetVariables(['node', 'backend', ...argv], env);
  };

  it('names the variable, the key, the file and what to set it to', async () => {
    const found = await check({
      'app-config.yaml': 'integrations:\n  github:\n    - token: ${TOKEN} # set it to a token\n',
    });
    expect(found).toEqual([
      {
        name: 'TOKEN',
        key: 'integrations.github[0].token',
        file: 'app-config.yaml',
        remedy: 'set it to a token',
      },
    ]);
    expect(sentenceOf(found[0])).toBe(
      'TOKEN is not set, but integrations.github[0].token in app-config.yaml needs it: set it to a token',
    );
  });

  it('takes an empty variable for one that is not set', async () => {
    expect(await check({ 'a.yaml': 'a: ${A}' }, { A: '' })).toHaveLength(1);
    expect(await check({ 'a.yaml': 'a: ${A}' }, { A: 'x' })).toEqual([]);
  });

  it('asks for no variable that has a default, is escaped or only stands in a comment', async () => {
    const text = 'a: ${A:-1}\nb: $${B}\n# ${C}\nc: x # ${D}\n';
    expect(await check({ 'a.yaml': text })).toEqual([]);
  });

  it('asks for the one of two variables that has no default', async () => {
    const found = await check({ 'a.yaml': 'url: https://${HOST}:${PORT:-443}/' });
    expect(found.map(({ name }) => name)).toEqual(['HOST']);
  });

  it('names each variable once, with the sentence of the key that has one', async () => {
    const found = await check({ 'a.yaml': 'a: ${URL}\nb: ${URL} # set it to an address\nc: ${X}' });
    expect(found.map(sentenceOf)).toEqual([
      'URL is not set, but b in a.yaml needs it: set it to an address',
      'X is not set, but c in a.yaml needs it: set it in the environment of the portal',
    ]);
  });

  it('asks for nothing that a later file or APP_CONFIG_ sets', async () => {
    const files = { 'a.yaml': 'a: ${A}\nb: ${B}\nc: ${C}\n', 'b.yaml': 'a: 1\n' };
    const found = await check(files, { APP_CONFIG_b: '2' });
    expect(found.map(({ name, file }) => [name, file])).toEqual([['C', 'a.yaml']]);
  });

  it("asks for the sandbox's variables only where there is a sandbox", async () => {
    const names = async (file: string) => {
      const found = await unsetVariables(['', '', '--config', path.join(ROOT, file)], {});
      return found.map(({ name }) => name);
    };
    expect(await names('app-config.yaml')).toEqual([
      'SANDBOX_PYTHON',
      'SANDBOX_JAVA_HOME',
      'SANDBOX_JARS',
    ]);
    expect((await names('app-config.production.yaml')).join()).not.toContain('SANDBOX');
  });

  it.each(['app-config.yaml', 'app-config.production.yaml'])(
    'finds in %s a remedy beside each variable',
    async file => {
      const found = await unsetVariables(['', '', '--config', path.join(ROOT, file)], {});
      expect(found.filter(({ remedy }) => !remedy)).toEqual([]);
    },
  );
});
