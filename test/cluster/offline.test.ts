/**
 * kro's own compiler and runtime over every example and over every two choices of form and instance, without a cluster:
 * kro accepts, makes what expand says, and what it makes is what AWS's controllers and AWS itself take.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { documentFaults } from './documents.ts';
import { writeCrds } from './harness/ackKinds.ts';
import { programs, ROOT } from './harness/folders.ts';
import type { KubeObject } from './harness/KubeObject.ts';
import { krorun, type Outcome, specSchema } from './krorun.ts';
import { substituted } from './markers.ts';
import { JOBS, play, type Played } from './play.ts';
import {
  ackFaults,
  exampleForms,
  hostileForms,
  isAck,
  MINIMAL,
  product,
  rendered,
  type Rendered,
  SETTINGS,
  TWO_PLATFORMS,
} from './product.ts';
import { combinations } from './schema/combinations.ts';
import { refusals } from './schema/refusals.ts';

const POLICY = 'services.k8s.aws/deletion-policy';

interface Case extends Rendered {
  graph: any;
  played: Played;
  kro: Outcome;
}

const graphs = new Map<string, any>();
function graphOf({ rgd, rgdText }: Rendered) {
  if (!graphs.has(rgdText)) graphs.set(rgdText, product.compileGraph(rgd));
  return graphs.get(rgdText);
}

const exampleRepos = Object.entries(exampleForms()).map(([name, form]) => rendered(name, form));

/** A form for every two choices. */
function formCases(): Rendered[] {
  const fits = (form: unknown) => product.tryPlan(form, TWO_PLATFORMS).problems.length === 0;
  const schema = product.formJsonSchema() as any;
  const forms = combinations(schema, MINIMAL, fits, {
    platform: Object.keys(TWO_PLATFORMS.platforms),
    'buckets.scripts': ['input'],
    'buckets.lake': ['input'],
  });
  return forms.map((one, at) => rendered(`form ${at}`, one, TWO_PLATFORMS));
}

/** An instance for every two choices, those that no form offers too. */
function instanceCases(base: Rendered): Rendered[] {
  const graph = graphOf(base);
  const instance = (spec: any) => ({ ...base.instance, spec });
  const fits = (spec: any) => {
    try {
      product.applyDefaults(graph, instance(spec));
      return true;
    } catch {
      return false;
    }
  };
  const { spec } = product.applyDefaults(graph, base.instance) as any;
  return combinations(specSchema(base.rgdText), spec, fits).map((one, at) => ({
    ...base,
    name: `instance ${at}`,
    instance: instance(one),
  }));
}

