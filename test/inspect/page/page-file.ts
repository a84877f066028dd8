/** The page as one HTML text: the script and style of `src/inspect/page`, built here, and a document in it. */
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../../source-files.ts';

let built: Promise<{ readonly script: string; readonly style: string }> | undefined;

async function bundle(): Promise<{ readonly script: string; readonly style: string }> {
  const folder = path.join(root, 'src/inspect/page');
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'viewer.ts'), path.join(folder, 'viewer.css')],
    bundle: true,
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

/** `content`: the document, or a text that is to be in its place. */
export async function pageOf(content: unknown, token?: string): Promise<string> {
  built ??= bundle();
  const { script, style } = await built;
  const json = typeof content === 'string' ? content : JSON.stringify(content);
  const meta = token === undefined ? '' : `<meta name="token" content="${token}">`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${meta}<title>viewer</title>
<style>${style}</style></head><body>
<script type="application/json" id="view-document">${json.replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script></body></html>`;
}
