export * from './BackfillDialog';
export * from './StartDialog';
export * from './useRunActions';
