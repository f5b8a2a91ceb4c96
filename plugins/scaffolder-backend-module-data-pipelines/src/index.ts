/**
 * Scaffolder actions for data pipelines: from a form to the files of a team repo, which a publish action takes on.
 *
 * @packageDocumentation
 */
export { dataPipelinesModule as default } from './module';
