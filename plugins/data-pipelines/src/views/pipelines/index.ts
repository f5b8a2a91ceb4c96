export * from './PipelinesPage';
export * from './PipelinesPageWithHeader';
