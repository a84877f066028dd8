/**
 * A page in the place of stately.ai's: of another origin than ours, with the receiver of the real `@statelyai/inspect`,
 * which keeps what it is told.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { patient, withBrowser } from '../../browser.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A script for a browser from this source, bundled; what of Node it reaches is not there. */
export async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    define: { 'import.meta.url': '"file:///page.js"' },
    plugins: [
      {
        name: 'no-node',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'none' }));
          onLoad({ filter: /.*/, namespace: 'none' }, () => ({
            contents: 'module.exports = { fileURLToPath: String };',
          }));
        },
      },
    ],
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** One browser for the tests of a file, started when it is first needed: each work has a context of its own. */
export function oneBrowser(): <T>(work: (context: BrowserContext) => Promise<T>) => Promise<T> {
  let over: () => void = () => undefined;
  let running: Promise<void> | undefined;
  let starting: Promise<Browser> | undefined;
  afterAll(async () => {
    over();
    await running;
  });
  const start = () =>
    new Promise<Browser>((resolve, reject) => {
      const until = new Promise<void>((end) => {
        over = end;
      });
      running = withBrowser(async (browser) => {
        resolve(browser);
        await until;
      });
      running.catch(reject);
    });
  return async (work) => {
    starting ??= start();
    const context = patient(await (await starting).newContext());
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  };
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves these pages on 127.0.0.1, each a script. */
export async function site(scripts: Readonly<Record<string, string>>): Promise<Site> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace(/[?#].*/, '');
    const script = scripts[name];
    response.writeHead(script === undefined ? 404 : 200, { 'Content-Type': 'text/html' });
    const text = (script ?? '').replaceAll('</script', '<\\/script');
    response.end(`<!doctype html><meta charset="utf-8"><body><script>${text}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The stand-in: says that it is connected when it is loaded, and keeps every message. Not before: the package in the
 * page around it knows where to send from the `load` of the frame on, and what it sends sooner is lost.
 */
export function receiverScript(): Promise<string> {
  return bundled(`
    import { createBrowserReceiver } from '@statelyai/inspect';
    window.received = [];
    addEventListener('load', () => setTimeout(() => {
      createBrowserReceiver().subscribe((event) => window.received.push(event));
    }));
  `);
}

/** What a stand-in has been told, once there are so many messages; as JSON texts. */
export async function received(where: Page | Frame, count: number): Promise<readonly string[]> {
  await where.waitForFunction((n) => (globalThis as Told).received?.length >= n, count);
  return where.evaluate(() => (globalThis as Told).received.map((each) => JSON.stringify(each)));
}

type Told = { received: readonly unknown[] } & typeof globalThis;

/** The frame of the inspector in one of our pages. (These forbid `eval`, by which a browser polls for a condition.) */
export async function frameIn(page: Page, url: string): Promise<Frame> {
  const frame = page.frames().find((each) => each.url().startsWith(url));
  if (frame !== undefined) return frame;
  return page.waitForEvent('framenavigated', (each) => each.url().startsWith(url));
}
