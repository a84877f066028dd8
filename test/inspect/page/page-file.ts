/** The page as one HTML text: the script and style of `src/inspect/page`, built here, and a document in it. */
import path from 'node:path';
import { build } from 'esbuild';
import { viewerHtml } from '../../../src/inspect/view/html.ts';
import type { ViewDocument } from '../../../src/inspect/view-data.ts';
import { root } from '../../source-files.ts';

interface Built {
  readonly script: string;
  readonly style: string;
}

let built: Promise<Built> | undefined;

async function bundle(): Promise<Built> {
  const folder = path.join(root, 'src/inspect/page');
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'viewer.ts'), path.join(folder, 'viewer.css')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    outdir: path.join(root, 'dist/page'),
    write: false,
    logLevel: 'silent',
  });
  const text = (ending: string) =>
    outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

/** `content`: the document; a text stands as it is where the document would be. */
export async function pageOf(content: ViewDocument | string, token?: string): Promise<string> {
  built ??= bundle();
  const assets = await built;
  if (typeof content !== 'string') {
    return viewerHtml(content, { assets, ...(token === undefined ? {} : { token }) });
  }
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>viewer</title>
<style>${assets.style}</style></head><body><div id="viewer"></div>
<script type="application/json" id="view-document">${content.replaceAll('<', '\\u003c')}</script>
<script>${assets.script.replaceAll('</script', '<\\/script')}</script></body></html>`;
}
