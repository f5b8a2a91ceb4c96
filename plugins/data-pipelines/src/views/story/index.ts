export * from './Story';
export * from './storyOf';
