export * from './LogPanel';
