/**
 * A real browser for tests that look at what is drawn: Debian's chromium, driven by playwright-core. Where there is
 * none, such tests are skipped: `test.skipIf(chromium === undefined)`, with {@link noBrowser} printed.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** The path of the browser, if there is one; `CHROMIUM` in the environment names another. */
export const chromium: string | undefined = [
  process.env.CHROMIUM ?? '',
  ...(process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) =>
      ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)),
    ),
].find(isProgram);

/** What a test that was skipped for want of a browser says. */
export const noBrowser =
  'no chromium on the PATH (CHROMIUM names one): tests in a browser are skipped';

if (chromium === undefined) process.stderr.write(`${noBrowser}\n`);

/** Does the work in a browser of its own, which is closed whatever happens. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  if (chromium === undefined) throw new Error(noBrowser);
  const { chromium: engine } = await import('playwright-core');
  const browser = await engine.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Does the work with one page of a browser of its own. What the page throws fails the work, also when it went on. */
export function withPage<T>(
  work: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  return withBrowser(async (browser) => {
    const context = patient(await browser.newContext(options));
    const page = await context.newPage();
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    const result = await work(page);
    if (thrown.length > 0) throw thrown[0];
    return result;
  });
}

/** The same context, whose pages may take as long as a test may: a slow machine is no failure. */
export function patient(context: BrowserContext): BrowserContext {
  context.setDefaultTimeout(240_000);
  return context;
}

function isProgram(path: string): boolean {
  if (path === '') return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
