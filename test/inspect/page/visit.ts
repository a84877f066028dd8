/** Opens the page in a browser for a test, and holds it to what is always asked of it: quiet, and on its own. */
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ViewDocument } from '../../../src/inspect/view-data.ts';
import { chromium, patient } from '../../browser.ts';
import { pageOf } from './page-file.ts';

export interface VisitOptions {
  /** Behind the `#`. */
  readonly hash?: string;
  readonly token?: string;
  /** Answers `/api/...`; absent: nothing may be asked. */
  readonly answer?: (path: string, body: unknown, token: string | undefined) => unknown;
  readonly context?: BrowserContextOptions;
  /** What the console may say; absent: nothing. */
  readonly mayBeSaid?: RegExp;
}

const address = 'http://viewer.test/';

export type Visit = (
  content: ViewDocument | string,
  work: (page: Page) => Promise<void>,
  options?: VisitOptions,
) => Promise<void>;

/** One browser for the tests of a file. */
export function visitor(): Visit {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (chromium === undefined) return;
    const { chromium: engine } = await import('playwright-core');
    browser = await engine.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(async () => {
    await browser?.close();
  });
  return async (
    content,
    work,
    { hash = '', token, answer, context: asked = {}, mayBeSaid } = {},
  ) => {
    if (browser === undefined) throw new Error('there is no browser');
    const context = patient(
      await browser.newContext({
        viewport: { width: 1400, height: 900 },
        reducedMotion: 'reduce',
        ...asked,
      }),
    );
    try {
      const page = await context.newPage();
      const noise: string[] = [];
      page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
      page.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
      const html = await pageOf(content, token);
      await context.route('**/*', (route) => serve(route, html, answer, noise));
      await page.goto(`${address}${hash === '' ? '' : `#${hash}`}`);
      await work(page);
      expect(noise.filter((each) => mayBeSaid?.test(each) !== true)).toEqual([]);
    } finally {
      await context.close();
    }
  };
}

async function serve(
  route: Route,
  html: string,
  answer: VisitOptions['answer'],
  noise: string[],
): Promise<void> {
  const request = route.request();
  const path = request.url().slice(address.length - 1);
  if (request.isNavigationRequest()) {
    await route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
  } else if (answer !== undefined && path.startsWith('/api/')) {
    const token = request.headers()['x-token'];
    await route.fulfill({ json: answer(path, request.postDataJSON(), token) });
  } else {
    noise.push(`request: ${request.url()}`);
    await route.abort();
  }
}

/** Number of the current step, as the list says it. */
export async function currentStep(page: Page): Promise<number> {
  const option = page.locator('.pane:not([hidden]) [role=option][aria-selected=true]').first();
  return Number(await option.getAttribute('data-step'));
}

/** Waits until the address says so. */
export async function untilHash(page: Page, pattern: RegExp): Promise<void> {
  await page.waitForURL((url) => pattern.test(url.hash));
}
