import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileGraph } from '../expand';
import { buildKroRbac, buildRgd } from './buildRgd';

const SKELETON = join(__dirname, '../../../../skeleton');
const files = (path: string) => readFileSync(join(SKELETON, path), 'utf8');
const VALUES = {
  group: 'retail.pipelines.example.org',
  team: 'retail',
  version: '1.2.3',
  emrAccess: 'rbac' as const,
};

describe('buildRgd', () => {
  const rgd = buildRgd(files, VALUES) as any;

  it('makes the definition the team’s own', () => {
    expect(rgd.metadata.name).toBe('datapipelines.retail.pipelines.example.org');
    expect(rgd.metadata.annotations).toEqual({ 'data-pipelines/version': '1.2.3' });
    expect(rgd.spec.schema.group).toBe('retail.pipelines.example.org');
    expect(rgd.spec.schema.spec.team).toContain('enum="retail"');
  });

  it('makes no bucket but of the team’s names, and takes none of another team’s pipelines', () => {
    const text = JSON.stringify(rgd.spec.schema.spec);
    expect(text).not.toContain('TEAM');
    for (const field of ['input', 'scripts', 'lake'])
      expect(rgd.spec.schema.spec[field]).toContain("self.bucket.startsWith('retail-')");
  });

  it('holds a pipeline to the policy that bounds its roles, where the platform has one', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/data-pipelines-boundary';
    const bound = buildRgd(files, { ...VALUES, permissionsBoundary: boundary }) as any;
    expect(bound.spec.schema.types.Aws.permissionsBoundary).toContain(
      `required=true enum="${boundary}"`,
    );
    expect(() => buildRgd(files, { ...VALUES, permissionsBoundary: 'x" y="' })).toThrow(
      /is not the ARN of a policy/,
    );
  });

  it('writes out every shorthand and every embedded file', () => {
    const text = JSON.stringify(rgd);
    expect(text).not.toContain('embed(');
    expect(rgd.shorthands).toBeUndefined();
    expect(() => compileGraph(rgd)).not.toThrow();
  });

  it('gets by with what kro has switched on by default', () => {
    expect(JSON.stringify(rgd)).not.toContain('omit()');
  });

  it('leaves out what has no value, for the API server refuses null', () => {
    expect(JSON.stringify(rgd)).not.toMatch(/[^\w]null[^\w]/);
  });

  it('uses every JSON file beside the definition', () => {
    const used = new Set<string>();
    buildRgd(path => {
      used.add(path);
      return files(path);
    }, VALUES);
    const there = ['workflow', 'policies', 'events'].flatMap(folder =>
      readdirSync(join(SKELETON, 'rgd', folder)).map(name => `rgd/${folder}/${name}`),
    );
    expect([...used].sort()).toEqual(['rgd/data-pipeline.yaml', ...there].sort());
  });

  it('gives every part as an object of its own, so that the printer writes no aliases', () => {
    const seen = new Set<object>();
    JSON.stringify(rgd, (_, value) => {
      if (value === null || typeof value !== 'object') return value;
      expect(seen.has(value)).toBe(false);
      seen.add(value);
      return value;
    });
  });

  it('gives the same definition for the same values', () => {
    expect(JSON.stringify(buildRgd(files, VALUES))).toBe(JSON.stringify(rgd));
  });

  it('refuses what is not a group or a team', () => {
    expect(() => buildRgd(files, { ...VALUES, group: 'x y' })).toThrow(/"x y" is not an API group/);
    expect(() => buildRgd(files, { ...VALUES, team: 'a" b="' })).toThrow(/is not a team/);
  });
});

describe('buildKroRbac', () => {
  const rgd = buildRgd(files, VALUES) as any;
  const role = buildKroRbac(files, VALUES) as any;

  it('is the team’s own, and aggregated to kro', () => {
    expect(role.metadata.name).toBe('data-pipelines-retail');
    expect(role.metadata.labels).toEqual({ 'rbac.kro.run/aggregate-to-controller': 'true' });
  });

  it('lets kro handle each kind of the definition, and hand on what EMR gets', () => {
    const allows = (group: string, resource: string, verb: string) =>
      role.rules.some(
        (rule: any) =>
          rule.apiGroups.includes(group) &&
          rule.resources.includes(resource) &&
          rule.verbs.includes(verb),
      );
    for (const { template, externalRef } of rgd.spec.resources) {
      const { apiVersion, kind } = template ?? externalRef;
      const verb = template ? 'patch' : 'watch';
      const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
      const plural = `${kind.toLowerCase().replace(/s$/, 'se').replace(/y$/, 'ie')}s`;
      expect([group, plural, allows(group, plural, verb)]).toEqual([group, plural, true]);
    }
    const emr = rgd.spec.resources.find((resource: any) => resource.id === 'emrAccess');
    for (const rule of emr.template.rules) {
      for (const group of rule.apiGroups) {
        for (const resource of rule.resources) {
          for (const verb of rule.verbs)
            expect([resource, verb, allows(group, resource, verb)]).toEqual([resource, verb, true]);
        }
      }
    }
  });

  it('gives kro nothing to hand on where EMR gets in by access entries', () => {
    const entries = buildKroRbac(files, { ...VALUES, emrAccess: 'accessEntry' }) as any;
    const resources = entries.rules.flatMap((rule: any) => rule.resources);
    expect(entries).not.toHaveProperty('handedOn');
    expect(resources).not.toEqual(expect.arrayContaining(['secrets']));
    expect(resources).not.toEqual(expect.arrayContaining(['pods']));
    expect(entries.rules.length).toBeLessThan(role.rules.length);
  });

  it('lets kro do nothing to every kind there is', () => {
    expect(JSON.stringify(role.rules.slice(1))).not.toContain('"*"');
  });
});
