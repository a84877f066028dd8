/** Drawings in a real browser: nothing leaves its box, nothing covers anything. */
import { describe, expect, test } from 'vitest';
import { chartOf, chartStyle, chartSvg, layOut } from '../../src/chart/index.ts';
import { chromium, withPage } from '../browser.ts';
import { everyKind, hostile, ourMachines } from './our-machines.ts';
import { drawingFaults, looks } from './svg-checks.ts';

const machines = [...ourMachines, ['every kind', everyKind], ['hostile names', hostile]] as const;

describe.skipIf(chromium === undefined)('in a browser', () => {
  test('every text is in its box, and no label covers a state, a text or another label', async () => {
    const found = await withPage(async (page) => {
      const faults: Record<string, readonly string[]> = {};
      for (const [name, machine] of machines) {
        const svg = chartSvg(await layOut(chartOf(machine)), { isStandalone: true });
        await page.setContent(`<body style="margin:0">${svg}</body>`);
        faults[name] = await page.evaluate<string[]>(drawingFaults);
      }
      return faults;
    });
    expect(found).toEqual(Object.fromEntries(machines.map(([name]) => [name, []])));
  }, 180_000);

  test('the checks see text that is too large for its box, and labels that cover others', async () => {
    const svg = chartSvg(await layOut(chartOf(everyKind)), { isStandalone: true });
    const faults = await withPage(async (page) => {
      await page.setContent(
        `<body>${svg}<style>.chart text { font-size: 24px !important; }</style>`,
      );
      return page.evaluate<string[]>(drawingFaults);
    });
    expect(faults.join('\n')).toContain('leaves its box');
    expect(faults.join('\n')).toMatch(/label .* covers /);
  });

  test('hostile names run nothing, and reach the page as text', async () => {
    const drawn = await layOut(chartOf(hostile));
    const { alerts, keys } = await withPage(async (page) => {
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.setContent(`<body>${chartSvg(drawn, { isStandalone: true })}</body>`);
      const scripts = await page.locator('svg script').count();
      const names = await page.locator('svg .name').allTextContents();
      return { alerts: [...dialogs, ...Array(scripts).fill('script')], keys: names };
    });
    expect(alerts).toEqual([]);
    expect(keys).toContain('<script>alert(1)</script>');
    expect(keys).toContain('漢字 and 🙂🙂');
  });

  test('classes that a script sets later change what one sees', async () => {
    const drawn = await layOut(chartOf(everyKind));
    const seen = await withPage(async (page) => {
      await page.setContent(`<style>${chartStyle}</style><body>${chartSvg(drawn)}</body>`);
      const script = looks('kinds.paused', 'kinds.work.right.on: TOGGLE #0');
      return page.evaluate<Record<'before' | 'lit' | 'visited', string[]>>(script);
    });
    expect(seen.before[0]).toBe(seen.before[1]);
    expect(seen.lit).toEqual(['rgb(194, 65, 12)', 'rgb(194, 65, 12)']);
    expect(seen.visited).toEqual(['rgb(21, 128, 61)', 'rgb(21, 128, 61)']);
  });
});
