export { applyDefaults } from './applyDefaults';
export { expand } from './expand';
export { compileGraph, Graph } from './graph/graph';
export { markedIn } from './marker';
export type { ExpandedResource, KubeObject, Observed, Resolved, World } from './types';
