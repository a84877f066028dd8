/** Search and filter, and which lanes are shown. */
import { expect, test } from 'vitest';
import { chromium } from '../../browser.ts';
import { smallDocument } from './documents.ts';
import { currentStep, visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

inBrowser('words are counted, and walked through from hit to hit', async () => {
  await visit(smallDocument, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('read block vf0');
    const hits = page.locator('.hits');
    expect(await hits.textContent()).toBe('3 hits');
    await page.keyboard.press('Enter');
    expect(await currentStep(page)).toBe(1);
    expect(await hits.textContent()).toBe('1 of 3 hits');
    await page.keyboard.press('Shift+Enter');
    expect(await currentStep(page)).toBe(3);
    await page.keyboard.press('Escape');
    expect(await hits.textContent()).toBe('');
  });
});

inBrowser('driver, VF and request narrow it down; only the hits can be shown', async () => {
  await visit(smallDocument, async (page) => {
    await page.getByLabel('Driver').selectOption('application');
    expect(await page.locator('.hits').textContent()).toBe('1 hit');
    await page.getByLabel('Driver').selectOption('vpci');
    expect(await page.locator('.hits').textContent()).toBe('3 of 3 hits');
    await page.getByLabel('VF', { exact: true }).selectOption('0');
    await page.getByLabel('Request').selectOption('VPCI_READ_BLOCK');
    expect(await page.locator('.hits').textContent()).toBe('1 hit');
    await page.getByLabel('only these').check();
    expect(await page.locator('.row').count()).toBe(1);
    await page.getByLabel('only these').uncheck();
    expect(await page.locator('.row').count()).toBe(4);
    expect(await page.locator('.row.is-match').count()).toBe(1);
  });
});

inBrowser('nothing found is said', async () => {
  await visit(smallDocument, async (page) => {
    await page.getByRole('searchbox').fill('<b>no such thing');
    expect(await page.locator('.hits').textContent()).toBe('no hit');
  });
});

inBrowser('lanes are hidden, collapsed and shown again', async () => {
  await visit(smallDocument, async (page) => {
    const names = () => page.locator('.pane:not([hidden]) .lane').allInnerTexts();
    expect(await names()).toEqual(['application', 'vf', 'vpci']);
    await page.getByText('3 of 4 actors').click();
    await page.getByRole('checkbox', { name: 'pf' }).check();
    expect(await names()).toEqual(['application', 'pf', 'vf', 'vpci']);
    await page.getByRole('checkbox', { name: 'app' }).uncheck();
    await page.getByRole('button', { name: 'Collapse groups' }).click();
    expect(await names()).toEqual(['parent partition', 'guest 0']);
    await page.getByText('3 of 4 actors').click();
    await page.getByRole('button', { name: 'guest 0', exact: true }).click();
    expect(await names()).toEqual(['parent partition', 'vf', 'vpci']);
  });
});
