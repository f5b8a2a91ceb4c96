export { ActionService } from './ActionService';
export { actionStates } from './actionStates';
