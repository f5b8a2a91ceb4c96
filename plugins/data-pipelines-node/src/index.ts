/**
 * From a form to the files of a team repo, and to the objects that kro will make of them. Pure but for `writeTree`.
 *
 * @packageDocumentation
 */
export {
  DEFAULT_HOSTS,
  HOST_TYPES,
  STARTER_JOBS,
  formJsonSchema,
  formSchema,
  formatProblem,
  parseForm,
  parseHosts,
  parsePlatforms,
  parseRepoUrl,
  problemsError,
} from './form';
export type {
  Form,
  FormInput,
  Host,
  Hosts,
  HostType,
  ParsedForm,
  Platform,
  Platforms,
  Repository,
  StarterJob,
} from './form';
export {
  deriveNames,
  instanceObject,
  plan,
  roleNameBase36,
  stateMachineArn,
  tryPlan,
  VERSION,
} from './plan';
export type {
  BucketPlan,
  Buckets,
  InstanceObject,
  InstanceSpec,
  NameParts,
  Names,
  Plan,
  Planned,
  Settings,
} from './plan';
export { buildGraph, fileTree, printYaml, readAssets, render } from './render';
export type { Assets, FileTree } from './render';
export { buildKroRbac, buildRgd } from './embed';
export type { RgdValues, SkeletonFiles } from './embed';
export { applyDefaults, compileGraph, expand, Graph, markedIn } from './expand';
export type { ExpandedResource, KubeObject, Observed, Resolved, World } from './expand';
export { writeTree } from './files';
export type { WriteOptions } from './files';
export { preview } from './preview';
export type { PreviewOptions } from './preview';
