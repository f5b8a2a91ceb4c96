export { preview, repositoryExistsProblem } from './preview';
export type { PreviewOptions } from './preview';
