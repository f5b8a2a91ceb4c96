/**
 * The words of data pipelines: what the backend serves, the frontend shows and the template writes.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './diagnosis';
export * from './event';
export * from './log';
export * from './overview';
export * from './permissions';
export * from './platform';
export * from './preview';
export * from './readiness';
export * from './run';
export * from './runAction';
export * from './signal';
export * from './sizing';
export * from './stale';
export * from './start';
export * from './statistics';
export * from './status';
export * from './time';
