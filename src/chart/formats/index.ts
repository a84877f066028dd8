/** A statechart in the formats of other tools, by name. */
import type { Chart } from '../chart.ts';
import { layOut } from '../layout.ts';
import { chartSvg } from '../svg.ts';
import { chartDot } from './dot.ts';
import { chartMermaid } from './mermaid.ts';
import { chartScxml } from './scxml.ts';

export { ChartFormatError } from './mermaid.ts';

export type ChartFormat = 'svg' | 'scxml' | 'mermaid' | 'dot' | 'json';

/** Each throws a {@link ChartFormatError} for a chart that it cannot carry. */
export const chartFormats: Readonly<Record<ChartFormat, (chart: Chart) => Promise<string>>> = {
  svg: async (chart) => chartSvg(await layOut(chart), { isStandalone: true }),
  scxml: async (chart) => chartScxml(chart),
  mermaid: async (chart) => chartMermaid(chart),
  dot: async (chart) => chartDot(chart),
  json: async (chart) => `${JSON.stringify(chart, null, 2)}\n`,
};
