/** Ten thousand steps of sixteen VFs: what is in the page does not grow with the run, and every step is in reach. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chromium } from '../../browser.ts';
import { largeDocument } from './documents.ts';
import { currentStep, visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);
const seed = 1;
const nodes = (page: Page) => page.evaluate<number>('document.querySelectorAll("*").length');

inBrowser(`10,000 steps, seed ${seed}: the page holds what is in view`, async () => {
  await visit(largeDocument(10_000, 16, seed), async (page) => {
    const counts = [await nodes(page)];
    await page.keyboard.press('End');
    expect(await currentStep(page)).toBe(10_000);
    counts.push(await nodes(page));
    await page.getByRole('slider', { name: 'Step' }).fill('5000');
    expect(await currentStep(page)).toBe(5000);
    await page.keyboard.press('ArrowRight');
    expect(await currentStep(page)).toBe(5001);
    counts.push(await nodes(page));
    await page.getByText(/^\d+ of \d+ actors$/).click();
    await page.getByRole('button', { name: 'Expand groups' }).click();
    counts.push(await nodes(page));
    for (const tab of ['All actors', 'Exploration']) {
      await page.getByRole('tab', { name: tab }).click();
      counts.push(await nodes(page));
    }
    expect(Math.max(...counts)).toBeLessThan(5000);
    expect(await page.getByRole('option').count()).toBeLessThan(120);
  });
});

inBrowser(`10,000 steps, seed ${seed}: scrolling draws the rows that come into view`, async () => {
  await visit(largeDocument(10_000, 16, seed), async (page) => {
    await page.evaluate('document.querySelector(".pane").scrollTop = 3000 * 24');
    await page.locator('[data-step="3005"]').waitFor();
    expect(await page.locator('[data-step="1"]').count()).toBe(0);
    expect(await page.locator('.lanes .message').count()).toBeGreaterThan(20);
    await page.locator('[data-step="3005"]').click();
    expect(await currentStep(page)).toBe(3005);
    await page.getByLabel('VF', { exact: true }).selectOption('3');
    expect(await page.locator('.hits').textContent()).toMatch(/^(\d+ of )?\d{3,} hits$/);
  });
});

inBrowser('three hundred steps by key end where they should', async () => {
  await visit(
    largeDocument(2000, 4, seed),
    async (page) => {
      await page.evaluate(`{
        for (let n = 0; n < 300; n += 1) {
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        }
      }`);
      expect(await currentStep(page)).toBe(1300);
      expect(await page.locator('.strip .all').count()).toBe(1);
    },
    { hash: 'step=1000&run=0' },
  );
});
