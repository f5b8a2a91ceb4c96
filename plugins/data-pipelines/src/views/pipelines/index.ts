export * from './PipelinesPage';
