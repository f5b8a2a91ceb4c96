// The arrows between the layers, all one way (docs/architecture.md). `yarn arrows` fails on a back arrow.
// A layer is a folder; it may import itself, what its line names, and nothing else of its package.

/** Tests, and what only they use, may look anywhere. */
const TESTS = '(\\.test\\.tsx?$|/__testUtils__/|/__fixtures__/|/setupTests\\.ts$)';

const packageOf = name => `^plugins/${name}/src`;

function layers(root, allowed) {
  return Object.entries(allowed).map(([layer, others]) => ({
    name: `${root.replace(/^.*?\/|\/src$/g, '')}: ${layer}`,
    comment: `${layer} may import ${others.join(', ') || 'no other layer'} of its package only`,
    severity: 'error',
    from: { path: `${root}/${layer}/`, pathNot: TESTS },
    to: { path: `${root}/`, pathNot: `${root}/(${[layer, ...others].join('|')})(/|\\.ts)` },
  }));
}

function never(name, from, to) {
  return { name, severity: 'error', from: { pathNot: TESTS, ...from }, to };
}

const NODE = packageOf('data-pipelines-node');
const BACKEND = packageOf('data-pipelines-backend');
const FRONTEND = packageOf('data-pipelines');
const AWS_SDK = '/(@aws-sdk|@aws-crypto|@smithy|@kubernetes|@backstage/integration-aws-node)/';

/** What a package of this repository may import of the others; only packages/backend knows the sandbox. */
const PACKAGES = {
  'plugins/data-pipelines-common': [],
  'plugins/data-pipelines-node': ['plugins/data-pipelines-common'],
  'plugins/data-pipelines': ['plugins/data-pipelines-common'],
  'plugins/data-pipelines-backend': [
    'plugins/data-pipelines-common',
    'plugins/data-pipelines-node',
  ],
  'plugins/scaffolder-backend-module-data-pipelines': [
    'plugins/data-pipelines-common',
    'plugins/data-pipelines-node',
  ],
  'packages/app': ['plugins/data-pipelines', 'plugins/data-pipelines-common'],
  'packages/backend': [
    'packages/sandbox',
    'plugins/data-pipelines-common',
    'plugins/data-pipelines-backend',
    'plugins/scaffolder-backend-module-data-pipelines',
  ],
  'packages/sandbox': ['plugins/data-pipelines-common', 'plugins/data-pipelines-node'],
};

const packages = Object.entries(PACKAGES).map(([name, others]) =>
  never(
    `${name.split('/')[1]}: other packages`,
    { path: `^${name}/` },
    { path: '^(plugins|packages)/', pathNot: `^(${[name, ...others].join('|')})/` },
  ),
);

module.exports = {
  forbidden: [
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...packages,

    // form -> plan -> render -> files and preview
    ...layers(NODE, {
      form: [],
      plan: ['form'],
      expand: [],
      embed: ['expand'],
      render: ['form', 'plan', 'embed'],
      files: ['render'],
      preview: ['form', 'plan', 'render', 'expand'],
      bin: ['form', 'plan', 'render', 'files'],
    }),
    never(
      'data-pipelines-node: pure of Backstage',
      { path: `${NODE}/` },
      { path: '/@backstage/(?!errors/)' },
    ),

    // AWS -> provider -> store -> service -> router; ingest fills the store
    ...layers(BACKEND, {
      errors: [],
      history: [],
      platform: ['errors'],
      pipeline: ['errors', 'platform'],
      budget: [],
      provider: ['errors', 'history', 'platform', 'budget'],
      store: ['history', 'provider'],
      signal: ['store'],
      ingest: ['errors', 'history', 'platform', 'pipeline', 'provider', 'store', 'signal'],
      service: ['errors', 'history', 'platform', 'pipeline', 'provider', 'store', 'signal'],
      audit: [],
      request: [],
      logs: ['provider'],
      jobs: ['logs', 'pipeline', 'provider', 'service'],
      diagnosis: ['history', 'logs', 'pipeline', 'service'],
      actions: ['pipeline', 'provider', 'service'],
      readiness: ['pipeline', 'platform', 'provider', 'service'],
      notify: ['history', 'pipeline', 'signal', 'store'],
      mcp: ['actions', 'audit', 'diagnosis', 'pipeline', 'request', 'service'],
      router: [
        'errors',
        'audit',
        'request',
        'platform',
        'pipeline',
        'schema',
        'service',
        'actions',
        'diagnosis',
        'jobs',
        'readiness',
      ],
    }),
    never(
      'AWS stops at the provider',
      { path: '^(plugins|packages/(app|backend))/', pathNot: [TESTS, `${BACKEND}/provider/`] },
      { path: AWS_SDK },
    ),

    // client -> hooks -> views
    ...layers(FRONTEND, {
      api: [],
      hooks: ['api'],
      views: ['hooks', 'translation'],
      form: ['api', 'hooks', 'views', 'translation'],
    }),
    never(
      'only the plugin makes the client',
      { path: `${FRONTEND}/`, pathNot: [TESTS, `${FRONTEND}/(api/|plugin\\.tsx|legacy\\.tsx)`] },
      { path: `${FRONTEND}/api/DataPipelinesClient` },
    ),
    never(
      'the browser has no Node',
      { path: ['^plugins/data-pipelines(-common)?/src/', '^packages/app/src/'] },
      { dependencyTypes: ['core'] },
    ),
    never(
      'the browser has no backend',
      { path: ['^plugins/data-pipelines(-common)?/src/', '^packages/app/src/'] },
      { path: '/@backstage/(backend-|plugin-[a-z-]*(backend|-node/))' },
    ),

    never(
      'data-pipelines-common: catalog, permissions and zod only',
      { path: '^plugins/data-pipelines-common/src/' },
      {
        path: 'node_modules/',
        pathNot:
          'node_modules/(zod|@backstage/(catalog-model|plugin-catalog-common|plugin-permission-common))/',
      },
    ),

    // The forge and the local AWS know nothing of the sync that uses them.
    ...layers('^packages/sandbox/src', { forge: [], aws: [], sync: ['forge', 'aws'] }),
  ],
  options: {
    includeOnly: ['^(plugins|packages)/[^/]+/(src|dev)/', 'node_modules', '^[a-z_:/]+$'],
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types are arrows, too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
