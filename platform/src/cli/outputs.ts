/** Prints what the portal needs to know of a deployed platform: its app-config and its entities of the catalog. */
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { readPlatform } from '../config/readPlatform.ts';
import { catalogEntities } from '../catalogEntities.ts';
import { appConfig, type StackOutputs } from '../outputs.ts';
import { readFileSync } from 'node:fs';
import { platformFile, readOutputs } from './paths.ts';
import { main, Stopped } from './tools.ts';

main(() => {
  const { values } = parseArgs({
    options: { catalog: { type: 'boolean' }, outputs: { type: 'string' } },
  });
  const config = readPlatform(platformFile());
  const outputs: StackOutputs = values.outputs
    ? JSON.parse(readFileSync(values.outputs, 'utf8'))
    : readOutputs(config);
  try {
    const printed = values.catalog
      ? catalogEntities(config, outputs)
          .map(entity => stringify(entity))
          .join('---\n')
      : `# Of platform ${config.name}; made by platform/bin/outputs.\n${stringify(appConfig(config, outputs))}`;
    process.stdout.write(printed);
  } catch (error) {
    throw new Stopped((error as Error).message);
  }
});
