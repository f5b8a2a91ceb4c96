/**
 * kro's own compiler and runtime over every example and over every two choices of form and instance, without a cluster:
 * kro accepts, makes what expand says, and what it makes is what AWS's controllers and AWS itself take.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { documentFaults } from './documents.ts';
import type { KubeObject } from './harness/KubeObject.ts';
import { krorun, type Outcome, specSchema } from './krorun.ts';
import { substituted } from './markers.ts';
import { play, type Played } from './play.ts';
import {
  ackFaults,
  exampleForms,
  isAck,
  MINIMAL,
  product,
  rendered,
  type Rendered,
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
    const played = all
      .map(one => ({ ...one, graph: graphOf(one) }))
      .map(one => ({
        ...one,
        played: play(one.graph, one.instance),
      }));
    const outcomes = krorun(
      played.map(({ rgdText, instance, played: { statuses } }) => ({
        definition: rgdText,
        instance,
        statuses,
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
        const { skipped, objects: expected } = graph.resolve(id, played.world);
        assert.equal(kro.resources[id].waiting, undefined);
        assert.equal(kro.resources[id].skipped, skipped, id);
        assert.deepEqual(kro.resources[id].objects.map(withoutIndex), expected, id);
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

  it('refuses the instances that expand refuses', () => {
    const [{ rgdText, instance, graph }] = cases;
    const bad = refusals(specSchema(rgdText), instance, ['spec']);
    const outcomes = krorun(bad.map(one => ({ definition: rgdText, instance: one.bad })));
    bad.forEach(({ title, bad: one }, at) => {
      assert.ok(outcomes[at].problems?.length, `the API server accepts ${title}`);
      assert.throws(() => product.applyDefaults(graph, one), undefined, `expand accepts ${title}`);
    });
  });
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
