import { KubeObject, keyOf, titleOf } from '../kube/kubeObject';
import { checkKind } from '../kube/kinds';
import { ManifestError, shown } from '../kube/manifestError';
import { buildKustomization, SourcedObject } from './kustomize';
import { GraphFile, TeamRepo } from './teamRepo';

/** Everything that one commit says about one pipeline. */
export interface PipelineManifests {
  namespace: string;
  /** The instance of the graph, as the team wrote it. */
  instance: KubeObject;
  instanceFile: string;
  graph: GraphFile;
  /** The other objects of the folder, namespace first. */
  objects: KubeObject[];
}

/**
 * Reads one pipeline of a team repo and holds it against the rules that the sandbox can check without AWS.
 *
 * @throws ManifestError naming file and field.
 */
export function readPipeline(repo: TeamRepo, pipeline: string): PipelineManifests {
  const graphs = repo.graphs();
  const built = buildKustomization(repo.folder(pipeline));
  const folder = `pipelines/${pipeline}`;
  const { instance, file: instanceFile, graph } = findInstance(folder, graphs, built);
  const namespace = instance.metadata.namespace;
  if (!namespace) {
    throw new ManifestError(instanceFile, 'metadata.namespace', 'is missing; set it');
  }
  const others = built.filter(({ object }) => object !== instance);
  const seen = new Set<string>();
  for (const { file, object } of others) {
    checkPlace(file, object, namespace);
    checkKind(object);
    if (seen.has(keyOf(object))) {
      throw new ManifestError(file, 'metadata.name', `${titleOf(object)} is there twice`);
    }
    seen.add(keyOf(object));
  }
  const first = (object: KubeObject) => (object.kind === 'Namespace' ? 0 : 1);
  const objects = others.map(({ object }) => object).sort((a, b) => first(a) - first(b));
  return { namespace, instance, instanceFile, graph, objects };
}

function findInstance(folder: string, graphs: GraphFile[], built: SourcedObject[]) {
  const kindOf = ({ object }: SourcedObject) => `${object.apiVersion} ${object.kind}`;
  const instances = built.filter(entry => graphs.some(graph => graph.defines === kindOf(entry)));
  if (instances.length > 1) {
    const [, { file, object }] = instances;
    throw new ManifestError(
      file,
      'kind',
      `${titleOf(object)} is the second instance in ${folder}; a folder is one pipeline`,
    );
  }
  if (instances.length === 0) {
    const kinds = graphs.map(graph => graph.defines).join(', ');
    throw new ManifestError(
      folder,
      '',
      kinds
        ? `has no instance of ${kinds}; add one to the resources of its kustomization.yaml`
        : 'there is no ResourceGraphDefinition below rgd/ that could make anything of it; add one',
    );
  }
  const [{ file, object }] = instances;
  const graph = graphs.find(({ defines }) => defines === kindOf(instances[0]))!;
  return { instance: object, file, graph };
}

function checkPlace(file: string, object: KubeObject, namespace: string) {
  const isNamespace = object.kind === 'Namespace' && object.apiVersion === 'v1';
  const field = isNamespace ? 'metadata.name' : 'metadata.namespace';
  const place = isNamespace ? object.metadata.name : object.metadata.namespace;
  if (place !== namespace) {
    throw new ManifestError(
      `${file} (${titleOf(object)})`,
      field,
      `is ${shown(place)}, and must be the pipeline's own namespace ${shown(namespace)}`,
    );
  }
}
