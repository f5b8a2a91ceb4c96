import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formJsonSchema } from './schema';

interface Node {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  items?: Node;
  properties?: Record<string, Node>;
  required?: string[];
}

/** One field of the form, as a page of documentation tells it. */
interface Field {
  path: string;
  /** What it holds: `text`, `number`, ..., or the choices. */
  type: string;
  /** As it would be written in YAML; undefined when it has none. */
  default?: string;
  required: boolean;
  description: string;
}

const TYPES: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list of texts',
  object: 'names and texts',
};

function fieldsOf(node: Node, within: string): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = within ? `${within}.${key}` : key;
    if (child.properties) return fieldsOf(child, path);
    return [
      {
        path,
        type: child.enum
          ? child.enum.map(choice => `\`${choice}\``).join(' or ')
          : (TYPES[child.type ?? ''] ?? 'any'),
        ...(child.default === undefined || child.default === ''
          ? {}
          : { default: JSON.stringify(child.default).replaceAll('"', '') }),
        required: node.required?.includes(key) ?? false,
        description: child.description ?? '',
      },
    ];
  });
}

function formFields(): Field[] {
  return fieldsOf(formJsonSchema() as Node, '');
}

/** The fields of the form as a table in Markdown. */
function formTable(): string {
  const rows = formFields().map(field => {
    const fallback = field.default === undefined ? '' : `\`${field.default}\``;
    return `| \`${field.path}\` | ${field.type} | ${field.required ? '**needed**' : fallback} | ${field.description} |`;
  });
  return ['| Field | Holds | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

const PAGE = join(__dirname, '../../../../docs/template.md');
const TABLE = /(<!-- form:begin[^>]*-->\n)[^]*(\n<!-- form:end -->)/;

describe('docs/template.md', () => {
  it('tells every field of the form as the schema has it (UPDATE_GOLDEN=1 writes it anew)', () => {
    const page = readFileSync(PAGE, 'utf8');
    const wanted = page.replace(TABLE, (_all, begin, end) => `${begin}${formTable()}${end}`);
    expect(page).toMatch(TABLE);
    if (process.env.UPDATE_GOLDEN) writeFileSync(PAGE, wanted);
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
  });
});
