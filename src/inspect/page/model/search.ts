/** Finds the steps of a run: every word somewhere in the step, and the chosen driver, VF and request. */
import type { ViewLane, ViewRun, ViewStep } from '../../view-data.ts';

export interface Query {
  /** Words; all must be there. */
  readonly text: string;
  /** Label of a lane that sends or receives. */
  readonly driver: string;
  /** Of a lane that sends or receives, or in the message. */
  readonly vf: string;
  /** What is searched for by name: a title. */
  readonly request: string;
}

export const emptyQuery: Query = { text: '', driver: '', vf: '', request: '' };

export const isEmpty = ({ text, driver, vf, request }: Query) =>
  text.trim() === '' && driver === '' && vf === '' && request === '';

export class Search {
  readonly #run: ViewRun;
  readonly #lanes: ReadonlyMap<string, ViewLane>;
  /** Made when first asked for: all that a step says, in small letters. */
  readonly #texts: string[] = [];

  constructor(run: ViewRun, lanes: readonly ViewLane[]) {
    this.#run = run;
    this.#lanes = new Map(lanes.map((lane) => [lane.id, lane]));
  }

  /** Numbers of the steps, ascending. */
  find({ text, driver, vf, request }: Query): readonly number[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#run.steps
      .filter(
        (step) =>
          (driver === '' || this.#ends(step).some((lane) => lane?.label === driver)) &&
          (vf === '' || this.#isOfVf(step, Number(vf))) &&
          (request === '' || nameOf(step) === request) &&
          words.every((word) => this.#textOf(step).includes(word)),
      )
      .map(({ step }) => step);
  }

  #ends({ from, to }: ViewStep): readonly (ViewLane | undefined)[] {
    return [this.#lanes.get(from), this.#lanes.get(to)];
  }

  #isOfVf(step: ViewStep, vf: number): boolean {
    if (this.#ends(step).some((lane) => lane?.vf === vf)) return true;
    const { message } = step;
    return (
      typeof message === 'object' && message !== null && (message as { vf?: unknown }).vf === vf
    );
  }

  #textOf(step: ViewStep): string {
    let text = this.#texts[step.step];
    if (text === undefined) {
      const { from, to, title, fields, irql, status, message, error } = step;
      text = [step.step, from, to, title, fields, irql, status, error, JSON.stringify(message)]
        .join(' ')
        .toLowerCase();
      this.#texts[step.step] = text;
    }
    return text;
  }
}

/** The request that a step is about: a routine and its return are one. */
export function nameOf({ title }: ViewStep): string {
  return title.replace(/\.(return|done|completion)$/, '');
}
