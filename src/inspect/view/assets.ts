/** The page's script and style, as `npm run build:page` makes them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chartStyle } from '../../chart/index.ts';

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** The page was not built; the message says how. */
export class PageNotBuilt extends Error {
  override readonly name = 'PageNotBuilt';
}

/** Of a built program it lies beside its code; of the sources in `dist`. */
const folder = import.meta.url.endsWith('.ts') ? '../../../dist/page/' : '../../../page/';

let known: PageAssets | undefined;

/** Read once. Throws {@link PageNotBuilt}. */
export function pageAssets(): PageAssets {
  known ??= { script: read('viewer.js'), style: `${chartStyle}\n${read('viewer.css')}` };
  return known;
}

function read(name: string): string {
  const file = new URL(`${folder}${name}`, import.meta.url);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const path = fileURLToPath(file);
    const why = `the viewer's page was not built (${path} cannot be read)`;
    throw new PageNotBuilt(`${why}: npm run build makes it`, { cause: error });
  }
}
