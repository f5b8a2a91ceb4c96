export { writeTree } from './writeTree';
export type { WriteOptions } from './writeTree';
