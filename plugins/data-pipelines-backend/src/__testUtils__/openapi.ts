import { resolvePackagePath } from '@backstage/backend-plugin-api';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The description of the API. */
export const document = parse(
  readFileSync(
    resolvePackagePath('backstage-plugin-data-pipelines-backend', 'src/schema/openapi.yaml'),
    'utf8',
  ),
);
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(document, 'api');

/** What is wrong with an answer, by the document. */
export function faults(body: unknown, path: string, method = 'get', status = 200) {
  const found = document.paths[path][method].responses[status];
  const response = found.$ref
    ? found.$ref.replace('#', 'api#')
    : `api#/paths/${path.replace(/~/g, '~0').replace(/\//g, '~1').replace(/[{}]/g, encodeURIComponent)}/${method}/responses/${status}`;
  const validate = ajv.getSchema(`${response}/content/application~1json/schema`)!;
  return validate(body) ? [] : validate.errors;
}
