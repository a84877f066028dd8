/**
 * Makes the pictures that the documentation shows, with the built program: `npm run pictures`. Those of the viewer need
 * Chromium (on the PATH, or named by CHROMIUM) and are left as they are without it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const folder = fileURLToPath(new URL('pictures/', import.meta.url));
const run = (...words) => execFileSync(process.execPath, [program, ...words]);

mkdirSync(folder, { recursive: true });
for (const machine of ['client', 'pnp-guest', 'vf']) {
  run('draw', machine, '--out', join(folder, `${machine}.svg`));
}
await viewerPictures();

async function viewerPictures() {
  const temporary = mkdtempSync(join(tmpdir(), 'pictures-'));
  const browser = await browserOrNothing();
  try {
    if (browser === undefined) return;
    const report = join(temporary, 'z43.html');
    // The mended machine holds and the published one does not: exit status 0.
    run('zoo', 'Z43', '--report', report);
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(pathToFileURL(report).href);
    await page.locator('[data-state]').first().waitFor({ state: 'attached' });
    await page.screenshot({ path: join(folder, 'z43.png') });
  } finally {
    await browser?.close();
    rmSync(temporary, { recursive: true });
  }
}

async function browserOrNothing() {
  const { chromium } = await import('playwright-core');
  const executablePath = process.env.CHROMIUM ?? which('chromium');
  if (executablePath !== undefined) {
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }
  process.stderr.write('no chromium on the PATH: the pictures of the viewer stay as they are\n');
  return undefined;
}

function which(name) {
  try {
    return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
