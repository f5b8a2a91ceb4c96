export * from './OverviewCard';
