import { Problem } from 'backstage-plugin-data-pipelines-common';

/** A form is small; what is larger is no form, and is refused before anything looks into it. */
const MAX_DEPTH = 6;
const MAX_VALUES = 500;
const MAX_TEXT = 2000;

/** Texts that some later reader would take for its own language: kro, Argo CD, nunjucks, JSONata. */
const MARKS = ['${', '{{', '{%'];

/** Control, format (bidi and zero-width), private and broken characters, and line ends of any kind. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/u;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** True for a text that may be shown as it is. */
export function isPrintable(text: string): boolean {
  return !INVISIBLE.test(text);
}

const codeOf = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** A text as a sentence may quote it: an invisible character by its code, and no more than 80 characters. */
export function quoted(text: string): string {
  const characters = Array.from(text);
  const shown = characters.slice(0, 80).map(one => (isPrintable(one) ? one : `(${codeOf(one)})`));
  return `"${shown.join('')}${characters.length > 80 ? '…' : ''}"`;
}

function textFault(text: string): string | undefined {
  if (text.length > MAX_TEXT) return `is longer than ${MAX_TEXT} characters; shorten it`;
  const invisible = INVISIBLE.exec(text);
  if (invisible)
    return `holds a line end, a control or an invisible character (${codeOf(invisible[0])}); write it again by hand, on one line`;
  const mark = MARKS.find(candidate => text.includes(candidate));
  if (mark)
    return `holds "${mark}", which the tools behind this form would take for a command; write it without`;
  return undefined;
}

/**
 * Everything in a form that no field may hold, whatever the field: `${`, `{{`, `{%`, line ends, control and invisible
 * characters, texts and forms of unreasonable size, values that JSON does not know.
 */
export function findHostile(input: unknown): Problem[] {
  const problems: Problem[] = [];
  let values = 0;
  const visit = (value: unknown, path: string[]): void => {
    values += 1;
    if (values > MAX_VALUES) return;
    const at = path.join('.');
    if (path.length > MAX_DEPTH) {
      problems.push({
        path: at,
        message: 'The form is nested too deeply here; keep to the fields of the form.',
      });
    } else if (typeof value === 'string') {
      const fault = textFault(value);
      if (fault) problems.push({ path: at, message: `The text ${fault}.` });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, [...path, String(index)]));
    } else if (value !== null && typeof value === 'object') {
      for (const key of Object.keys(value)) {
        const fault = FORBIDDEN_KEYS.has(key)
          ? 'is not a field of any form; leave it out'
          : textFault(key);
        if (fault) problems.push({ path: at, message: `The name of a field ${fault}.` });
        else visit((value as Record<string, unknown>)[key], [...path, key]);
      }
    } else if (!['number', 'boolean', 'undefined'].includes(typeof value) && value !== null) {
      problems.push({
        path: at,
        message: `A form holds texts, numbers, yes and no; this is a ${typeof value}: replace it.`,
      });
    }
  };
  visit(input, []);
  if (values > MAX_VALUES) {
    problems.push({
      path: '',
      message: `The form holds more than ${MAX_VALUES} values; keep to the fields of the form.`,
    });
  }
  return problems;
}
