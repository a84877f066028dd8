/**
 * Monitors. Together they are one more component of every state: the vector of their local states has a number, and a
 * table says what each observed delivery makes of it.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { Envelope, MonitorProperty, Step, Stepper, Violation } from '../system/index.ts';
import { createStepper, findingOf, inertDirectory, monitorDetail } from '../system/index.ts';
import { canonicalText } from './canonical.ts';
import { Interner } from './interner.ts';
import { PairTable } from './pair-table.ts';
import type { Vocabulary } from './vocabulary.ts';
import { unknown } from './vocabulary.ts';

/** The state of all monitors together, by number; 0 is the initial one. */
export class Watch {
  /** Calls of XState so far. */
  machineSteps = 0;
  readonly #monitors: readonly Monitor[];
  readonly #vocabulary: Vocabulary;
  readonly #vectors = new Interner<readonly number[]>();
  readonly #table = new PairTable();
  readonly #ends = new Map<number, Violation | undefined>();

  constructor(properties: readonly MonitorProperty[], vocabulary: Vocabulary) {
    this.#monitors = properties.map((property) => new Monitor(property));
    this.#vocabulary = vocabulary;
    this.#number(this.#monitors.map((each) => each.initial));
  }

  /** How many states of all monitors together there are. */
  get size(): number {
    return this.#vectors.size;
  }

  isObserved(type: string): boolean {
    return this.#monitors.some((each) => each.observes(type));
  }

  /** The state after the delivery; a fault when a monitor says that something is wrong. */
  next(state: number, envelope: number): number {
    const known = this.#table.get(state, envelope);
    if (known !== unknown) return known;
    const next = this.#next(state, envelope);
    this.#table.add(state, envelope, next);
    return next;
  }

  /** What the monitors say of a state in which nothing can move any more. */
  atEnd(state: number): Violation | undefined {
    if (this.#ends.has(state)) return this.#ends.get(state);
    const locals = this.#vectors.value(state);
    let violation: Violation | undefined;
    for (const [n, monitor] of this.#monitors.entries()) {
      violation ??= monitor.atEnd(locals[n] as number);
    }
    this.#ends.set(state, violation);
    return violation;
  }

  #next(state: number, envelope: number): number {
    const delivery = this.#vocabulary.envelopes.value(envelope);
    const locals = [...this.#vectors.value(state)];
    for (const [n, monitor] of this.#monitors.entries()) {
      if (!monitor.observes(delivery.message.type)) continue;
      const { local, wrong, stepped } = monitor.observe(locals[n] as number, envelope, delivery);
      if (stepped) this.machineSteps += 1;
      if (wrong !== undefined) return this.#vocabulary.fault(wrong);
      locals[n] = local;
    }
    return this.#number(locals);
  }

  #number(locals: readonly number[]): number {
    return this.#vectors.number(locals.join(), locals);
  }
}

interface Observed {
  readonly local: number;
  readonly wrong: Violation | undefined;
  readonly stepped: boolean;
}

/** One monitor: its local states, and what each makes of each delivery. */
class Monitor {
  readonly initial: number;
  readonly #property: MonitorProperty;
  readonly #stepper: Stepper;
  readonly #locals = new Interner<Step>();
  readonly #known = new PairTable();

  constructor(property: MonitorProperty) {
    this.#property = property;
    const directory = inertDirectory([property.name]);
    this.#stepper = createStepper(property.name, property.machine, directory);
    this.initial = this.#intern(this.#stepper.initial(property.input));
  }

  observes(type: string): boolean {
    const { observes } = this.#property;
    return observes === '*' || observes.includes(type);
  }

  observe(local: number, envelope: number, { from, to, message }: Envelope): Observed {
    const known = this.#known.get(local, envelope);
    if (known !== unknown) return { local: known, wrong: undefined, stepped: false };
    const { snapshot, timers } = this.#locals.value(local);
    const step = this.#stepper.deliver(snapshot, timers, observation(from, to, message));
    const next = this.#intern(step);
    if (step.snapshot.hasTag('error')) {
      return { local: next, wrong: this.#violation(monitorDetail(step.snapshot)), stepped: true };
    }
    this.#known.add(local, envelope, next);
    return { local: next, wrong: undefined, stepped: true };
  }

  atEnd(local: number): Violation | undefined {
    const detail = this.#property.finally?.(this.#locals.value(local).snapshot);
    return detail === undefined ? undefined : this.#violation(detail);
  }

  #violation(detail: string): Violation {
    return { ...findingOf(this.#property), detail };
  }

  #intern(step: Step): number {
    const { value, context } = step.snapshot as AnyMachineSnapshot;
    return this.#locals.number(canonicalText([value, context, step.timers]), step);
  }
}

function observation(from: string, to: string, message: object) {
  return { type: 'observe', from, to, message };
}
