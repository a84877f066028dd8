/** For keyboards and screen readers: names, roles, landmarks, contrast, large print. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chromium } from '../../browser.ts';
import { smallDocument } from './documents.ts';
import { visitor } from './visit.ts';

const visit = visitor();
const inBrowser = test.skipIf(chromium === undefined);

/** What has no name although it can be used, and ids that are there twice. */
const faults = `(() => {
  const found = [];
  const named = (each) =>
    each.getAttribute('aria-label') || each.labels?.[0]?.textContent || each.textContent.trim() ||
    (each.getAttribute('aria-labelledby') && document.getElementById(each.getAttribute('aria-labelledby')));
  const used = 'button, select, input, [tabindex], [role=listbox], nav, aside, dialog';
  for (const each of document.querySelectorAll(used)) {
    if (each.closest('[hidden]') === null && !named(each)) found.push('no name: ' + each.outerHTML.slice(0, 80));
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push('twice: ' + id);
  for (const each of document.querySelectorAll('[aria-controls], [aria-labelledby]')) {
    for (const name of ['aria-controls', 'aria-labelledby']) {
      const id = each.getAttribute(name);
      if (id !== null && document.getElementById(id) === null) found.push(name + ' of nothing: ' + id);
    }
  }
  for (const table of document.querySelectorAll('table')) {
    if (table.caption === null || table.querySelector('th[scope]') === null) found.push('a table without heads');
  }
  return found;
})()`;

inBrowser('everything has a name, and there are landmarks and headings', async () => {
  await visit(smallDocument, async (page) => {
    for (const tab of ['Statechart', 'All actors', 'Exploration']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.evaluate(faults)).toEqual([]);
    }
    for (const role of ['banner', 'main', 'complementary', 'search', 'navigation'] as const) {
      expect(await page.getByRole(role).count(), role).toBe(1);
    }
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(1);
  });
});

inBrowser('the list of steps is a listbox that says which step is current', async () => {
  await visit(smallDocument, async (page) => {
    const list = page.getByRole('listbox', { name: /^Steps of/ });
    expect(await list.evaluate((each) => each === each.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    const id = await list.getAttribute('aria-activedescendant');
    const option = page.locator(`#${id}`);
    const says =
      'Step 3 of 4: vpci.g0 to vf0, VPCI_READ_BLOCK.completion, SUCCESS, at DISPATCH, ' +
      'races with step 4, from here on it is too late';
    expect(await option.getAttribute('aria-label')).toBe(says);
    expect(await option.getAttribute('aria-setsize')).toBe('4');
    expect(await page.locator('[aria-live=polite]#live').textContent()).toBe(says);
  });
});

inBrowser(
  'tabs and the line between are used by keys, and what has the focus shows it',
  async () => {
    await visit(smallDocument, async (page) => {
      await page.getByRole('tab', { name: 'Statechart' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(
        await page.getByRole('tab', { name: 'All actors' }).getAttribute('aria-selected'),
      ).toBe('true');
      expect(await page.evaluate('document.activeElement.id')).toBe('tab-actors');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
        'solid',
      );
      const line = page.getByRole('separator');
      await line.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await line.getAttribute('aria-valuenow')).toBe('55');
    });
  },
);

/** The contrast of the texts that are there with what is behind them, where it is below 4.5. */
const tooPale = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const over = (colour, ground) => {
    canvas.fillStyle = 'rgb(' + ground.join() + ')';
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    const chain = [];
    for (let each = element; each !== null; each = each.parentElement) {
      chain.unshift(getComputedStyle(each).backgroundColor);
    }
    return chain.reduce((ground, colour) => over(colour, ground), [255, 255, 255]);
  };
  const pale = new Set();
  const walker = document.createTreeWalker(document.getElementById('viewer'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    const isSeen = !element.closest('svg, [hidden], option') && element.checkVisibility();
    if (!textContent.trim() || !isSeen) continue;
    const ground = groundOf(element);
    const [a, b] = [light(over(getComputedStyle(element).color, ground)), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) pale.add(element.className + ' "' + textContent.slice(0, 20) + '" ' + ratio.toFixed(2));
  }
  return [...pale];
})()`;

const themes = ['light', 'dark'] as const;

inBrowser.each(themes)('texts stand out from their ground: %s', async (theme) => {
  await visit(
    smallDocument,
    async (page) => {
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(theme === 'light' ? 'rgb(243, 245, 248)' : 'rgb(13, 17, 23)');
      for (const tab of ['Statechart', 'All actors', 'Exploration']) {
        await page.getByRole('tab', { name: tab }).click();
        expect(await page.evaluate(tooPale)).toEqual([]);
      }
    },
    { context: { colorScheme: theme } },
  );
});

inBrowser('the theme can be chosen, and is remembered', async () => {
  const scheme = (page: Page) =>
    page.evaluate('getComputedStyle(document.documentElement).colorScheme');
  await visit(smallDocument, async (page) => {
    const choose = page.getByRole('button', { name: /^Theme/ });
    await choose.click();
    expect(await scheme(page)).toBe('light');
    await choose.click();
    expect(await scheme(page)).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await scheme(page)).toBe('dark');
  });
});

const sizes = [
  { width: 900, height: 700 },
  { width: 700, height: 450 },
] as const;

inBrowser.each(sizes)('at $width by $height nothing is cut off at the side', async (viewport) => {
  await visit(
    smallDocument,
    async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.getByRole('option', { name: /Step 2 of/ }).click();
      await page.locator('.details').scrollIntoViewIfNeeded();
      await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    },
    { context: { viewport } },
  );
});
