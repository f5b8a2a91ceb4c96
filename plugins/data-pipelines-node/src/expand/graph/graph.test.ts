import { Observed } from '../types';
import { compileGraph } from './graph';

const READY = '${x.status.conditions.exists(c, c.type == "S" && c.status == "True")}';

function definition(resources: object[], schema: object = {}) {
  return {
    apiVersion: 'kro.run/v1alpha1',
    kind: 'ResourceGraphDefinition',
    spec: {
      schema: {
        apiVersion: 'v1',
        kind: 'Thing',
        group: 'g.example',
        spec: { on: 'boolean | default=true', n: 'integer', names: '[]string' },
        ...schema,
      },
      resources,
    },
  };
}

const template = (spec: object, name = 'a') => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name },
  spec,
});
const instance = (spec: object = {}) => ({
  apiVersion: 'g.example/v1',
  kind: 'Thing',
  metadata: { name: 'i', namespace: 'ns' },
  spec: { on: true, n: 2, names: ['p', 'q'], ...spec },
});
const world = (observed: Observed = {}, spec: object = {}) => ({
  instance: instance(spec),
  observed,
});
const seen = (status: object, spec: object = {}) => ({ ...template(spec), status }) as any;

const TWO = [
  {
    id: 'y',
    template: template(
      { arn: '${x.status.arn}', text: 'a-${x.spec.v}', n: '${schema.spec.n * 2}' },
      'y',
    ),
  },
  { id: 'x', template: template({ v: 'w' }), readyWhen: [READY] },
];

describe('order', () => {
  it('puts dependencies first, and else keeps to the definition', () => {
    const graph = compileGraph(definition([...TWO, { id: 'z', template: template({}) }]));
    expect(graph.order).toEqual(['x', 'y', 'z']);
    expect(graph.dependencies('y')).toEqual(['x']);
  });

  it('refuses a circle, and names it', () => {
    const circle = [
      { id: 'a', template: template({ b: '${b.spec.x}' }) },
      { id: 'b', template: template({ a: '${a.spec.x}' }) },
    ];
    expect(() => compileGraph(definition(circle))).toThrow(/circle: a -> b -> a/);
  });
});

describe('compileGraph', () => {
  it.each<[string, object[], RegExp]>([
    [
      'an unknown resource',
      [{ id: 'a', template: template({ x: '${nope.spec.y}' }) }],
      /spec\.resources\[0\] \(a\).*no "nope"/,
    ],
    ['broken CEL', [{ id: 'a', template: template({ x: '${1 +}' }) }], /template\.spec\.x: /],
    ['a reserved id', [{ id: 'schema', template: template({}) }], /"schema" cannot be an id/],
    [
      'an id twice',
      [
        { id: 'a', template: template({}) },
        { id: 'a', template: template({}) },
      ],
      /of another resource already/,
    ],
    [
      'readyWhen that looks at another resource',
      [...TWO.slice(1), { id: 'b', template: template({}), readyWhen: [READY] }],
      /no "x"/,
    ],
    [
      'a condition that is not one expression',
      [{ id: 'a', template: template({}), includeWhen: ['x ${true}'] }],
      /must be one \$\{…\}/,
    ],
  ])('refuses %s', (_, resources, sentence) => {
    expect(() => compileGraph(definition(resources))).toThrow(sentence);
  });

  it('refuses what is not a definition', () => {
    expect(() => compileGraph({ kind: 'ConfigMap' })).toThrow(/not a ResourceGraphDefinition/);
  });
});

