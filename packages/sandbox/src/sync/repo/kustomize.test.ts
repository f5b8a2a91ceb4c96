import { Folder } from './folder';
import { buildKustomization } from './kustomize';

const folderOf = (files: Record<string, string | Buffer>) =>
  new Folder(
    'pipelines/daily',
    new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
  );
const build = (files: Record<string, string | Buffer>) =>
  buildKustomization(
    folderOf(
      Object.fromEntries(
        Object.entries(files).map(([path, content]) => [`pipelines/daily/${path}`, content]),
      ),
    ),
  ).map(({ object }) => object);
const CONFIG = '{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}';

describe('buildKustomization', () => {
  it('puts resources and generated ConfigMaps into the namespace', () => {
    const objects = build({
      'kustomization.yaml': `
namespace: orders-daily
commonAnnotations: {a: b}
resources: [one.yaml]
configMapGenerator:
  - {name: files, files: [scripts/job.py, renamed.sh=steps/run.sh, blob.bin], literals: [level=high]}
`,
      'one.yaml': `${CONFIG}\n---\n# nothing\n---\n{apiVersion: v1, kind: Namespace, metadata: {name: orders-daily}}`,
      'scripts/job.py': 'print()',
      'steps/run.sh': 'true',
      'blob.bin': Buffer.from([0xff, 0xfe]),
    });
    expect(objects.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).toEqual([
      ['ConfigMap', 'one', 'orders-daily'],
      ['Namespace', 'orders-daily', undefined],
      ['ConfigMap', 'files', 'orders-daily'],
    ]);
    expect(objects[2]).toMatchObject({
      metadata: { annotations: { a: 'b' } },
      data: { 'job.py': 'print()', 'renamed.sh': 'true', level: 'high' },
      binaryData: { 'blob.bin': '//4=' },
    });
  });

  it.each(['../other/one.yaml', '/etc/passwd', 'a/../../x.yaml', 'https://example.org/x.yaml'])(
    'refuses %s, which lies outside of the folder',
    path => {
      const files = { 'kustomization.yaml': `resources: ["${path}"]` };
      expect(() => build(files)).toThrow(
        `pipelines/daily/kustomization.yaml: resources[0]: is "${path}", which lies outside of pipelines/daily`,
      );
    },
  );

  it.each([
    ['resources: [two.yaml]', 'resources[0]: is "two.yaml", and there is no such file'],
    ['resources: one.yaml', 'resources: is "one.yaml", and must be a list'],
    ['patches: []', 'patches: the sandbox does not know this field of kustomize; remove it'],
    ['resources: [1', 'is not YAML'],
    ['[]', 'must hold one Kustomization'],
    ['configMapGenerator: [{name: X, files: []}]', 'metadata.name: is "X"'],
    ['configMapGenerator: [{name: x, files: ["../a=one.yaml"]}]', 'the key "../a" may hold only'],
    ['configMapGenerator: [{name: x, files: ["..=one.yaml"]}]', 'the key ".." may hold only'],
    ['configMapGenerator: [{name: x, envs: [one.yaml]}]', 'give its content by files or literals'],
  ])('refuses %s and names the field', (kustomization, message) => {
    expect(() => build({ 'kustomization.yaml': kustomization, 'one.yaml': CONFIG })).toThrow(
      message,
    );
  });

  it.each([
    ['{kind: A, metadata: {name: a}}', '/one.yaml: apiVersion: is undefined'],
    ['{apiVersion: v1, metadata: {name: a}}', '/one.yaml: kind: is undefined'],
    ['{apiVersion: v1, kind: A}', '/one.yaml (A): metadata: is undefined'],
    ['{apiVersion: v1, kind: A, metadata: {name: a/b}}', 'metadata.name: is "a/b"'],
    ['{apiVersion: v1, kind: A, metadata: {name: a, annotations: {b: 1}}}', 'annotations.b: is 1'],
    ['just text', 'holds "just text", which is not an object'],
    ['{apiVersion: v1, kind: A, kind: B, metadata: {name: a}}', 'Map keys must be unique'],
    [`{a: ${'['.repeat(80)}${']'.repeat(80)}}`, 'is nested more than 60 levels deep'],
  ])('refuses the object %s and says where', (content, message) => {
    const files = { 'kustomization.yaml': 'resources: [one.yaml]', 'one.yaml': content };
    expect(() => build(files)).toThrow(message);
  });

  it('refuses anchors that grow without end', () => {
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1,1]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = 'abcdefgh'[index];
        return `${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(() =>
      build({ 'kustomization.yaml': 'resources: [one.yaml]', 'one.yaml': bomb }),
    ).toThrow('pipelines/daily/one.yaml: cannot be read: Excessive alias count');
  });

  it('refuses a file of more than one megabyte', () => {
    const files = {
      'kustomization.yaml': 'resources: [one.yaml]',
      'one.yaml': '#'.repeat(1024 * 1024 + 1),
    };
    expect(() => build(files)).toThrow('has 1048577 bytes');
  });
});
