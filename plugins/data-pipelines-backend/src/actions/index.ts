export { ActionService } from './ActionService';
export { actionStates } from './actionStates';
export { LastRuns } from './LastRuns';
