export { AwsBudget, type BudgetedCall, type BudgetUse } from './AwsBudget';
export { backoffMs } from './backoff';
export { type Clock, monotonicClock, TokenBucket } from './TokenBucket';
