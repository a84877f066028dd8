/** One monitor: its local states, and what each makes of each observation. Copies of it share these. */
import type { AnyMachineSnapshot } from 'xstate';
import type { MonitorProperty, Step, Stepper, Violation } from '../system/index.ts';
import {
  createStepper,
  findingOf,
  inertDirectory,
  localText,
  monitorDetail,
  observes,
} from '../system/index.ts';
import { Interner } from './interner.ts';
import { novelty } from './novelty.ts';
import type { Observation } from './observations.ts';
import { PairTable } from './pair-table.ts';
import { unknown } from './vocabulary.ts';

export interface Observed {
  readonly local: number;
  readonly wrong: Violation | undefined;
}

export class MonitorStates {
  /** Calls of XState so far. */
  machineSteps = 0;
  readonly property: MonitorProperty;
  readonly #stepper: Stepper;
  readonly #locals = new Interner<Step>();
  readonly #known = new PairTable();

  /** Its initial local state has the number 0. */
  constructor(property: MonitorProperty) {
    this.property = property;
    const directory = inertDirectory([property.name]);
    this.#stepper = createStepper(property.name, property.machine, directory);
    this.#intern(this.#naming(() => this.#stepper.initial(property.input)));
  }

  observes(type: string): boolean {
    return observes(this.property, type);
  }

  snapshot(local: number): AnyMachineSnapshot {
    return this.#locals.value(local).snapshot;
  }

  /** `number`: that of the observation. */
  observe(local: number, number: number, { from, to, message, sent }: Observation): Observed {
    const known = this.#known.get(local, number);
    if (known !== unknown) return { local: known, wrong: undefined };
    const { snapshot, timers } = this.#locals.value(local);
    const seen = { type: 'observe', from, to, message };
    const event = this.property.sends === true ? { ...seen, sent: sent ?? [] } : seen;
    this.machineSteps += 1;
    novelty.count += 1;
    const step = this.#naming(() => this.#stepper.deliver(snapshot, timers, event));
    const next = this.#intern(step);
    if (step.snapshot.hasTag('error')) {
      const detail = monitorDetail(step.snapshot);
      return { local: next, wrong: { ...findingOf(this.property), detail } };
    }
    this.#known.add(local, number, next);
    return { local: next, wrong: undefined };
  }

  /** What is wrong with the local state when nothing can move any more, in words. */
  atEnd(local: number): string | undefined {
    return this.property.finally?.(this.snapshot(local));
  }

  /** A monitor that throws is no fault of the system that it observes. */
  #naming(step: () => Step): Step {
    try {
      return step();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`monitor '${this.property.name}' throws: ${why}`, { cause: error });
    }
  }

  #intern(step: Step): number {
    return this.#locals.number(localText(step), step);
  }
}
