/**
 * Monitors of which there is one copy for all actors. Together they are one more component of every state: the vector
 * of their local states has a number, and a table says what each observation makes of it.
 */
import type { Envelope, MonitorProperty, Outgoing, Violation } from '../system/index.ts';
import { findingOf } from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { Interner } from './interner.ts';
import { MonitorStates } from './monitor-states.ts';
import type { Observation } from './observations.ts';
import { Observations } from './observations.ts';
import { PairTable } from './pair-table.ts';
import type { Vocabulary } from './vocabulary.ts';
import { unknown } from './vocabulary.ts';

/** The state of all monitors together, by number; 0 is the initial one. */
export class Watch {
  readonly #monitors: readonly MonitorStates[];
  readonly #vocabulary: Vocabulary;
  readonly #observations: Observations;
  readonly #vectors = new Interner<readonly number[]>();
  readonly #table = new PairTable();
  readonly #ends = new Map<number, Violation | undefined>();
  /** Is told of every new entry of the table. */
  onEntry: (state: number, observation: number, next: number) => void = () => undefined;

  constructor(properties: readonly MonitorProperty[], vocabulary: Vocabulary) {
    this.#monitors = properties.map((property) => new MonitorStates(property));
    this.#vocabulary = vocabulary;
    this.#observations = new Observations(vocabulary);
    this.#number(this.#monitors.map(() => 0));
  }

  /** How many states of all monitors together there are. */
  get size(): number {
    return this.#vectors.size;
  }

  /** Calls of XState so far. */
  get machineSteps(): number {
    return this.#monitors.reduce((sum, { machineSteps }) => sum + machineSteps, 0);
  }

  /** The number of what the monitors see of a delivery; `unknown` when none observes it. */
  observation(delivery: Envelope, sent: readonly Outgoing[]): number {
    const concerned = this.#monitors.filter((each) => each.observes(delivery.message.type));
    if (concerned.length === 0) return unknown;
    const withSent = concerned.some(({ property }) => property.sends === true);
    return this.#observations.number(withSent ? { ...delivery, sent } : delivery);
  }

  /** The state after the observation; a fault when a monitor says that something is wrong. */
  next(state: number, observation: number): number {
    const known = this.#table.get(state, observation);
    if (known !== unknown) return known;
    const next = this.#next(state, observation);
    this.#table.add(state, observation, next);
    this.onEntry(state, observation, next);
    return next;
  }

  /** What was observed, by its number. */
  observed(observation: number): Observation {
    return this.#observations.value(observation);
  }

  /** Who observes it, as bits of a word; monitors beyond 32 share them. */
  observers(observation: number): number {
    const { type } = this.#observations.value(observation).message;
    return this.#monitors.reduce((all, each, n) => (each.observes(type) ? all | (1 << n) : all), 0);
  }

  /** A state as text: equal ones have equal texts, in whatever order they were found. */
  text(state: number): string {
    const locals = this.#vectors.value(state);
    return canonicalText(
      this.#monitors.map((each, n) => {
        const { value, context } = each.snapshot(locals[n] as number);
        return [value, context];
      }),
    );
  }

  /** What the monitors say of a state in which nothing can move any more. */
  atEnd(state: number): Violation | undefined {
    if (this.#ends.has(state)) return this.#ends.get(state);
    const locals = this.#vectors.value(state);
    let violation: Violation | undefined;
    for (const [n, monitor] of this.#monitors.entries()) {
      const detail = monitor.atEnd(locals[n] as number);
      if (detail === undefined) continue;
      violation ??= { ...findingOf(monitor.property), detail };
    }
    this.#ends.set(state, violation);
    return violation;
  }

  #next(state: number, number: number): number {
    const observation = this.#observations.value(number);
    const locals = [...this.#vectors.value(state)];
    for (const [n, monitor] of this.#monitors.entries()) {
      if (!monitor.observes(observation.message.type)) continue;
      const { local, wrong } = monitor.observe(locals[n] as number, number, observation);
      if (wrong !== undefined) return this.#vocabulary.fault(wrong);
      locals[n] = local;
    }
    return this.#number(locals);
  }

  #number(locals: readonly number[]): number {
    return this.#vectors.number(locals.join(), locals);
  }
}
