/** The runs that the page knows: those of the document, and those that a server made since. */
import type {
  ViewDocument,
  ViewLane,
  ViewMove,
  ViewOutcome,
  ViewRun,
  ViewStep,
} from '../view-data.ts';
import { RunIndex } from './model/run-index.ts';

export class Runs {
  readonly document: ViewDocument;
  readonly #indexes: RunIndex[];
  readonly #lanes: ReadonlyMap<string, ViewLane>;
  /** The runs that a flip led to and from. */
  readonly #flips = new Map<number, number>();
  /** What a server found behind the deliveries at a step, by run and step; the first is the one that was taken. */
  readonly #outcomes = new Map<string, readonly ViewOutcome[]>();
  readonly #listeners: (() => void)[] = [];

  constructor(document: ViewDocument) {
    this.document = document;
    this.#indexes = document.runs.map((run) => new RunIndex(run));
    this.#lanes = new Map(document.lanes.map((lane) => [lane.id, lane]));
    if (document.runs[1]?.sameSteps !== undefined) this.#pair(0, 1);
  }

  get count(): number {
    return this.#indexes.length;
  }

  all(): readonly RunIndex[] {
    return this.#indexes;
  }

  at(run: number): RunIndex {
    return (this.#indexes[run] ?? this.#indexes[0]) as RunIndex;
  }

  /** The one that a run is set side by side with. */
  partner(run: number): number | undefined {
    const flip = this.#flips.get(run);
    if (flip !== undefined) return flip;
    if (this.count < 2) return undefined;
    return run === 0 ? 1 : 0;
  }

  /** The same run with its racing pair the other way round. */
  flipOf(run: number): number | undefined {
    return this.#flips.get(run);
  }

  /** Its number. */
  add(run: ViewRun, flipOf?: number): number {
    const number = this.#indexes.push(new RunIndex(run)) - 1;
    if (flipOf !== undefined) this.#pair(flipOf, number);
    this.#changed();
    return number;
  }

  /** By what the server knows the run. */
  idOf(run: number): number {
    return this.at(run).run.id ?? run;
  }

  lane(actor: string): ViewLane | undefined {
    return this.#lanes.get(actor);
  }

  /** Actors of the same machine. */
  sharing(chart: string): readonly string[] {
    return this.document.lanes.filter((lane) => lane.chart === chart).map(({ id }) => id);
  }

  putOutcomes(run: number, step: number, outcomes: readonly ViewOutcome[]): void {
    this.#outcomes.set(`${run} ${step}`, outcomes);
    this.#changed();
  }

  /** What lies behind the delivery that was taken, where it has been asked for. */
  takenOutcome(run: number, step: number): ViewOutcome | undefined {
    return this.#outcomes.get(`${run} ${step}`)?.[0];
  }

  /** What could have come instead, with what is known of each. */
  movesAt(run: number, step: ViewStep): readonly ViewMove[] {
    const outcomes = this.#outcomes.get(`${run} ${step.step}`);
    if (outcomes === undefined) return step.instead;
    return step.instead.map((move, n) => {
      const outcome = outcomes[n + 1];
      return outcome === undefined ? move : { ...move, outcome };
    });
  }

  /** Told when a run or an outcome has come. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #pair(one: number, other: number): void {
    this.#flips.set(one, other);
    this.#flips.set(other, one);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
