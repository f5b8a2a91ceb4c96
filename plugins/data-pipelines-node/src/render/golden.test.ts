import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../bin/appConfig';
import { readFormFile } from '../bin/formFile';
import { writeTree } from '../files';
import { plan } from '../plan';
import { FileTree } from './fileTree';
import { render } from './render';

const TOP = join(__dirname, '../../../..');
const EXAMPLES = join(TOP, 'examples');
/** The settings of the sandbox, at its usual ports. */
const SETTINGS = readSettings([join(TOP, 'app-config.yaml')], {});

function readTree(folder: string): FileTree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  const paths = files.map(entry => join(entry.parentPath, entry.name));
  return new Map(
    paths.sort().map(path => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('examples', () => {
  const names = readdirSync(EXAMPLES, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);

  it.each(names)(
    '%s: the form gives the expected tree, byte by byte (UPDATE_GOLDEN=1 writes it anew)',
    async name => {
      const tree = render(plan(readFormFile(join(EXAMPLES, name, 'form.yaml')), SETTINGS));
      const expected = join(EXAMPLES, name, 'expected');
      if (process.env.UPDATE_GOLDEN) {
        rmSync(expected, { recursive: true, force: true });
        await writeTree(expected, tree);
      }
      const wanted = readTree(expected);
      expect([...tree.keys()]).toEqual([...wanted.keys()].sort());
      for (const [path, content] of tree)
        expect({ path, content }).toEqual({ path, content: wanted.get(path) });
    },
  );
});
