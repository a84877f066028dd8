/** Exports of a trace are read by the tools that they are for, or by parsers that others wrote. */
import { createRequire } from 'node:module';
import { instance } from '@viz-js/viz';
import { parse } from 'plantuml-parser';
import { describe, expect, test } from 'vitest';
import type { ExportTrace } from '../../src/report/export/index.ts';
import { exportFormats } from '../../src/report/export/index.ts';
import { chromium, withPage } from '../browser.ts';
import { hostileExport, raceExport } from './export-cases.ts';

const { dot, mermaid, plantuml, perfetto } = exportFormats;

const cases: readonly (readonly [string, ExportTrace])[] = [
  ['a small race', raceExport],
  ['hostile texts', hostileExport()],
];

/** Steps that are arrows: a timer is a note. */
const arrows = ({ steps }: ExportTrace): number =>
  steps.filter(({ from }) => from !== 'timer').length;

describe.each(cases)('%s', (_, trace) => {
  test('dot: Graphviz draws a node for each step', async () => {
    const viz = await instance();
    const drawn = viz.renderJSON(dot(trace)) as { objects: { name: string }[] };
    const nodes = drawn.objects.filter(({ name }) => /^s\d+$/.test(name));
    expect(nodes).toHaveLength(trace.steps.length);
    expect(viz.renderString(dot(trace), { format: 'svg' })).toContain('</svg>');
  });

  test('plantuml: plantuml-parser finds an arrow for each step', () => {
    const [diagram] = parse(plantuml(trace)) as unknown as { elements: object[] }[];
    const found = diagram?.elements.filter((each) => 'leftArrowBody' in each);
    expect(found).toHaveLength(arrows(trace));
  });

  test('perfetto: each flow begins once and ends once', () => {
    const { traceEvents } = JSON.parse(perfetto(trace)) as {
      traceEvents: { ph: string; id?: number }[];
    };
    const idsOf = (phase: string) =>
      traceEvents.flatMap(({ ph, id }) => (ph === phase ? [id] : [])).sort();
    expect(idsOf('s').length > 0).toBe(trace === raceExport);
    expect(idsOf('f')).toEqual(idsOf('s'));
    expect(new Set(idsOf('s')).size).toBe(idsOf('s').length);
  });

  test.skipIf(chromium === undefined)('mermaid draws every message', async () => {
    const script = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
    const svg = await withPage(async (page) => {
      await page.setContent('<!doctype html><html lang="en"><body></body></html>');
      await page.addScriptTag({ path: script });
      const text = JSON.stringify(mermaid(trace));
      const drawn = `mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
        mermaid.render('drawn', ${text.replaceAll('\u2028', '\\u2028')}).then(({ svg }) => svg)`;
      return String(await page.evaluate(drawn));
    });
    expect(svg.match(/class="messageText"/g)).toHaveLength(arrows(trace));
    expect(svg).not.toContain('<script>alert');
    expect(svg).not.toContain('Syntax error');
  });
});
