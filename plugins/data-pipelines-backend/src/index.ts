/**
 * Backend of data pipelines: their runs on AWS, and the preview of new ones.
 *
 * @packageDocumentation
 */
export { dataPipelinesPlugin as default } from './plugin';
