import { readFileSync } from 'node:fs';
import { InputError } from '@backstage/errors';
import { parseDocument } from 'yaml';

/** Far more than any form needs. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a form from a YAML or JSON file.
 *
 * @throws InputError when the file cannot be read or is no plain YAML; says the line.
 */
export function readFormFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `the form "${file}" cannot be read (${(error as NodeJS.ErrnoException).code}); name a YAML file`,
    );
  }
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new InputError(
      `the form "${file}" is larger than 64 KiB; keep to the fields of the form`,
    );
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new InputError(
      `the form "${file}" is not plain YAML:\n${faults.map(fault => `- ${fault.message.split('\n')[0]}`).join('\n')}`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw new InputError(`the form "${file}" is not plain YAML: ${(error as Error).message}`);
  }
}
