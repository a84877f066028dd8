/** The bridge in a real browser, against the receiver of the real `@statelyai/inspect`: every message, in order. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InspectorMessage } from '../../../src/inspect/bridge/index.ts';
import { MessageFeed } from '../../../src/inspect/bridge/index.ts';
import type { InspectServer } from '../../../src/inspect/server/index.ts';
import { startInspectServer } from '../../../src/inspect/server/index.ts';
import { chromium } from '../../browser.ts';
import { recorded } from '../bridge/runs.ts';
import type { Site } from './stand-in.ts';
import { frameIn, oneBrowser, received, receiverScript, site } from './stand-in.ts';

const connected = JSON.stringify({ type: '@statelyai.connected' });

describe.skipIf(chromium === undefined)('the page with the inspector', () => {
  const { feed, messages } = recorded('demo', { vfs: 1, vbd: true });
  const inBrowser = oneBrowser();
  const all = Array.from({ length: feed.length }, (_, n) => feed.text(n));
  let inspector: Site;
  let server: InspectServer;

  beforeAll(async () => {
    const script = await receiverScript();
    inspector = await site({ '/inspect': script, '/other': script });
    server = await serve(feed);
  });
  afterAll(async () => {
    await server?.close();
    await inspector?.close();
  });

  const serve = (shown: MessageFeed) =>
    startInspectServer({ title: 'demo', feed: shown, inspectorUrl: `${inspector.url}/inspect` });

  test('tells the frame everything, and again after the frame, then the page, was reloaded', () =>
    inBrowser(async (context) => {
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (line) => problems.push(line.text()));
      await page.goto(server.inspectorUrl);
      const frame = await frameIn(page, inspector.url);
      expect(await received(frame, all.length)).toEqual(all);
      await page
        .getByRole('status')
        .filter({ hasText: `${all.length} messages` })
        .waitFor();
      await frame.goto(`${inspector.url}/inspect?again`);
      expect(await received(frame, all.length)).toEqual(all);
      await page.reload();
      expect(await received(await frameIn(page, inspector.url), all.length)).toEqual(all);
      expect(problems).toEqual([]);
    }));

  test('tells a window of its own everything, again after it was reloaded, also when the page was reloaded first', () =>
    inBrowser(async (context) => {
      const page = await context.newPage();
      await page.goto(server.inspectorUrl);
      const opening = page.waitForEvent('popup');
      await page.getByRole('button', { name: 'Open in a window' }).click();
      const popup = await opening;
      expect(await received(popup, all.length)).toEqual(all);
      await popup.reload();
      expect(await received(popup, all.length)).toEqual(all);
      await page.reload();
      await received(await frameIn(page, inspector.url), all.length);
      await popup.reload();
      expect(await received(popup, all.length)).toEqual(all);
    }));

  test('several pages at a time, the last of them opened when all is over', () =>
    inBrowser(async (context) => {
      const live = new MessageFeed();
      const own = await serve(live);
      try {
        const early = await Promise.all([1, 2, 3].map(() => context.newPage()));
        for (const page of early) await page.goto(own.inspectorUrl);
        const frames = await Promise.all(early.map((page) => frameIn(page, inspector.url)));
        // Live: some before the pages were there, some while they are, in many pieces.
        live.add(messages.slice(0, 100));
        for (const frame of frames) expect(await received(frame, 100)).toEqual(all.slice(0, 100));
        for (let n = 100; n < messages.length; n += 7) live.add(messages.slice(n, n + 7));
        live.end();
        const late = await context.newPage();
        await late.goto(own.inspectorUrl);
        frames.push(await frameIn(late, inspector.url));
        for (const frame of frames) expect(await received(frame, all.length)).toEqual(all);
      } finally {
        await own.close();
      }
    }));

  test('frame and window of one page while the run goes on', () =>
    inBrowser(async (context) => {
      const live = new MessageFeed();
      const own = await serve(live);
      try {
        const page = await context.newPage();
        await page.goto(own.inspectorUrl);
        const frame = await frameIn(page, inspector.url);
        live.add(messages.slice(0, 300));
        await received(frame, 300);
        const opening = page.waitForEvent('popup');
        await page.getByRole('button', { name: 'Open in a window' }).click();
        const popup = await opening;
        await received(popup, 300);
        live.add(messages.slice(300));
        live.end();
        expect(await received(frame, all.length)).toEqual(all);
        expect(await received(popup, all.length)).toEqual(all);
      } finally {
        await own.close();
      }
    }));

  test('an interrupted stream goes on where it was', () =>
    inBrowser(async (context) => {
      const page = await context.newPage();
      let streams = 0;
      await page.route('**/events?*', async (route) => {
        streams += 1;
        if (streams > 1) return route.continue();
        const body = all.slice(0, 200).map((text, n) => `data: ${text}\nid: ${n + 1}\n\n`);
        return route.fulfill({
          contentType: 'text/event-stream',
          body: `retry: 10\n\n${body.join('')}`,
        });
      });
      await page.goto(server.inspectorUrl);
      expect(await received(await frameIn(page, inspector.url), all.length)).toEqual(all);
      // From the beginning, the second would have told the first 200 again.
      expect(streams).toBe(2);
    }));

  test('tells nothing to a frame of another origin, and nothing to one that has not said that it listens', () =>
    inBrowser(async (context) => {
      const stranger = await site({
        '/': `parent.postMessage({ type: '@statelyai.connected' }, '*');`,
      });
      const silent = await site({
        '/inspect': 'window.received = []; onmessage = (e) => received.push(e.data);',
      });
      const own = await startInspectServer({
        title: 'demo',
        feed,
        inspectorUrl: `${silent.url}/inspect`,
      });
      try {
        const page = await context.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        const refused: string[] = [];
        page.on('console', (line) => refused.push(line.text()));
        await page.goto(own.inspectorUrl);
        const frame = await frameIn(page, silent.url);
        await page.evaluate(
          `document.body.append(Object.assign(document.createElement('iframe'), { src: '${stranger.url}/' }))`,
        );
        expect(await page.evaluate('window.frames.length')).toBe(2);
        // A message of the right kind from this very page, which is of another origin than the inspector.
        await page.evaluate(`window.postMessage(${connected}, '*')`);
        await page.evaluate('new Promise((resolve) => setTimeout(resolve, 0))');
        expect(asked).not.toContain('/events');
        expect(refused.join()).toContain('frame-src');
        expect(await frame.evaluate('received')).toEqual([]);
        await frame.evaluate(`parent.postMessage(${connected}, '*')`);
        expect(await received(frame, all.length)).toEqual(all);
      } finally {
        await own.close();
        await stranger.close();
        await silent.close();
      }
    }));

  test('runs no script of a title, and none that was not there', () =>
    inBrowser(async (context) => {
      const title = '</h1><img src=x onerror="window.bad=1"><script>window.bad=2</script>';
      const hostile: InspectorMessage = {
        ...(messages[1] as InspectorMessage),
        id: '</script><script>bad=3</script>',
      };
      const live = new MessageFeed();
      live.add([hostile]);
      live.end();
      const inspectorUrl = `${inspector.url}/inspect`;
      const own = await startInspectServer({ title, feed: live, inspectorUrl });
      try {
        const page = await context.newPage();
        await page.goto(own.inspectorUrl);
        expect(await page.getByRole('heading').textContent()).toBe(title);
        const frame = await frameIn(page, inspector.url);
        expect(await received(frame, 1)).toEqual([live.text(0)]);
        await page.evaluate(
          `document.body.append(Object.assign(document.createElement('script'), { textContent: 'bad = 4' }))`,
        );
        expect(await page.evaluate('window.bad')).toBeUndefined();
      } finally {
        await own.close();
      }
    }));
});