describe('resolve', () => {
  const graph = compileGraph(definition(TWO));

  it('gives typed values and the instance’s namespace', () => {
    const { objects } = graph.resolve('y', world({ x: seen({ arn: 'arn:x' }, { v: 'w' }) }));
    expect(objects).toEqual([
      {
        apiVersion: 'v1',
        kind: 'X',
        metadata: { name: 'y', namespace: 'ns' },
        spec: { arn: 'arn:x', text: 'a-w', n: 4 },
      },
    ]);
  });

  it('marks what is not known yet, and takes the rest from what will be made', () => {
    const { objects, pending } = graph.resolve('y', world());
    expect(pending).toEqual(['x.status.arn']);
    expect(objects[0].spec).toEqual({
      arn: '‹known after creation: x.status.arn›',
      text: 'a-w',
      n: 4,
    });
  });

  it('marks a whole expression when a part of it cannot be worked out', () => {
    const one = compileGraph(
      definition([TWO[1], { id: 'y', template: template({ first: '${x.status.list[0].id}' }) }]),
    );
    expect(one.resolve('y', world()).pending).toEqual(['x.status.list[0].id']);
  });

  it('finds markers within longer texts', () => {
    const one = compileGraph(
      definition([
        TWO[1],
        { id: 'y', template: template({ j: '${json.marshal({"a": x.status.arn})}' }) },
      ]),
    );
    const { objects, pending } = one.resolve('y', world());
    expect(pending).toEqual(['x.status.arn']);
    expect((objects[0].spec as any).j).toBe('{"a":"‹known after creation: x.status.arn›"}');
  });

  it('leaves out a resource whose condition is false, and all that refer to it', () => {
    const some = compileGraph(
      definition([{ ...TWO[1], includeWhen: ['${schema.spec.on}'] }, TWO[0]]),
    );
    expect(some.resolve('y', world({}, { on: false }))).toEqual({
      skipped: true,
      objects: [],
      pending: [],
    });
    expect(some.resolve('y', world()).skipped).toBe(false);
  });

  it('keeps a field that is null, as kro does, for the API server to refuse', () => {
    const spec = { a: '${schema.spec.on ? dyn(null) : "x"}', b: '${json.marshal({"c": null})}' };
    const one = compileGraph(definition([{ id: 'y', template: template(spec) }]));
    expect(one.resolve('y', world()).objects[0].spec).toEqual({ a: null, b: '{"c":null}' });
  });

  it('leaves out what omit() stands in', () => {
    const one = compileGraph(
      definition([
        {
          id: 'y',
          template: template({ a: '${schema.spec.on ? omit() : "x"}', l: ['${omit()}', 'b'] }),
        },
      ]),
    );
    expect(one.resolve('y', world()).objects[0].spec).toEqual({ l: ['b'] });
  });

  it('makes an object for each combination of forEach', () => {
    const many = compileGraph(
      definition([
        {
          id: 'm',
          forEach: [{ name: '${schema.spec.names}' }, { k: '${["1", "2"]}' }],
          template: template({ of: '${name}' }, '${name}-${k}'),
        },
      ]),
    );
    expect(many.resolve('m', world()).objects.map(object => object.metadata.name)).toEqual([
      'p-1',
      'p-2',
      'q-1',
      'q-2',
    ]);
    expect(many.resolve('m', world({}, { names: [] })).objects).toEqual([]);
  });

  it('refuses a number within a text', () => {
    const bad = compileGraph(
      definition([{ id: 'y', template: template({ a: 'n-${schema.spec.n}' }) }]),
    );
    expect(() => bad.resolve('y', world())).toThrow(
      /template\.spec\.a: within a text, schema\.spec\.n must be a text/,
    );
  });
});

describe('ready', () => {
  const graph = compileGraph(definition(TWO));
  const status = (value: string) => ({ conditions: [{ type: 'S', status: value }] });

  it('waits until the resource is there and every readyWhen is true', () => {
    expect(graph.ready('x', world())).toBe(false);
    expect(graph.ready('x', world({ x: seen({}) }))).toBe(false);
    expect(graph.ready('x', world({ x: seen(status('False')) }))).toBe(false);
    expect(graph.ready('x', world({ x: seen(status('True')) }))).toBe(true);
  });

  it('takes what is left out for ready, and what has no readyWhen once it is there', () => {
    const some = compileGraph(
      definition([
        { ...TWO[1], includeWhen: ['${schema.spec.on}'] },
        { id: 'z', template: template({}) },
      ]),
    );
    expect(some.ready('x', world({}, { on: false }))).toBe(true);
    expect(some.ready('z', world({ z: seen({}) }))).toBe(true);
  });

  it('wants all of a forEach', () => {
    const many = compileGraph(
      definition([
        {
          id: 'm',
          forEach: [{ name: '${schema.spec.names}' }],
          template: template({}, '${name}'),
          readyWhen: ['${each.status.ok}'],
        },
      ]),
    );
    expect(many.ready('m', world({ m: [seen({ ok: true })] }))).toBe(false);
    expect(many.ready('m', world({ m: [seen({ ok: true }), seen({ ok: false })] }))).toBe(false);
    expect(many.ready('m', world({ m: [seen({ ok: true }), seen({ ok: true })] }))).toBe(true);
    expect(many.ready('m', world({}, { names: [] }))).toBe(true);
  });
});

describe('status', () => {
  const graph = compileGraph(
    definition(TWO, {
      status: {
        arn: '${x.status.arn}',
        text: 'a-${schema.spec.names[0]}',
        deep: { n: '${x.status.n}' },
        conditions: [
          '${runtime.newCondition({type: "Ready", status: runtime.condition(schema, "ResourcesReady").status, reason: "R", message: "m"})}',
          '${runtime.newCondition({type: "Has", status: x.status.arn == "" ? "False" : "True", reason: "R", message: "m"})}',
        ],
      },
    }),
  );
  const here = {
    x: seen({ arn: 'arn:x', n: 3, conditions: [{ type: 'S', status: 'True' }] }),
    y: seen({}),
  };

  it('has the fields that can be known, and conditions', () => {
    expect(graph.status(world(here))).toEqual({
      arn: 'arn:x',
      text: 'a-p',
      deep: { n: 3 },
      state: 'ACTIVE',
      conditions: [
        { type: 'Ready', status: 'True', reason: 'R', message: 'm' },
        { type: 'Has', status: 'True', reason: 'R', message: 'm' },
      ],
    });
  });

  it('leaves out what waits for something', () => {
    expect(graph.status(world())).toEqual({
      text: 'a-p',
      state: 'IN_PROGRESS',
      conditions: [{ type: 'Ready', status: 'False', reason: 'R', message: 'm' }],
    });
  });

  it('has kro’s own conditions where the definition has none', () => {
    const plain = compileGraph(definition(TWO));
    expect(
      (plain.status(world()).conditions as any[]).find(condition => condition.type === 'Ready')
        .status,
    ).toBe('False');
  });
});
