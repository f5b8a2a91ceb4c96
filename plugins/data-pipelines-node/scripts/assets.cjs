// Copies skeleton/ and spark/jobs/ from the top of the repository into assets/, so that the published package carries
// them; `remove` takes them away again, so that nobody reads a stale copy.
const { cpSync, rmSync } = require('node:fs');
const { basename, join } = require('node:path');

const assets = join(__dirname, '..', 'assets');
const top = join(__dirname, '..', '..', '..');

rmSync(assets, { recursive: true, force: true });
if (process.argv[2] !== 'remove') {
  const wanted = path => !['__pycache__', '.DS_Store'].includes(basename(path));
  cpSync(join(top, 'skeleton'), join(assets, 'skeleton'), { recursive: true, filter: wanted });
  cpSync(join(top, 'spark', 'jobs'), join(assets, 'jobs'), { recursive: true, filter: wanted });
}
