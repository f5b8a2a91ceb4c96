export { buildKroRbac, buildRgd, ownRgd, writeOutRgd } from './buildRgd';
export type { RgdValues, SkeletonFiles, WrittenRgd } from './buildRgd';
