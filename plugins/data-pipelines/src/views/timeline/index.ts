export * from './TimelinePanel';
