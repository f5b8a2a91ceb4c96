import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ScmIntegrations } from '@backstage/integration';
import { ConfigReader } from '@backstage/config';

/** The stock action, from the scaffolder that this portal runs. Its package exports no single actions, so by its file. */
const scaffolder = dirname(require.resolve('@backstage/plugin-scaffolder-backend/package.json'));
const { createFetchTemplateAction } = require(
  join(scaffolder, 'dist/scaffolder/actions/builtin/fetch/template.cjs.js'),
);

/** What stands in a skeleton for a value, and the value. Longer marks first where one holds another. */
export type Values = readonly [name: string, mark: string, value: string][];

const STARTS = /\$\{\{|\{[%#]/g;

/** A text as a template of fetch:template: marks are values, and what it would take for its own tags is printed as text. */
function asTemplate(text: string, values: Values): string {
  const marks = values.map(([, mark]) => mark).join('|');
  const parts = text.split(new RegExp(`(${marks}|${STARTS.source})`));
  return parts
    .map((part, at) => {
      if (at % 2 === 0) return part;
      const value = values.find(([, mark]) => mark === part);
      return value ? `\${{ values.${value[0]} }}` : `\${{ ${JSON.stringify(part)} }}`;
    })
    .join('');
}

/** Writes a tree in which marks stand for values as a skeleton for fetch:template. */
export function writeSkeleton(folder: string, tree: ReadonlyMap<string, string>, values: Values) {
  for (const [path, text] of tree) {
    const file = join(folder, 'skeleton', asTemplate(path, values));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, asTemplate(text, values));
  }
}

const action = createFetchTemplateAction({
  integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
  reader: { readUrl: () => Promise.reject(new Error('only files of this machine are read')) },
});

/** Runs fetch:template on a skeleton that `writeSkeleton` wrote. */
export async function fetchTemplate(folder: string, values: Values, context: object) {
  await action.handler({
    ...context,
    input: {
      url: './skeleton',
      values: Object.fromEntries(values.map(([name, , value]) => [name, value])),
    },
    templateInfo: { baseUrl: pathToFileURL(join(folder, 'template.yaml')).href },
  });
}
