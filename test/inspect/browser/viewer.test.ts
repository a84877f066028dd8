/** The viewer as it is served: its page, the real answers to its questions, and the way to the inspector. */
import { describe, expect, test } from 'vitest';
import { MessageFeed } from '../../../src/inspect/bridge/index.ts';
import { startInspectServer } from '../../../src/inspect/server/index.ts';
import { madeDocument, viewAnswers, viewerHtml } from '../../../src/inspect/view/index.ts';
import { chromium } from '../../browser.ts';
import { zooBug } from '../view/samples.ts';
import { oneBrowser } from './stand-in.ts';

describe.skipIf(chromium === undefined)('the served viewer', () => {
  const inBrowser = oneBrowser();

  test('asks what lies behind each delivery, takes another one, and runs the racing pair the other way', () =>
    inBrowser(async (context) => {
      const input = zooBug('Z63');
      const made = await madeDocument({ ...input, mode: 'served' });
      const [first] = made.document.runs;
      if (first?.explanation?.racingPair === undefined) throw new Error('Z63 has a racing pair');
      // Without the other run, so that the page must ask for it.
      const document = { ...made.document, runs: [first] };
      const feed = new MessageFeed();
      feed.end();
      const server = await startInspectServer({
        title: 'Z63',
        feed,
        viewer: (page) => viewerHtml(document, page),
        answers: viewAnswers(input.system, made.runs),
      });
      try {
        const page = await context.newPage();
        const noise: string[] = [];
        page.on('pageerror', (error) => noise.push(error.message));
        page.on('console', (line) => noise.push(line.text()));
        const asked: string[] = [];
        page.on('response', (response) => {
          const { pathname } = new URL(response.url());
          asked.push(`${response.request().method()} ${pathname} ${response.status()}`);
        });
        await page.goto(server.viewerUrl);
        expect(await page.locator('.badge').textContent()).toContain('violated');
        await page.keyboard.press('f');
        await page.waitForURL(/#.*run=1/);
        expect(await page.locator('.badge').textContent()).toContain('holds');
        await page.goto(`${server.viewerUrl}#step=${first.explanation.racingPair.first}&run=0`);
        await page.reload();
        await page.getByRole('button', { name: 'What lies behind each?' }).click();
        await page.getByRole('button', { name: 'Take it' }).first().waitFor();
        await page.getByText('After what was taken: ').waitFor();
        await page.getByRole('button', { name: 'Take it' }).first().click();
        await page.waitForURL(/#.*run=1/);
        expect(asked).toEqual([
          'GET / 200',
          'POST /api/flip 200',
          'GET / 200',
          'POST /api/outcomes 200',
          'POST /api/branch 200',
        ]);
        expect(noise).toEqual([]);
      } finally {
        await server.close();
      }
    }));
});
