export * from './EventsPanel';
