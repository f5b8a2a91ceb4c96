import { join } from 'node:path';
import { main } from './render';

// Started by bin/render, which knows where the repository is.
void main(
  process.argv.slice(2),
  join(process.env.DATA_PIPELINES_ROOT ?? '.', 'app-config.yaml'),
).then(code => {
  process.exitCode = code;
});
