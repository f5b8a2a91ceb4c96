/**
 * The words of data pipelines: what the backend serves, the frontend shows and the template writes.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './permissions';
export * from './platform';
export * from './preview';
export * from './run';
export * from './status';
