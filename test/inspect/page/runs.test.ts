/** More runs than one: the racing pair swapped, two runs side by side, runs that a server makes. */
import { expect, test } from 'vitest';
import type { ViewDocument } from '../../../src/inspect/view-data.ts';
import { chromium } from '../../browser.ts';
import { failing, passing, smallDocument } from './documents.ts';
import { currentStep, untilHash, visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

inBrowser('in a file, swapping the pair shows the other run, and swaps back', async () => {
  await visit(smallDocument, async (page) => {
    await page.getByRole('button', { name: 'Swap 3 and 4' }).click();
    await untilHash(page, /run=1/);
    expect(await page.locator('.badge').textContent()).toContain('holds');
    expect(await page.locator('.verdict').textContent()).toContain('29 properties held');
    await page.getByRole('button', { name: 'Back to the run that fails' }).click();
    await untilHash(page, /^#step=3&run=0$/);
    await page.keyboard.press('f');
    await untilHash(page, /run=1/);
  });
});

inBrowser('side by side, equal steps share a row and the first difference is marked', async () => {
  await visit(smallDocument, async (page) => {
    await page.keyboard.press('c');
    expect(await page.locator('.stage .note').textContent()).toBe(
      'The first 2 steps are the same; step 3 is the first that differs.',
    );
    const top = async (pane: number, step: number) => {
      const row = page.locator('.pane').nth(pane).locator(`[data-step="${step}"]`);
      return (await row.boundingBox())?.y;
    };
    expect(await top(0, 2)).toBe(await top(1, 2));
    expect(await top(0, 4)).toBe(await top(1, 3));
    expect(await top(0, 3)).not.toBe(await top(1, 3));
    expect(await page.locator('.pane:nth-of-type(1) .divergence').count()).toBe(1);
    await page.locator('.pane').nth(1).locator('[data-step="5"]').click();
    await untilHash(page, /step=5&run=1&view=compare/);
    await page.keyboard.press('c');
    expect(await page.locator('.pane:not([hidden])').count()).toBe(1);
  });
});

const alone: ViewDocument = { ...smallDocument, mode: 'served', runs: [{ ...failing, id: 7 }] };
const outcomes = [
  { verdict: 'fails', property: 'NothingLost', states: 3 },
  { verdict: 'truncated', states: 1 },
];

inBrowser('a served page asks for the swapped run, for a branch and for outcomes', async () => {
  const asked: unknown[] = [];
  const answer = (path: string, body: unknown, token: string | undefined) => {
    asked.push([path, body, token]);
    if (path === '/api/outcomes') return outcomes;
    return path === '/api/flip' ? passing : { ...passing, title: 'another delivery' };
  };
  await visit(
    alone,
    async (page) => {
      await page.getByRole('button', { name: 'What lies behind each?' }).click();
      await page.getByText('not all orders were looked at (1 situation)').waitFor();
      await page
        .getByText('After what was taken: some order fails: NothingLost (3 situations).')
        .waitFor();
      await page.getByRole('button', { name: 'Take it' }).click();
      await untilHash(page, /^#step=3&run=1$/);
      await page.goBack();
      await untilHash(page, /run=0/);
      await page.keyboard.press('f');
      await untilHash(page, /run=2/);
      expect(await page.locator('.runs button').count()).toBe(3);
      await page.getByRole('button', { name: 'Back to the run that fails' }).click();
      await page.keyboard.press('f');
      await untilHash(page, /run=2/);
    },
    { hash: 'step=3&run=0', token: 'secret', answer },
  );
  expect(asked).toEqual([
    ['/api/outcomes', { run: 7, step: 3 }, 'secret'],
    ['/api/branch', { run: 7, step: 3, move: 0 }, 'secret'],
    ['/api/flip', { run: 7 }, 'secret'],
  ]);
});

inBrowser('what the server refuses is said', async () => {
  await visit(
    alone,
    async (page) => {
      await page.evaluate(
        `fetch = async () => new Response('{"error":"no such run"}', { status: 422 })`,
      );
      await page.keyboard.press('f');
      await page.getByRole('alert').getByText('no such run').waitFor();
      await page.evaluate(`fetch = () => Promise.reject(new Error('gone'))`);
      await page.keyboard.press('f');
      await page.getByRole('alert').getByText('is it still running?').waitFor();
      expect(await currentStep(page)).toBe(4);
    },
    { token: 'secret' },
  );
});

inBrowser('a file with one run offers nothing that it cannot do', async () => {
  await visit({ ...alone, mode: 'file' }, async (page) => {
    expect(await page.getByRole('button', { name: /Swap|Take it|lies behind/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Side by side' }).count()).toBe(0);
    await page.keyboard.press('f');
    await page.keyboard.press('c');
    expect(await currentStep(page)).toBe(4);
  });
});
