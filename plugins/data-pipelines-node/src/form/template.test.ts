import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { formJsonSchema } from './schema';

const template = parse(
  readFileSync(join(__dirname, '../../../../templates/data-pipeline/template.yaml'), 'utf8'),
);
/** What decides whether a value is accepted, and what stands there at first; words and widgets may differ. */
const RULES = [
  'type',
  'pattern',
  'enum',
  'default',
  'minimum',
  'maximum',
  'maxItems',
  'propertyNames',
  'additionalProperties',
  'items',
];

/** The rules of each single field by its path. */
function rulesOf(properties: Record<string, any>, within = ''): Record<string, object> {
  return Object.assign(
    {},
    ...Object.entries(properties).map(([key, node]) => {
      const path = within + key;
      if (node.properties) return rulesOf(node.properties, `${path}.`);
      const rules = Object.fromEntries(
        RULES.filter(rule => rule in node).map(rule => [rule, node[rule]]),
      );
      // JSON Schema knows that a name is a text.
      if (rules.propertyNames) rules.propertyNames = { pattern: rules.propertyNames.pattern };
      return { [path]: rules };
    }),
  );
}

const pages: any[] = template.spec.parameters;
const { review, ...fields } = Object.assign({}, ...pages.map(page => page.properties));
const schema: any = formJsonSchema();

describe('templates/data-pipeline', () => {
  it('asks for exactly the fields of the form, with the same patterns, limits, choices and defaults', () => {
    expect(rulesOf(fields)).toEqual(rulesOf(schema.properties));
  });

  it('needs what the form needs', () => {
    expect(pages.flatMap(page => page.required ?? [])).toEqual(schema.required);
  });

  it('goes through its steps in the order of the design and ends with a review', () => {
    expect(pages.map(page => page.title)).toEqual([
      'Team and pipeline',
      'Trigger and data',
      'Spark',
      'Notifications',
      'Repository',
      'What you get',
    ]);
    expect(review).toEqual({
      title: 'Review',
      type: 'string',
      'ui:field': 'DataPipelineReview',
      'ui:backstage': { review: { show: false } },
    });
  });

  it('has a title and, but for sizes, a help text for each field', () => {
    const silent = (properties: Record<string, any>): string[] =>
      Object.entries(properties).flatMap(([key, node]) => {
        if (typeof node.title !== 'string') return [key];
        if (node.properties) return silent(node.properties);
        return node.type === 'integer' || typeof node.description === 'string' ? [] : [key];
      });
    expect(silent(fields)).toEqual([]);
  });

  it('hands every field to the plan, and only those', () => {
    const [plan] = template.spec.steps;
    expect(plan.input.form).toEqual(
      Object.fromEntries(
        Object.keys(schema.properties).map(key => [key, `\${{ parameters.${key} }}`]),
      ),
    );
  });

  it('is a schema that JSON Schema validators take, and its defaults are right by its own rules', () => {
    const ajv = new Ajv({ strict: false, useDefaults: true });
    for (const page of pages) {
      const validate = ajv.compile({ type: 'object', properties: page.properties });
      const data = {};
      expect([page.title, validate(data), validate.errors]).toEqual([page.title, true, null]);
    }
  });
});
