export { stateMachineArn } from './arns';
export { roleNameBase36 } from './base36';
export type { BucketPlan, Buckets } from './buckets';
export type { Settings } from './check';
export type { InstanceSpec } from './instance';
export { deriveNames } from './names';
export type { NameParts, Names } from './names';
export { plan, tryPlan } from './plan';
export type { Plan, Planned } from './plan';
