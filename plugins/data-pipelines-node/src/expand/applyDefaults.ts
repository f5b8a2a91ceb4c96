import { InputError } from '@backstage/errors';
import { compileGraph, Graph } from './graph/graph';
import { withDefaults } from './schema/defaults';
import { validate } from './schema/validate';
import { KubeObject } from './types';

/**
 * The instance with the schema's defaults, checked as the API server would check it.
 *
 * @param definition the ResourceGraphDefinition, or the graph compiled from it.
 * @throws InputError that lists all that is wrong, each with its path.
 */
export function applyDefaults(definition: unknown, instance: unknown): KubeObject {
  const graph = definition instanceof Graph ? definition : compileGraph(definition);
  const { apiVersion, kind, metadata, spec } = (instance ?? {}) as Partial<KubeObject>;
  const { instanceType, schema } = graph;
  if (apiVersion !== instanceType.apiVersion || kind !== instanceType.kind) {
    throw new InputError(
      `this definition is of ${instanceType.apiVersion} ${instanceType.kind}, not of ${apiVersion} ${kind}`,
    );
  }
  if (!metadata?.name || !metadata.namespace)
    throw new InputError('metadata.name and metadata.namespace are needed');
  const filled = withDefaults(schema, spec ?? {});
  const problems = validate(schema, filled, 'spec');
  if (problems.length > 0)
    throw new InputError(`${metadata.namespace}/${metadata.name}: ${problems.join('; ')}`);
  return { ...(instance as KubeObject), spec: filled };
}
