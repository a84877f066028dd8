/** What a generated test file says at its top: what made it, and what passing it says. */
import type { Suite } from '../suite.ts';
import { blockComment } from './source-text.ts';
import { coverageWords } from './words.ts';

export interface MadeBy {
  /** The command line, and the program with its version. */
  readonly command: string;
  readonly program: string;
}

/** `what` it has (tests, schedules), made `outOf` what (a statechart, several). */
export function suiteComment(
  suite: Suite,
  what: string,
  outOf: string,
  { command, program }: MadeBy,
): string {
  const { claim, assumptions, subject, truncated, stoppedBecause } = suite;
  return blockComment([
    `${what} of ${subject.name}, made from its ${outOf} by ${program}:`,
    command,
    '',
    claim,
    ...assumptions,
    '',
    `Covered: ${coverageWords(suite)}.`,
    ...(truncated ? [`Cut short: ${stoppedBecause}.`] : []),
  ]);
}
