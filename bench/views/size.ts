import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../../test/portal/portal.ts';

/** Bytes, gzipped, of what a portal loads because of this plugin. */
export interface Size {
  /** All of the plugin's own code and styles, and that of data-pipelines-common. */
  own: number;
  /** Of that, what is loaded with the portal itself; the rest comes when a view is opened. */
  atStart: number;
  /** The layout library, which comes with the graph and which the portal's catalog graph uses, too. */
  layout: number;
}

/** Bundles the plugin as a portal would, without the libraries that it shares with the portal. */
export async function sizeOfPlugin(): Promise<Size> {
  const bundled = await bundle(['@dagrejs/*']);
  const withLayout = await bundle([]);
  const sum = (files: Bundle) => files.reduce((total, { bytes }) => total + bytes, 0);
  return {
    own: sum(bundled),
    atStart: sum(bundled.filter(({ start }) => start)),
    layout: sum(withLayout) - sum(bundled),
  };
}

type Bundle = { bytes: number; start: boolean }[];

async function bundle(shared: string[]): Promise<Bundle> {
  const out = path.join(ROOT, 'test-results/bundle');
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: 'plugins/data-pipelines/src/index.ts' },
    outdir: out,
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    external: shared,
    plugins: [
      {
        name: 'what the portal has already',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
            kind === 'entry-point' || /^(@dagrejs|backstage-plugin-data-pipelines)/.test(name)
              ? undefined
              : { path: name, external: true },
          );
        },
      },
    ],
  });
  const start = new Set(['index.js', 'index.css']);
  for (const [name, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    if (!entryPoint?.endsWith('src/index.ts')) continue;
    start.add(path.basename(name));
    for (const { path: imported, kind } of imports) {
      if (kind === 'import-statement') start.add(path.basename(imported));
    }
  }
  return outputFiles.map(({ path: name, contents }) => ({
    bytes: gzipSync(contents).length,
    start: start.has(path.basename(name)),
  }));
}
