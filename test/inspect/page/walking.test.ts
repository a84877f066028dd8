/** Walking through a run: keys, slider, buttons, links, the back button. */
import { expect, test } from 'vitest';
import { chromium } from '../../browser.ts';
import { smallDocument } from './documents.ts';
import { currentStep, untilHash, visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

inBrowser('a run that fails opens at its violation', async () => {
  await visit(smallDocument, async (page) => {
    expect(await currentStep(page)).toBe(4);
    expect(await page.locator('.count').textContent()).toBe('4 / 4');
    await untilHash(page, /^#step=4&run=0$/);
  });
});

inBrowser('arrows, Home and End walk, and stop at both ends', async () => {
  await visit(smallDocument, async (page) => {
    await page.keyboard.press('ArrowLeft');
    expect(await currentStep(page)).toBe(3);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    expect(await currentStep(page)).toBe(3);
    await page.keyboard.press('Home');
    expect(await page.locator('#details-title').textContent()).toBe('Before the first step');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.count').textContent()).toBe('0 / 4');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await currentStep(page)).toBe(4);
  });
});

inBrowser('j and k walk through the steps of the shown actor', async () => {
  const hash = 'step=4&actor=vf0&run=0';
  await visit(
    smallDocument,
    async (page) => {
      const seen: number[] = [];
      for (const key of ['k', 'k', 'k', 'j']) {
        await page.keyboard.press(key);
        seen.push(await currentStep(page));
      }
      expect(seen).toEqual([3, 1, 1, 3]);
    },
    { hash },
  );
});

inBrowser('the slider goes to a step', async () => {
  await visit(smallDocument, async (page) => {
    const slider = page.getByRole('slider', { name: 'Step' });
    await slider.fill('2');
    expect(await currentStep(page)).toBe(2);
    expect(await slider.getAttribute('aria-valuetext')).toContain('IOCTL_VPCI_READ_BLOCK');
    await slider.press('ArrowRight');
    expect(await currentStep(page)).toBe(3);
  });
});

inBrowser('space plays to the end and stops there', async () => {
  const hash = 'step=1&run=0';
  await visit(
    smallDocument,
    async (page) => {
      await page.getByLabel('Speed').selectOption('60');
      await page.locator('.steps').first().focus();
      await page.keyboard.press(' ');
      await page.getByRole('option', { selected: true, name: /Step 4/ }).waitFor();
      await page.getByRole('button', { name: 'Play (space)' }).waitFor();
    },
    { hash },
  );
});

inBrowser('a link leads to its step, actor, run and panel', async () => {
  await visit(
    smallDocument,
    async (page) => {
      expect(await currentStep(page)).toBe(2);
      expect(await page.locator('.situation').textContent()).toBe('vf0 is in busy');
      expect(await page.locator('[role=tab][aria-selected=true]').textContent()).toBe('Statechart');
      expect(await page.locator('.runs [aria-current]').textContent()).toContain('swapped');
    },
    { hash: 'step=2&actor=vf0&run=1' },
  );
});

inBrowser('an address that makes no sense is put right', async () => {
  await visit(
    smallDocument,
    async (page) => {
      expect(await currentStep(page)).toBe(4);
      await untilHash(page, /^#step=4&run=0$/);
    },
    { hash: 'step=99999999&actor=nobody&run=77&panel=<b>&view=x' },
  );
});

inBrowser('the back button returns to where a jump began, also after a walk', async () => {
  await visit(smallDocument, async (page) => {
    await page.getByRole('option', { name: /Step 1 of/ }).click();
    await untilHash(page, /step=1&/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await untilHash(page, /step=4&/);
    await page.goBack();
    await untilHash(page, /step=2&/);
    expect(await currentStep(page)).toBe(2);
    await page.goBack();
    await untilHash(page, /step=4&/);
    expect(await currentStep(page)).toBe(4);
    await page.goForward();
    await untilHash(page, /step=2&/);
    expect(await currentStep(page)).toBe(2);
  });
});

inBrowser('an address typed by hand is followed', async () => {
  await visit(smallDocument, async (page) => {
    await page.evaluate('location.hash = "#step=1&run=1"');
    await page.getByRole('option', { selected: true, name: /Step 1 of 5/ }).waitFor();
    expect(await currentStep(page)).toBe(1);
  });
});

inBrowser('keys that are typed into a field are left alone; ? shows the keys', async () => {
  await visit(smallDocument, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('jk?f');
    expect(await page.getByRole('searchbox').inputValue()).toBe('jk?f');
    expect(await currentStep(page)).toBe(4);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and signs' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    expect(await currentStep(page)).toBe(4);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    expect(await currentStep(page)).toBe(3);
  });
});
