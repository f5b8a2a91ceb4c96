/**
 * Prints what kro would make of every example, planned for the platform whose block of app-config comes on standard
 * input: by the project's own plan, render and expand. Each example comes with each identity and each life of the
 * virtual cluster, without and with a key of its own, so that every resource of the graph is there. Started under Backstage's transform (see pipelines.ts).
 */
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { expand, parseHosts, parsePlatforms, plan, render } = {
  ...require('backstage-plugin-data-pipelines-node'),
  ...require('../../../plugins/data-pipelines-node/src/render'),
};

const EXAMPLES = path.join(__dirname, '../../../examples');
const platforms = parsePlatforms(JSON.parse(readFileSync(0, 'utf8')));
const hosts = parseHosts({
  gitea: [{ host: 'localhost:7007', baseUrl: 'http://localhost:7007/api/forge' }],
});

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const pipelines = readdirSync(EXAMPLES).flatMap(example => {
  const form = parse(readFileSync(path.join(EXAMPLES, example, 'form.yaml'), 'utf8'));
  return ['podIdentity', 'irsa'].flatMap(identity =>
    ['pipeline', 'run'].map(virtualCluster => {
      const encryption = identity === 'irsa' ? {} : { kmsKeyArn: KEY };
      const planned = plan(
        { ...form, platform: Object.keys(platforms)[0], identity, virtualCluster, encryption },
        { platforms, hosts },
      );
      const files = render(planned);
      const at = file => parse(files.get(file));
      const instance = at(`pipelines/${form.name}/instance.yaml`);
      // What the form leaves to the instance: both ways as well.
      const all = identity === 'podIdentity';
      instance.spec.aws.emrAccess = all ? 'accessEntry' : 'rbac';
      instance.spec.logs = { ...instance.spec.logs, cloudWatch: all };
      return {
        title: `${example}, ${identity}, a virtual cluster for each ${virtualCluster}`,
        instance,
        objects: expand(at('rgd/data-pipeline.yaml'), instance).map(({ object }) => object),
        projects: files.get('argocd/project.yaml'),
      };
    }),
  );
});
process.stdout.write(JSON.stringify(pipelines));
