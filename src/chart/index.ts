/** Statecharts of any XState 5 machine: as data, laid out, drawn as SVG. Knows no driver. */
export type { Chart, ChartState, ChartStateKind, ChartTransition } from './chart.ts';
export { chartOf } from './chart.ts';
export type { DrawnChart } from './drawn.ts';
export type { ChartFormat } from './formats/index.ts';
export { ChartFormatError, chartFormats } from './formats/index.ts';
export { layOut } from './layout.ts';
export { chartStyle } from './style.ts';
export type { CoverageMark, CoverageMarks, SvgOptions } from './svg.ts';
export { chartSvg, dataId } from './svg.ts';
