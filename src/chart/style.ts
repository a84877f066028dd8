/**
 * The style of all charts, light and dark. A page sets other colours by giving its own values to the properties
 * `--chart-...` of `.chart`.
 */

const light = `
  --chart-paper: #ffffff;
  --chart-box: #f6f8fb;
  --chart-inner: #ffffff;
  --chart-line: #64748b;
  --chart-faint: #cbd5e1;
  --chart-text: #0f172a;
  --chart-soft: #5b6778;
  --chart-guard: #8a4b08;
  --chart-action: #1d5f8f;
  --chart-target: #5b3a9e;
  --chart-lit: #c2410c;
  --chart-lit-fill: #ffedd5;
  --chart-visited: #15803d;
  --chart-visited-fill: #ecfdf3;
  --chart-unvisited: #697586;
  --chart-uncovered: #b91c1c;
  --chart-unknown: #8a4b08;`;

const dark = `
  --chart-paper: #11161d;
  --chart-box: #19212b;
  --chart-inner: #11161d;
  --chart-line: #8b9bb0;
  --chart-faint: #344152;
  --chart-text: #e8edf4;
  --chart-soft: #a3b0c1;
  --chart-guard: #eab676;
  --chart-action: #86c5f4;
  --chart-target: #c4b1f7;
  --chart-lit: #fb923c;
  --chart-lit-fill: #43270f;
  --chart-visited: #4ade80;
  --chart-visited-fill: #10291b;
  --chart-unvisited: #8391a5;
  --chart-uncovered: #f87171;
  --chart-unknown: #eab676;`;

/** The rules of one coverage mark; a later one goes before, where a line stands for several. */
function marks(name: string, colour: string, dashes: string): string {
  const paint = `var(--chart-${colour})`;
  const dash = ` stroke-dasharray: ${dashes || 'none'};`;
  return `.chart .${name} > .box { stroke: ${paint};${dash} }
.chart .state.${name} > .name, .chart .transition.${name} text { fill: ${paint}; }
.chart .edge:has(.${name}) .line { stroke: ${paint};${dash} }
.chart .edge:has(.${name}) .arrow { fill: ${paint}; }`;
}

/**
 * The groups `.state` and `.transition` take these classes, also later from a script:
 *
 * - `active` (states): the current state, and those around it: outlined in the lit colour, its name lit; filled
 *   where there are no states inside
 * - `taken` (transitions): just taken: its words and its line in the lit colour, thicker
 * - `visited` (both): coverage: outline, line and event in the visited colour
 * - `unvisited` (both): coverage: pale, the outline or line dashed
 * - `covered`, `uncovered`, `unreachable`, `unknown` (both): what tests cover: green, red, pale and dashed, brown and
 *   dotted
 *
 * A line stands for several transitions. It takes their looks by itself: lit when one of them is taken, visited when
 * one of them is visited; of what tests cover, the worst: what is not covered hides behind nothing.
 */
export const chartStyle = `:where(.chart) {${light}
}
@media (prefers-color-scheme: dark) {
:where(.chart) {${dark}
}
}
.chart { background: var(--chart-paper); }
.chart text {
  font: 12px Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Courier New", monospace;
  fill: var(--chart-text);
}
.chart .box { fill: var(--chart-box); stroke: var(--chart-line); stroke-width: 1.25; }
.chart .even > .box { fill: var(--chart-inner); }
.chart .region > .box { stroke-dasharray: 6 4; }
.chart .inner { fill: none; stroke: var(--chart-line); stroke-width: 1.25; }
.chart .divider { stroke: var(--chart-faint); stroke-width: 1; }
.chart .line { fill: none; stroke: var(--chart-line); stroke-width: 1.25; stroke-linejoin: round; }
.chart .arrow, .chart .dot { fill: var(--chart-line); stroke: none; }
.chart .collected .line { stroke-dasharray: 3 4; }
.chart .edge text, .chart .initial text {
  paint-order: stroke; stroke: var(--chart-halo, var(--chart-paper)); stroke-width: 3px; stroke-linejoin: round;
}
.chart .name { font-size: 13px; font-weight: 700; }
.chart .keyword, .chart .note { fill: var(--chart-soft); }
.chart .guard { fill: var(--chart-guard); }
.chart .action { fill: var(--chart-action); }
.chart .target { fill: var(--chart-target); }
.chart .unvisited > .box { stroke: var(--chart-unvisited); stroke-dasharray: 2 3; }
.chart .state.unvisited > .name, .chart .transition.unvisited text { fill: var(--chart-unvisited); }
.chart .edge:has(.unvisited) .line { stroke: var(--chart-unvisited); stroke-dasharray: 2 3; }
.chart .edge:has(.unvisited) .arrow { fill: var(--chart-unvisited); }
.chart .visited > .box { stroke: var(--chart-visited); }
.chart .atomic.visited > .box, .chart .final.visited > .box { fill: var(--chart-visited-fill); }
.chart .transition.visited .event, .chart .transition.visited .keyword { fill: var(--chart-visited); }
.chart .edge:has(.visited) .line { stroke: var(--chart-visited); stroke-dasharray: none; }
.chart .edge:has(.visited) .arrow { fill: var(--chart-visited); }
.chart .state.active > .box { stroke: var(--chart-lit); stroke-width: 2.5; stroke-dasharray: none; }
.chart .region.active > .box { stroke-dasharray: 6 4; }
.chart .atomic.active > .box, .chart .final.active > .box { fill: var(--chart-lit-fill); }
.chart .state.active > .name { fill: var(--chart-lit); }
.chart .transition.taken text { fill: var(--chart-lit); font-weight: 700; }
.chart .group:has(.taken) > text { fill: var(--chart-lit); }
.chart .edge:has(.taken) .line { stroke: var(--chart-lit); stroke-width: 2.5; stroke-dasharray: none; }
.chart .edge:has(.taken) .arrow { fill: var(--chart-lit); }
${marks('covered', 'visited', '')}
${marks('unreachable', 'unvisited', '2 3')}
${marks('unknown', 'unknown', '1 3')}
${marks('uncovered', 'uncovered', '')}
.chart .atomic.covered > .box, .chart .final.covered > .box { fill: var(--chart-visited-fill); }
@media (forced-colors: active) {
.chart text { fill: CanvasText; }
.chart .box, .chart .line { stroke: CanvasText; }
.chart .active > .box { stroke: Highlight; }
}
`;
