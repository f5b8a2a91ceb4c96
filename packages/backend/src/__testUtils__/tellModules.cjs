// Loaded before the portal: on a message it tells which files of this repository the portal has loaded.
const path = require('node:path');

const root = path.resolve(__dirname, '../../../..');

process.on('message', () => {
  const own = Object.keys(require.cache).filter(file => !file.includes('node_modules'));
  process.send(own.map(file => path.relative(root, file)));
});
