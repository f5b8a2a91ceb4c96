/** What the CDK starts: the platform that the file in PLATFORM (platform.yaml) describes. */
import { ConfigError, readPlatform } from './config/readPlatform.ts';
import { platformApp } from './platformApp.ts';

try {
  platformApp(readPlatform(process.env.PLATFORM ?? 'platform.yaml')).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
}
