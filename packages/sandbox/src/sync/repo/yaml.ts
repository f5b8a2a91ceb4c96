import { Document, parseAllDocuments } from 'yaml';
import { ManifestError } from '../kube/manifestError';

/** Bytes of one YAML file; an object in a cluster cannot be larger than 1.5 MB either. */
export const YAML_BYTES = 1024 * 1024;
const DOCUMENTS = 200;
// Uses of anchors in one file; more is an attempt to blow it up.
const ALIASES = 100;
const DEPTH = 60;

/**
 * The documents of a YAML file, empty ones left out. Only the core schema: no custom tags, no merge keys.
 *
 * @throws ManifestError naming the file, and the line where the text is not YAML.
 */
export function parseYaml(file: string, content: Buffer): unknown[] {
  if (content.length > YAML_BYTES) {
    throw new ManifestError(
      file,
      '',
      `has ${content.length} bytes, more than the ${YAML_BYTES} that are read; split it`,
    );
  }
  const documents = parseAllDocuments(content.toString('utf8'), {
    schema: 'core',
    version: '1.2',
    merge: false,
    uniqueKeys: true,
    prettyErrors: true,
  });
  if (!Array.isArray(documents)) {
    return [];
  }
  if (documents.length > DOCUMENTS) {
    throw new ManifestError(file, '', `has more than ${DOCUMENTS} documents; split it`);
  }
  return documents.flatMap(document => {
    const [problem] = document.errors;
    if (problem) {
      throw new ManifestError(file, '', `is not YAML: ${firstLine(problem.message)}`);
    }
    const value = toPlain(file, document);
    checkDepth(file, value, 0);
    return value === null || value === undefined ? [] : [value];
  });
}

function toPlain(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES });
  } catch (error) {
    throw new ManifestError(file, '', `cannot be read: ${firstLine((error as Error).message)}`);
  }
}

function checkDepth(file: string, value: unknown, depth: number): void {
  if (depth > DEPTH) {
    throw new ManifestError(file, '', `is nested more than ${DEPTH} levels deep`);
  }
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(entry => checkDepth(file, entry, depth + 1));
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0].replace(/:$/, '');
}
