export { buildKroRbac, buildRgd, ownKroRbac, ownRgd, readKroRbac, writeOutRgd } from './buildRgd';
export type { RgdValues, SkeletonFiles, WrittenRgd } from './buildRgd';
