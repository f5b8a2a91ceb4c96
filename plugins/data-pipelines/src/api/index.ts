export * from './DataPipelinesApi';
export { DataPipelinesClient } from './DataPipelinesClient';
