import { isDeepStrictEqual } from 'node:util';
import { loadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import type { Plan } from '../../plan';
import { readAssets } from '../assets';
import type { FileTree } from '../fileTree';
import { buildGraph, graphFiles } from '../graph';
import { markdownParts } from './markdown';
import { textWithValues, withValues, Words, wordsOf } from './words';

/*
 * Holds rendered files against plan and skeleton by a second way: harmless words are put in place of the values, a parser
 * reads that, and only then the values take the places of their words. What a parser makes of the rendered file must be
 * the same: then every value has arrived, and none has become structure.
 */

const ASSETS = readAssets();

/** Remembers what it gave for a text: with words in place of values few different texts are left. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    if (!known.has(text)) known.set(text, read(text));
    return known.get(text)!;
  };
}
const yamlOfWords = remembering(loadAll);
const markdownOfWords = remembering(markdownParts);

function faultOf(path: string, text: string, words: Words): string | undefined {
  const wanted = words.files.get(path)!;
  if (/\.ya?ml$/.test(path)) {
    const read = loadAll(text);
    return isDeepStrictEqual(read, withValues(yamlOfWords(wanted), words))
      ? undefined
      : `reads as ${JSON.stringify(read)}`;
  }
  if (path.endsWith('.md')) {
    const read = markdownParts(text);
    const parts = markdownOfWords(wanted).map(([kind, content]) => [
      kind,
      textWithValues(content, words),
    ]);
    return isDeepStrictEqual(read, parts) ? undefined : `reads as ${JSON.stringify(read)}`;
  }
  // CODEOWNERS, where a value is one word, and what holds no value at all: scripts, jobs, their tests.
  if (text !== textWithValues(wanted, words)) return 'holds a value that is not as in the plan';
  const unfit = path === 'CODEOWNERS' && !/^(#.*|(\S+ @\S+)?)$/m.test(text);
  return unfit ? 'has a line that is no rule' : undefined;
}

/** What is wrong with the files of a plan but for `rgd/`: `path: fault`; nothing when each value is where it belongs. */
export function readBack(plan: Plan, files: FileTree): string[] {
  const words = wordsOf(plan, ASSETS);
  const own = [...files].filter(([path]) => !path.startsWith('rgd/'));
  if (own.length !== words.files.size) return ['the tree has other files than the skeleton'];
  return own.flatMap(([path, text]) => {
    if (!words.files.has(path)) return [`${path}: is not of the skeleton`];
    try {
      const fault = faultOf(path, text, words);
      return fault ? [`${path}: ${fault}`] : [];
    } catch (error) {
      return [`${path}: cannot be read: ${error}`];
    }
  });
}

/** As `readBack`, for `rgd/`, which knows nothing of a form but its team. */
export function readBackGraph(plan: Plan, files: FileTree): string[] {
  const graph = JSON.parse(JSON.stringify(buildGraph(plan, ASSETS.skeleton)));
  return graphFiles(plan, ASSETS.skeleton).flatMap(([path, text]) => {
    if (files.get(path) !== text) return [`${path}: is another text than alone`];
    const [read, ...rest] = loadAll(text);
    const same = path !== 'rgd/data-pipeline.yaml' || isDeepStrictEqual(read, graph);
    return same && rest.length === 0 ? [] : [`${path}: reads otherwise than it was built`];
  });
}

const agreed = new Set<string>();

/** Whether readers by YAML 1.1, by YAML 1.2 and js-yaml agree on every YAML file, none of them with a warning. */
export function readersAgree(files: FileTree): string[] {
  return [...files]
    .filter(([path, text]) => /\.ya?ml$/.test(path) && !agreed.has(text))
    .flatMap(([path, text]) => {
      agreed.add(text);
      return (['1.1', '1.2'] as const).flatMap(version => {
        const documents = parseAllDocuments(text, { version, uniqueKeys: true });
        const complaints = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
        if (complaints.length) return [`${path}: YAML ${version}: ${complaints[0].message}`];
        const read = documents.map(document => document.toJS());
        return isDeepStrictEqual(read, loadAll(text)) ? [] : [`${path}: YAML ${version} differs`];
      });
    });
}
