/** What the colours of a coverage drawing mean, below it. */
import type { CoverageMark, CoverageMarks } from './svg.ts';

const marks: readonly (readonly [CoverageMark, string])[] = [
  ['covered', 'covered'],
  ['uncovered', 'not covered'],
  ['unreachable', 'cannot be reached'],
  ['unknown', 'not known whether it can be reached'],
];

const rowHeight = 24;
const characterWidth = 7.3;
const margin = 16;

export interface Legend {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** Of each mark: how many states and transitions have it. */
export function coverageLegend(coverage: CoverageMarks, top: number): Legend {
  const rows = marks.map(([mark, words]) => {
    const states = counted(coverage.states, mark, 'state');
    const transitions = counted(coverage.transitions, mark, 'transition');
    return { mark, text: `${words}: ${states}, ${transitions}` };
  });
  const lines = rows.map(({ mark, text }, n) => {
    const y = top + n * rowHeight;
    return (
      `<g class="state atomic ${mark}"><rect class="box" x="${margin}" y="${y}" width="28" height="16" rx="4"/>` +
      `<text class="name" x="${margin + 38}" y="${y + 13}">${text}</text></g>`
    );
  });
  const longest = Math.max(...rows.map(({ text }) => text.length));
  return {
    text: `<g class="legend">${lines.join('')}</g>`,
    width: margin * 2 + 38 + Math.ceil(longest * characterWidth * 1.1),
    height: marks.length * rowHeight + margin,
  };
}

function counted(all: ReadonlyMap<string, CoverageMark>, mark: CoverageMark, word: string): string {
  const count = [...all.values()].filter((each) => each === mark).length;
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
