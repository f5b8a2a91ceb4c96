import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlatformConfig } from '../config/schema.ts';
import type { StackOutputs } from '../outputs.ts';

export const PLATFORM_FOLDER = path.join(import.meta.dirname, '../..');
/** The CDK's command; PLATFORM_CDK is another one, for tests. */
export const CDK = process.env.PLATFORM_CDK ?? path.join(PLATFORM_FOLDER, 'node_modules/.bin/cdk');
/** The file that describes the platform. */
export const platformFile = (): string =>
  process.env.PLATFORM ?? path.join(PLATFORM_FOLDER, 'platform.yaml');

/** Where what is made of a platform is kept: git ignores it, and it can be made anew. */
export function outFolder(config: PlatformConfig): string {
  return path.join(process.env.PLATFORM_OUT ?? path.join(PLATFORM_FOLDER, 'out'), config.name);
}
export const outputsFile = (config: PlatformConfig): string =>
  path.join(outFolder(config), 'outputs.json');

/** What the deployed stacks say of themselves, as far as they are deployed from here. */
export function readOutputs(config: PlatformConfig): StackOutputs {
  const file = outputsFile(config);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