describe('kro, without a cluster', () => {
  let cases: Case[];

  before(() => {
    const all = [...exampleRepos, ...formCases(), ...instanceCases(exampleRepos[0])];
    const played = all.map((one, at) => {
      const graph = graphOf(one);
      return { ...one, graph, played: play(graph, one.instance, JOBS[at % JOBS.length]) };
    });
    const outcomes = krorun(
      played.map(({ rgdText, instance, played: { statuses, external } }) => ({
        definition: rgdText,
        instance,
        cluster: { statuses, external },
      })),
    );
    cases = played.map((one, at) => ({ ...one, kro: outcomes[at] }));
  });

  /** Holds for every case, else says for which it does not. */
  const forAll = (check: (one: Case) => void) => {
    const wrong = cases.flatMap(one => {
      try {
        check(one);
        return [];
      } catch (error) {
        return [`${one.name}: ${(error as Error).message}`];
      }
    });
    assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length}: ${wrong[0]}`);
  };
  const objects = ({ kro }: Case): KubeObject[] =>
    kro.order.flatMap(id => kro.resources[id].objects);
  const noFaults = (find: (object: KubeObject) => string[]) =>
    forAll(one =>
      assert.deepEqual(
        objects(one).flatMap(object => find(object).map(fault => `${object.kind}: ${fault}`)),
        [],
      ),
    );

  it('there are many cases, and they differ', t => {
    const different = new Set(cases.map(({ instance }) => JSON.stringify(instance)));
    t.diagnostic(`${cases.length} cases`);
    assert.ok(different.size > 40, `only ${different.size}`);
  });

  it('kro accepts every definition and the API server every instance', () =>
    forAll(({ kro }) => assert.deepEqual([kro.error, kro.problems], [undefined, undefined])));

  it('fills in the defaults that expand fills in', () =>
    forAll(({ kro, played }) =>
      assert.deepEqual(kro.instance!.spec, (played.world.instance as KubeObject).spec),
    ));

  it('takes the resources in expand’s order', () =>
    forAll(({ kro, graph }) => assert.deepEqual(kro.order, graph.order)));

  it('makes the objects that expand makes, to the last field', () =>
    forAll(({ kro, graph, played }) => {
      for (const id of kro.order) {
        const { skipped, objects: expected, external } = graph.resolve(id, played.world);
        assert.equal(kro.resources[id].waiting, undefined);
        assert.equal(kro.resources[id].skipped, skipped, id);
        assert.deepEqual(kro.resources[id].objects.map(withoutIndex), expected, id);
        assert.deepEqual(kro.resources[id].external, external, id);
      }
    }));

  it('makes what the review before anything exists shows, but for what it calls known later', () =>
    forAll(one => {
      const shown = product.expand(one.graph, one.instance as any);
      assert.deepEqual(
        objects(one).map(withoutIndex),
        shown.map(({ object }) => substituted(object, one.played.world.observed)),
      );
    }));

  it('calls ready and writes as status what expand does', () =>
    forAll(({ kro, graph, played }) => {
      const { state, conditions, ...status } = graph.status(played.world);
      assert.equal(state, 'ACTIVE');
      assert.deepEqual(kro.status, status);
      assert.deepEqual(kro.conditions, conditions);
      for (const id of kro.order)
        assert.equal(kro.resources[id].ready, graph.ready(id, played.world), id);
    }));

  it('waits, before AWS has made anything, where expand waits', () => {
    const outcomes = krorun(
      exampleRepos.map(({ rgdText, instance }) => ({ definition: rgdText, instance })),
    );
    exampleRepos.forEach((one, at) => {
      const graph = graphOf(one);
      const world: any = { instance: product.applyDefaults(graph, one.instance), observed: {} };
      const waiting: string[] = [];
      for (const id of graph.order) {
        if (graph.resolve(id, world).skipped) continue;
        if (graph.dependencies(id).some((of: string) => !graph.ready(of, world))) waiting.push(id);
        else world.observed[id] = graph.resolve(id, world).objects;
      }
      assert.ok(waiting.length > 3);
      const { order, resources } = outcomes[at];
      assert.deepEqual(
        order.filter(id => resources[id].waiting),
        waiting,
        one.name,
      );
    });
  });

  it('holds no null, which the API server refuses', () =>
    noFaults(object => (/:null[,}]/.test(JSON.stringify(object)) ? ['a field is null'] : [])));

  it('keeps ACK’s own definitions: fields, types, required ones, enums', () =>
    noFaults(object => (isAck(object) ? ackFaults(object) : [])));

  it('says for every AWS resource what becomes of it on deletion', () =>
    noFaults(object =>
      !isAck(object) || ['retain', 'delete'].includes(object.metadata.annotations?.[POLICY] ?? '')
        ? []
        : ['no deletion policy'],
    ));

  it('writes documents that are right: workflows, policies, event patterns', () =>
    noFaults(documentFaults));

  it('takes whatever hostile text the form takes, as nothing but a text', t => {
    const taken = hostileForms()
      .filter(({ form }) => product.tryPlan(form, SETTINGS).problems.length === 0)
      .map(one => ({ ...one, ...rendered(one.name, one.form) }));
    const different = [...new Map(taken.map(one => [JSON.stringify(one.instance), one])).values()];
    // Every instance is taken by kro; of those with the same text one is compared to the last field.
    const compared = new Map(different.map(one => [one.text, one]));
    t.diagnostic(`${taken.length} forms, ${different.length} instances, ${compared.size} compared`);
    assert.ok(compared.size > 10, `only ${compared.size}`);
    const played = different.map(one =>
      compared.get(one.text) === one ? play(graphOf(one), one.instance, JOBS[0]) : undefined,
    );
    const outcomes = krorun(
      different.map(({ rgdText, instance }, at) => ({
        definition: rgdText,
        instance,
        cluster: played[at] && {
          statuses: played[at].statuses,
          external: played[at].external,
        },
      })),
    );
    different.forEach((one, at) => {
      const { error, problems, order, resources } = outcomes[at];
      assert.deepEqual([error, problems], [undefined, undefined], one.name);
      for (const id of played[at] ? order : [])
        assert.deepEqual(
          resources[id].objects.map(withoutIndex),
          graphOf(one).resolve(id, played[at]!.world).objects,
          `${one.name}: ${id}`,
        );
    });
  });

  it('refuses the instances that expand refuses', () => {
    const [{ rgdText, instance, graph }] = cases;
    const bad = refusals(specSchema(rgdText), instance, ['spec']);
    const outcomes = krorun(bad.map(one => ({ definition: rgdText, instance: one.bad })));
    bad.forEach(({ title, bad: one }, at) => {
      assert.ok(outcomes[at].problems?.length, `the API server accepts ${title}`);
      assert.throws(() => product.applyDefaults(graph, one), Error, `expand accepts ${title}`);
    });
  });
});

describe('krolint', () => {
  const good = exampleRepos[0].rgd;
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'krolint-'));
    writeCrds(join(folder, 'crds'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const krolint = (...files: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      join(programs(), 'krolint'),
      [join(folder, 'crds'), ...files],
      { encoding: 'utf8' },
    );
    return { status, said: stdout + stderr };
  };

  it('accepts the definition of every example', () => {
    const files = Object.keys(exampleForms()).map(name =>
      join(ROOT, 'examples', name, 'expected/rgd/data-pipeline.yaml'),
    );
    const { status, said } = krolint(...files);
    assert.equal(status, 0, said);
    assert.equal(said.match(/^ok /gm)?.length, files.length);
  });

  const resource = (rgd: any, kind: string) =>
    rgd.spec.resources.find(({ template }: any) => template?.kind === kind);
  const faults: Record<string, [(rgd: any) => void, RegExp]> = {
    'a field that its kind does not have': [
      rgd => (resource(rgd, 'LogGroup').template.spec.retention = 7),
      /retention/,
    ],
    'a value of the wrong type': [
      rgd => (resource(rgd, 'LogGroup').template.spec.retentionDays = '${schema.spec.team}'),
      /retentionDays/,
    ],
    'a field of the instance that there is not': [
      rgd => (resource(rgd, 'LogGroup').template.spec.name = '${schema.spec.nothing}'),
      /nothing/,
    ],
    'a resource that there is not': [
      rgd => (resource(rgd, 'LogGroup').template.spec.name = '${nobody.metadata.name}'),
      /nobody/,
    ],
    'a circle': [
      rgd => {
        resource(rgd, 'LogGroup').template.spec.name = '${bus.spec.name}';
        resource(rgd, 'EventBus').template.spec.name = '${logGroup.spec.name}';
      },
      /cycl|circ/i,
    ],
    'a default that breaks the rule of its own object': [
      rgd => (rgd.spec.schema.spec.logs += ' validation="self.retentionDays > 0"'),
      /the API server would refuse the kind: .*logs.*default/,
    ],
  };
  for (const [what, [spoil, sentence]] of Object.entries(faults)) {
    it(`refuses ${what}`, () => {
      const bad = structuredClone(good);
      spoil(bad);
      const file = join(folder, 'bad.yaml');
      writeFileSync(file, JSON.stringify(bad));
      const { status, said } = krolint(file);
      assert.equal(status, 1, said);
      assert.match(said, sentence);
    });
  }
});

/** kro numbers the objects of a forEach by a label. */
function withoutIndex(object: KubeObject): unknown {
  const { 'kro.run/collection-index': _, ...labels } = object.metadata.labels ?? {};
  const { labels: __, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: Object.keys(labels).length > 0 ? { ...metadata, labels } : metadata,
  };
}
