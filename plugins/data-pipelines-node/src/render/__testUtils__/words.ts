import nunjucks from 'nunjucks';
import type { Plan } from '../../plan';
import type { Assets } from '../assets';
import { skeletonFiles } from '../render';

/** A skeleton in which a harmless word stands for each value, and the values: word `Word7End` for the value at 7. */
export interface Words {
  files: Map<string, string>;
  values: unknown[];
}

const WORD = /Word(\d+)End/g;
const WHOLE = /^Word(\d+)End$/;

let values: unknown[] = [];
const environment = new nunjucks.Environment([], {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});
const standIn = (value: unknown) => `Word${values.push(value) - 1}End`;
for (const printer of ['yaml', 'json', 'markdown', 'word']) environment.addFilter(printer, standIn);
const compiled = new Map<string, nunjucks.Template>();

/** The files of a plan but for `rgd/`, filled in with words. */
export function wordsOf(plan: Plan, assets: Assets): Words {
  values = [];
  const files = skeletonFiles(plan, assets, (path, text, context) => {
    const template = compiled.get(text) ?? new nunjucks.Template(text, environment, path, true);
    compiled.set(text, template);
    return template.render(context);
  });
  return { files: new Map(files), values };
}

/** A text with the values in place of their words. */
export function textWithValues(text: string, { values: all }: Words): string {
  return text.replace(WORD, (_, number) => String(all[Number(number)]));
}

/** A copy of what a parser made of a file, with the values in place of their words. */
export function withValues(parsed: unknown, words: Words): unknown {
  if (typeof parsed === 'string') {
    const whole = WHOLE.exec(parsed);
    return whole ? words.values[Number(whole[1])] : textWithValues(parsed, words);
  }
  if (Array.isArray(parsed)) return parsed.map(item => withValues(item, words));
  if (parsed === null || typeof parsed !== 'object') return parsed;
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, withValues(value, words)]),
  );
}
