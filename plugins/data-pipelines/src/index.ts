/**
 * Runs of event-driven data pipelines in the catalog, and the fields of the form that makes one.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export * from './api';
export { dataPipelinesTranslationRef } from './translation';
