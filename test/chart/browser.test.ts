/** Drawings in a real browser: nothing leaves its box, nothing covers anything; and mermaid draws what is written for it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import {
  ChartFormatError,
  chartFormats,
  chartOf,
  chartStyle,
  chartSvg,
  layOut,
} from '../../src/chart/index.ts';
import { chromium, withPage } from '../browser.ts';
import { everyKind, hostile, ourMachines } from './our-machines.ts';
import { drawingFaults } from './svg-checks.ts';

const machines = [...ourMachines, ['every kind', everyKind], ['hostile names', hostile]] as const;

describe.skipIf(chromium === undefined)('in a browser', () => {
  test('every text is in its box, and no label covers a state, a text or another label', async () => {
    const found = await withPage(async (page) => {
      const faults: Record<string, readonly string[]> = {};
      for (const [name, machine] of machines) {
        const svg = chartSvg(await layOut(chartOf(machine)), { isStandalone: true });
        await page.setContent(`<body style="margin:0">${svg}</body>`);
        faults[name] = await page.evaluate(drawingFaults);
      }
      return faults;
    });
    expect(found).toEqual(Object.fromEntries(machines.map(([name]) => [name, []])));
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
    const looks = await withPage(async (page) => {
      await page.setContent(`<style>${chartStyle}</style><body>${chartSvg(drawn)}</body>`);
      return page.evaluate(() => {
        const state = document.querySelector('[data-state="kinds.paused"]') as Element;
        const transition = document.querySelector(
          '[data-transition^="kinds.work.right.on: TOGGLE"]',
        ) as Element;
        const line = (transition.closest('.edge') as Element).querySelector('.line') as Element;
        const box = state.querySelector('.box') as Element;
        const read = () => [getComputedStyle(box).stroke, getComputedStyle(line).stroke];
        const before = read();
        state.classList.add('active');
        transition.classList.add('taken');
        const lit = read();
        state.classList.replace('active', 'visited');
        transition.classList.replace('taken', 'visited');
        return { before, lit, visited: read() };
      });
    });
    expect(looks.before[0]).toBe(looks.before[1]);
    expect(looks.lit).toEqual(['rgb(194, 65, 12)', 'rgb(194, 65, 12)']);
    expect(looks.visited).toEqual(['rgb(21, 128, 61)', 'rgb(21, 128, 61)']);
  });

  test('mermaid draws every state of every machine, and of hostile names', async () => {
    const source = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
    const drawn = await withPage(async (page) => {
      await page.setContent('<body></body>');
      await page.addScriptTag({ content: readFileSync(source, 'utf8') });
      const titles: Record<string, readonly string[]> = {};
      for (const [name, machine] of machines) {
        const text = await mermaidOf(machine);
        titles[name] = await page.evaluate(renderedTitles, text);
      }
      return titles;
    });
    for (const [name, machine] of machines) {
      const expected = chartOf(machine).states.map(({ key, kind, history }) => {
        const mark = kind === 'history' ? (history === 'deep' ? 'H* ' : 'H ') : '';
        return `${mark}${key}`;
      });
      if (name === 'hostile names') expect(drawn[name]?.length).toBe(expected.length);
      else expect([...(drawn[name] ?? [])].sort(), name).toEqual(expected.sort());
    }
  });
});

async function mermaidOf(machine: (typeof machines)[number][1]): Promise<string> {
  return chartFormats.mermaid(chartOf(machine)).catch((error: unknown) => {
    if (error instanceof ChartFormatError) return `refused: ${error.message}`;
    throw error;
  });
}

/** Runs in the page: the titles of all states that mermaid draws, or what it says. */
async function renderedTitles(text: string): Promise<readonly string[]> {
  const { mermaid } = globalThis as unknown as {
    mermaid: {
      initialize(options: object): void;
      render(id: string, text: string): Promise<{ svg: string }>;
    };
  };
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const { svg } = await mermaid.render('drawing', text);
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  document.body.append(holder);
  const first = (element: Element, selector: string) =>
    element.querySelector(selector)?.textContent?.trim() ?? '';
  const clusters = [...holder.querySelectorAll('g.statediagram-cluster')].map((cluster) =>
    first(cluster, '.cluster-label'),
  );
  const nodes = [...holder.querySelectorAll('g.node')]
    .map((node) => first(node, '.label p, .label text, .nodeLabel p, .nodeLabel'))
    .filter((title) => title !== '');
  holder.remove();
  return [...clusters, ...nodes];
}
