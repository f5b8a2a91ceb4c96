export { readAssets } from './assets';
export type { Assets } from './assets';
export { fileTree, pathFault } from './fileTree';
export type { FileTree } from './fileTree';
export { buildGraph } from './graph';
export { printYaml } from './printers';
export { render } from './render';
