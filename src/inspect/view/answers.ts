/**
 * Answers what the page asks in `served` mode: the racing pair turned round, another delivery, what lies behind each.
 */
import type { Envelope } from '../../system/index.ts';
import type { ViewApi, ViewRun } from '../view-data.ts';
import { continued } from './in-order.ts';
import type { OutcomeBounds } from './outcomes.ts';
import { Outcomes } from './outcomes.ts';
import { sessionOf, viewRun } from './run.ts';
import type { ShownRun } from './runs.ts';
import { sameSteps } from './runs.ts';
import type { ViewSystem } from './system.ts';

/** As the server takes it. A question that cannot be answered is rejected with a `RangeError` that says why. */
export type ViewAnswers = {
  readonly [K in keyof ViewApi]: (ask: ViewApi[K]['ask']) => Promise<ViewApi[K]['answer']>;
};

/** Runs that were made for a page and can be asked about; the oldest is forgotten. */
const mostRuns = 200;

/** For one question, while a reader waits. */
const askBounds: OutcomeBounds = { branch: 20_000, run: 200_000 };

/** `runs`: those of the document. */
export function viewAnswers(system: ViewSystem, runs: readonly ShownRun[]): ViewAnswers {
  const answers = new Answers(system, runs);
  return {
    '/api/flip': async (ask) => answers.flip(ask),
    '/api/branch': async (ask) => answers.branch(ask),
    '/api/outcomes': async (ask) => answers.outcomes(ask),
  };
}

class Answers {
  readonly #system: ViewSystem;
  readonly #runs: Map<number, ShownRun>;
  readonly #documentRuns: number;
  #next: number;
  #outcomes: Outcomes | undefined;

  constructor(system: ViewSystem, runs: readonly ShownRun[]) {
    this.#system = system;
    this.#runs = new Map(runs.entries());
    this.#documentRuns = runs.length;
    this.#next = runs.length;
  }

  flip(ask: ViewApi['/api/flip']['ask']): ViewRun {
    const { schedule, flipped, run } = this.#runOf(ask.run);
    if (flipped === undefined) throw new RangeError(`run ${ask.run} has no racing pair`);
    const title = `${run.title}, turned round`;
    return this.#made(flipped, title, schedule, schedule);
  }

  branch({ run, step, move }: ViewApi['/api/branch']['ask']): ViewRun {
    const { schedule } = this.#runOf(run);
    const instead = this.#insteadOf(schedule, step);
    const other = instead[checked('move', move, 0, instead.length - 1)] as Envelope;
    const made = continued(this.#system, [...schedule.slice(0, step - 1), other]);
    return this.#made(made, `another delivery in step ${step}`, schedule);
  }

  outcomes({ run, step }: ViewApi['/api/outcomes']['ask']): ViewApi['/api/outcomes']['answer'] {
    const { schedule, run: shown } = this.#runOf(run);
    const instead = this.#insteadOf(schedule, step);
    const moves = [schedule[step - 1] as Envelope, ...instead];
    const fails = shown.verdict.kind === 'violated';
    this.#outcomes ??= new Outcomes(this.#system);
    return this.#outcomes.after(schedule, step - 1, moves, fails, askBounds);
  }

  /** Kept, so that the page can ask about it too. */
  #made(
    schedule: readonly Envelope[],
    title: string,
    origin: readonly Envelope[],
    flipped?: readonly Envelope[],
  ): ViewRun {
    const run: ViewRun = {
      ...viewRun(this.#system, schedule, { title }),
      id: this.#next,
      sameSteps: sameSteps(origin, schedule),
    };
    this.#runs.set(this.#next, { run, schedule, ...(flipped === undefined ? {} : { flipped }) });
    const oldest = this.#next - mostRuns;
    if (oldest >= this.#documentRuns) this.#runs.delete(oldest);
    this.#next += 1;
    return run;
  }

  #runOf(number: unknown): ShownRun {
    const run = typeof number === 'number' ? this.#runs.get(number) : undefined;
    if (run === undefined) throw new RangeError(`there is no run ${String(number)}`);
    return run;
  }

  #insteadOf(schedule: readonly Envelope[], step: unknown): readonly Envelope[] {
    const number = checked('step', step, 1, schedule.length);
    const session = sessionOf(this.#system, schedule);
    if (session.goTo(number) !== number) throw new RangeError(`step ${number} is not possible`);
    return session.view().instead;
  }
}

function checked(name: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
    return Number(value);
  }
  const legal = most < least ? 'there is none' : `legal are ${least} to ${most}`;
  throw new RangeError(`${name} ${String(value)}: ${legal}`);
}
