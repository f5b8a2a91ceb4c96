/** Writes what is applied to the cluster to out/<platform>/manifests, for review and for GitOps of one's own. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { readPlatform } from '../config/readPlatform.ts';
import type { PlatformConfig } from '../config/schema.ts';
import { argoCdValues, manifests, printed } from '../gitops/manifests.ts';
import { outFolder, platformFile, readOutputs } from './paths.ts';
import { main, say, write } from './tools.ts';

/** Writes the files anew and says where; in the order in which they are applied. */
export function writeManifests(config: PlatformConfig): string[] {
  const folder = path.join(outFolder(config), 'manifests');
  rmSync(folder, { recursive: true, force: true });
  const files = [...manifests(config, readOutputs(config))].map(([name, objects]) => {
    const file = path.join(folder, name);
    write(file, printed(objects));
    return file;
  });
  if (config.controllers.argoCd === 'self')
    write(path.join(folder, 'argo-cd.values.yaml'), argoCdValues(config));
  return files;
}

if (import.meta.main)
  main(() => writeManifests(readPlatform(platformFile())).forEach(file => say(file)));
