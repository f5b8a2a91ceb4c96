import { isRecord } from '../kube/asKubeObject';
import { KubeObject } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { PipelineManifests } from '../repo/pipelineManifests';
import { PipelineTrigger } from '../status/pipelineStatus';
import type { Graph, GraphCompiler } from './graphCompiler';

/**
 * Compiles the graph and fills in the instance's defaults.
 *
 * @throws ManifestError naming the file and what is wrong in it; also when the pipeline is for another account.
 */
export function readInstance(
  compiler: GraphCompiler,
  { graph: { document, file }, instance, instanceFile }: PipelineManifests,
  accountId: string,
): { graph: Graph; instance: KubeObject } {
  const graph = inFile(file, () => compiler.compileGraph(document));
  const full = inFile(instanceFile, () => compiler.applyDefaults(document, instance));
  const account = fieldOf(full, 'aws', 'accountId');
  if (account !== undefined && account !== accountId) {
    throw new ManifestError(
      instanceFile,
      'spec.aws.accountId',
      `is ${shown(account)}, and the sandbox is account ${shown(accountId)}; create the pipeline for the platform of the sandbox`,
    );
  }
  return { graph, instance: full };
}

/** What starts the pipeline's runs, and its team; a graph of another make has no trigger. */
export function triggerOf(
  instance: KubeObject,
  region: string,
): { team: string; trigger: PipelineTrigger | undefined } {
  const text = (...path: [string, string]) => String(fieldOf(instance, ...path) ?? '');
  const bucket = text('input', 'bucket');
  return {
    team: String(instance.spec?.team ?? ''),
    trigger: bucket
      ? {
          on: text('trigger', 'on') === 'script' ? 'script' : 'data',
          bucket,
          prefix: text('trigger', 'prefix'),
          suffix: text('trigger', 'suffix') || undefined,
          region: text('aws', 'region') || region,
          script: {
            bucket: text('scripts', 'bucket'),
            prefix: text('scripts', 'prefix'),
            entryPoint: text('scripts', 'entryPoint'),
          },
        }
      : undefined,
  };
}

function fieldOf(instance: KubeObject, section: string, field: string): unknown {
  const value = instance.spec?.[section];
  return isRecord(value) ? value[field] : undefined;
}

function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ManifestError(file, '', (error as Error).message);
  }
}
