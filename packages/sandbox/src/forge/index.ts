export { forgePlugin } from './plugin';
export { templateHostModule } from './templateHost';
export { forgeServiceRef } from './service';
export type { Forge, Push } from './Forge';
