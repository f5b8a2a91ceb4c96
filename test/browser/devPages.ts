import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { ROOT } from '../portal/portal.ts';

const NODE = /^(stream|fs|path|crypto|util|os|http|https|zlib|url)$/;
const BUILTINS: Plugin = {
  name: 'what the browser has not',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: NODE }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'export class Transform {} export default {}',
    }));
  },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Data pipelines</title>
    <link rel="stylesheet" href="/index.css">
  </head>
  <body style="margin: 0"><div id="root"></div><script type="module" src="/index.js"></script></body>
</html>`;

/** The pages of plugins/data-pipelines/dev on a port of this machine, all views on fixtures. */
export interface DevPages {
  url: string;
  /** What was bundled, as esbuild tells it. */
  metafile: Metafile;
  stop(): Promise<void>;
}

/** Bundles the dev pages as for production, in a few seconds, and serves them; port 0 is any free one. */
export async function startDevPages(port = 0): Promise<DevPages> {
  let url = '';
  const files = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    const file = files.get(pathname);
    if (file) {
      response.setHeader(
        'content-type',
        pathname.endsWith('.css') ? 'text/css' : 'text/javascript',
      );
      response.end(file);
      return;
    }
    // There is no backend: what is not on fixtures gets "not found".
    const api = pathname.startsWith('/none') || /\.\w+$/.test(pathname);
    response.writeHead(api ? 404 : 200, { 'content-type': api ? 'application/json' : 'text/html' });
    response.end(api ? '{}' : PAGE);
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { outputFiles, metafile } = await bundle(url);
  for (const { path: name, contents } of outputFiles) {
    files.set(`/${path.relative(OUT, name)}`, contents);
  }
  return {
    url,
    metafile,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const OUT = path.join(ROOT, 'test-results/dev-pages');

function bundle(baseUrl: string) {
  const config = {
    app: {
      title: 'Data pipelines',
      baseUrl,
      extensions: [
        { 'sign-in-page:app': false },
        'entity-card:data-pipelines/overview',
        { 'entity-card:catalog/depends-on-components': false },
        { 'entity-card:catalog/depends-on-resources': false },
        { 'entity-card:catalog/has-subcomponents': false },
      ],
    },
    backend: { baseUrl: `${baseUrl}/none` },
  };
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['plugins/data-pipelines/dev/index.tsx'],
    inject: ['test/browser/shims.js'],
    plugins: [BUILTINS],
    outdir: OUT,
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    entryNames: 'index',
    logLevel: 'error',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.HAS_REACT_DOM_CLIENT': 'true',
      'process.env.APP_CONFIG': JSON.stringify([{ context: 'dev pages', data: config }]),
      global: 'globalThis',
    },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl' },
  });
}
