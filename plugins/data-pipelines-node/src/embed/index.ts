export { buildKroRbac, buildRgd } from './buildRgd';
export type { RgdValues, SkeletonFiles } from './buildRgd';
