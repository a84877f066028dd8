/** What is special about a step, in words and as a class: colour is never alone. */
import type { ViewRun, ViewStep } from '../../view-data.ts';

export interface Mark {
  readonly kind: 'violation' | 'race' | 'error' | 'unexpected' | 'lost' | 'copy' | 'late';
  /** One character for the list. */
  readonly sign: string;
  readonly words: string;
}

const signs = {
  violation: '✕',
  race: '⇄',
  error: '‼',
  unexpected: '!',
  lost: '∅',
  copy: '⧉',
  late: '▼',
} as const;

export class Marks {
  readonly #run: ViewRun;
  readonly #lateFrom: number;

  constructor(run: ViewRun) {
    this.#run = run;
    this.#lateFrom = run.explanation?.tooLateFrom ?? Number.POSITIVE_INFINITY;
  }

  /** From this step on no clean end can be reached; infinite where that is not known. */
  get lateFrom(): number {
    return this.#lateFrom;
  }

  of(step: ViewStep): readonly Mark[] {
    const marks: Mark[] = [];
    const add = (kind: Mark['kind'], words: string) =>
      marks.push({ kind, sign: signs[kind], words });
    const [violation] = step.violations ?? [];
    if (violation !== undefined) add('violation', `violates ${violation.property}`);
    else if (this.#run.explanation?.violationStep === step.step) add('violation', 'the violation');
    const rival = this.#rival(step.step);
    if (rival !== undefined) add('race', rival);
    if (step.error !== undefined) add('error', 'the receiver throws');
    if (step.unexpected === true) add('unexpected', 'no state of the receiver takes it');
    if (step.lost === true) add('lost', 'lost on its way');
    if (step.copy === true) add('copy', 'a copy: the message itself is still on its way');
    if (step.step === this.#lateFrom) add('late', 'from here on it is too late');
    return marks;
  }

  /** The two that race, as far as they are in this run. */
  get pair(): readonly number[] {
    const { racingPair } = this.#run.explanation ?? {};
    if (racingPair === undefined) return this.#run.pair ?? [];
    const { first, second } = racingPair;
    return second === undefined ? [first] : [first, second];
  }

  #rival(step: number): string | undefined {
    const { pair } = this;
    if (!pair.includes(step)) return undefined;
    const other = pair.find((each) => each !== step);
    return other === undefined ? 'comes too early' : `races with step ${other}`;
  }

  /** Steps that have a mark which a reader may look for, ascending. */
  notable(): readonly { readonly step: number; readonly kind: Mark['kind'] }[] {
    return this.#run.steps.flatMap((step) => {
      const [first] = this.of(step);
      return first === undefined ? [] : [{ step: step.step, kind: first.kind }];
    });
  }
}
