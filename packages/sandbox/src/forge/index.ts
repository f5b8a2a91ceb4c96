export { forgePlugin } from './plugin';
export { forgeServiceRef } from './service';
export type { Forge, Push } from './Forge';
