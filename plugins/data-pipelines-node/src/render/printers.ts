import { Document, isScalar, Pair, Scalar, visit } from 'yaml';

/**
 * The only ways by which a value gets into a file. Each prints any text so that a reader of the format gets that text
 * back and nothing else.
 */

/** Texts that mean themselves, unquoted, to every YAML parser of any version. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
const YAML_11_WORDS = /^(y|yes|n|no|true|false|on|off|null|_+)$/i;
/** Some parsers take `e0` for a number. */
const LIKE_A_NUMBER = /^[-+._0-9e]*$/i;

/** Several lines of plain print that end with print: those stay readable as a block. */
const BLOCK = /^[!-~][ -~]*(\n[ -~]*)*\n[ -~]*[!-~]$/;

/** One line of plain print with signs that double quotes would need to escape. */
const SINGLE = /^[ -~]*["\\][ -~]*$/;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !YAML_11_WORDS.test(text) && !LIKE_A_NUMBER.test(text);
}

function quoteStyle(scalar: Scalar): void {
  if (typeof scalar.value !== 'string') return;
  if (BLOCK.test(scalar.value)) scalar.type = 'BLOCK_LITERAL';
  else if (isPlain(scalar.value)) scalar.type = 'PLAIN';
  else if (SINGLE.test(scalar.value)) scalar.type = 'QUOTE_SINGLE';
  else scalar.type = 'QUOTE_DOUBLE';
}

/** Block YAML of any plain value, without a line end after it; never an anchor or a folded line. */
export function printYaml(value: unknown): string {
  // Most values of a file are plain words; they need no document around them.
  if (typeof value === 'string' && isPlain(value)) return value;
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, scalar) => quoteStyle(scalar),
    Pair: (_key, pair: Pair) => {
      if (isScalar(pair.key)) quoteStyle(pair.key);
    },
  });
  return document
    .toString({
      lineWidth: 0,
      indentSeq: true,
      doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    })
    .replace(/\n$/, '');
}

/** JSON with two spaces. */
export function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** One line of Markdown that shows the text as it is: every sign that Markdown or HTML reads is escaped. */
export function printMarkdown(value: unknown): string {
  return String(value)
    .replace(/[\\`*_{}[\]()#!|~>$]/g, sign => `\\${sign}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/:\/\//g, ':\\//')
    .replace(/^[-+=]/, sign => `\\${sign}`)
    .replace(/^(\d+)([.:])/, '$1\\$2');
}

/** Letters, digits and signs that mean themselves in a code span, a shell command, a URL and CODEOWNERS. */
const WORD = /^[A-Za-z0-9_.:/@%=+-]+$/;

/**
 * A word as it is.
 *
 * @throws Error for any text that would mean more than itself somewhere; names and prefixes never do.
 */
export function printWord(value: unknown): string {
  const text = String(value);
  if (!WORD.test(text))
    throw new Error(
      `${JSON.stringify(text)} is not one plain word; print it with yaml, json or markdown`,
    );
  return text;
}
