/** Random machines: the chart has all of the machine, and the drawing all of the chart. Seed 20261121. */

import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { chartFormats, chartOf, chartSvg, layOut } from '../../src/chart/index.ts';
import { madeMachines } from './random-machines.ts';

const seed = 20261121;

test('200 machines: each state and each transition is in the chart once (seed 20261121)', () => {
  fc.assert(
    fc.property(madeMachines, ({ machine, states, transitions }) => {
      const chart = chartOf(machine);
      expect(chart.states.length).toBe(states);
      expect(chart.transitions.length).toBe(transitions);
      expect(new Set(chart.states.map(({ id }) => id)).size).toBe(states);
      expect(new Set(chart.transitions.map(({ id }) => id)).size).toBe(transitions);
    }),
    { seed, numRuns: 200 },
  );
});

test('25 machines: the layout is the same twice, and the SVG has everything once (seed 20261121)', async () => {
  await fc.assert(
    fc.asyncProperty(madeMachines, async ({ machine }) => {
      const chart = chartOf(machine);
      const drawn = await layOut(chart);
      expect(await layOut(chart)).toEqual(drawn);
      const svg = chartSvg(drawn, { isStandalone: true });
      expect(XMLValidator.validate(svg)).toBe(true);
      for (const { id } of chart.states) expect(svg.split(`data-state="${id}"`).length).toBe(2);
      for (const { id } of chart.transitions) {
        expect(svg.split(`data-transition="${id}"`).length, id).toBe(2);
      }
      expect(drawn.edges.every(({ path }) => path.length >= 2)).toBe(true);
    }),
    { seed, numRuns: 25 },
  );
});

test('100 machines: SCXML is well-formed, and mermaid and DOT can be written (seed 20261121)', async () => {
  await fc.assert(
    fc.asyncProperty(madeMachines, async ({ machine }) => {
      const chart = chartOf(machine);
      expect(XMLValidator.validate(await chartFormats.scxml(chart))).toBe(true);
      expect(await chartFormats.mermaid(chart)).toMatch(/^stateDiagram-v2\n/);
      expect(await chartFormats.dot(chart)).toMatch(/^digraph "/);
    }),
    { seed, numRuns: 100 },
  );
});
