/** Mermaid itself draws what is written for it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { ChartFormatError, chartFormats, chartOf } from '../../src/chart/index.ts';
import { chromium, withPage } from '../browser.ts';
import { everyKind, hostile, ourMachines } from './our-machines.ts';
import { renderedTitles } from './svg-checks.ts';

const machines = [...ourMachines, ['every kind', everyKind], ['hostile names', hostile]] as const;

describe.skipIf(chromium === undefined)('in a browser', () => {
  test('mermaid draws every state of every machine, and of hostile names', async () => {
    const source = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
    const drawn = await withPage(async (page) => {
      await page.setContent('<body></body>');
      await page.addScriptTag({ content: readFileSync(source, 'utf8') });
      const titles: Record<string, readonly string[]> = {};
      for (const [name, machine] of machines) {
        const text = await mermaidOf(machine);
        titles[name] = await page.evaluate<string[]>(renderedTitles(text));
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
  }, 180_000);
});

async function mermaidOf(machine: (typeof machines)[number][1]): Promise<string> {
  return chartFormats.mermaid(chartOf(machine)).catch((error: unknown) => {
    if (error instanceof ChartFormatError) return `refused: ${error.message}`;
    throw error;
  });
}
