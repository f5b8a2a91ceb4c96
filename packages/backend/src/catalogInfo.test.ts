import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  componentEntityV1alpha1Validator,
  Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  locationEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';

const ROOT = path.resolve(__dirname, '../../..');
const VALIDATORS = [
  componentEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
];

describe('catalog-info.yaml', () => {
  const text = readFileSync(path.join(ROOT, 'catalog-info.yaml'), 'utf8');
  const entities: Entity[] = parseAllDocuments(text).map(document => document.toJS());
  const refs = entities.map(entity => stringifyEntityRef(entity));

  it('holds entities that the catalog takes, each once', async () => {
    const policy = EntityPolicies.allOf([
      new SchemaValidEntityPolicy(),
      new NoForeignRootFieldsEntityPolicy(),
      new FieldFormatEntityPolicy(),
    ]);
    for (const entity of entities) {
      expect(await policy.enforce(entity)).toBeTruthy();
      const checked = await Promise.all(VALIDATORS.map(validator => validator.check(entity)));
      expect([entity.metadata.name, checked.filter(Boolean).length]).toEqual([
        entity.metadata.name,
        1,
      ]);
    }
    expect(new Set(refs).size).toBe(refs.length);
  });

  it('names only what is there', () => {
    for (const { spec } of entities) {
      for (const target of (spec?.targets as string[] | undefined) ?? []) {
        expect([target, existsSync(path.join(ROOT, target))]).toEqual([target, true]);
      }
      const named = [spec?.subcomponentOf, ...((spec?.dependsOn as string[] | undefined) ?? [])];
      expect(refs).toEqual(expect.arrayContaining(named.filter(Boolean)));
    }
  });

  it('has a component for each plugin and a location for each template', () => {
    const names = entities.map(({ metadata }) => metadata.name);
    for (const folder of readdirSync(path.join(ROOT, 'plugins'))) {
      const file = path.join(ROOT, 'plugins', folder, 'package.json');
      expect(names).toContain(JSON.parse(readFileSync(file, 'utf8')).name);
    }
    const targets = entities.flatMap(({ spec }) => (spec?.targets as string[] | undefined) ?? []);
    const templates = readdirSync(path.join(ROOT, 'templates'));
    expect(targets).toEqual(templates.map(name => `./templates/${name}/template.yaml`));
  });
});
