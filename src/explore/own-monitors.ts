/**
 * Monitors of which every actor has its own copy. The local states of an actor's copies have one number together, which
 * is part of the actor's local state; 0 is that of copies that have seen nothing yet. All actors share the tables.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { Envelope, MonitorProperty, Outgoing, Violation } from '../system/index.ts';
import { copyDetail, findingOf } from '../system/index.ts';
import { Interner } from './interner.ts';
import { MonitorStates } from './monitor-states.ts';
import { Observations } from './observations.ts';
import type { Vocabulary } from './vocabulary.ts';

export class OwnMonitors {
  readonly #monitors: readonly MonitorStates[];
  readonly #vocabulary: Vocabulary;
  readonly #observations: Observations;
  readonly #vectors = new Interner<readonly number[]>();

  constructor(properties: readonly MonitorProperty[], vocabulary: Vocabulary) {
    this.#monitors = properties.map((property) => new MonitorStates(property));
    this.#vocabulary = vocabulary;
    this.#observations = new Observations(vocabulary);
    this.#number(this.#monitors.map(() => 0));
  }

  get machineSteps(): number {
    return this.#monitors.reduce((sum, { machineSteps }) => sum + machineSteps, 0);
  }

  /** Snapshots of the copies, in the order of the properties. */
  snapshots(state: number): readonly AnyMachineSnapshot[] {
    const locals = this.#vectors.value(state);
    return this.#monitors.map((each, n) => each.snapshot(locals[n] as number));
  }

  /** The state after a delivery to the actor; a fault when a copy says that something is wrong. */
  next(state: number, delivery: Envelope, sent: readonly Outgoing[]): number {
    const concerned = this.#monitors.filter((each) => each.observes(delivery.message.type));
    if (concerned.length === 0) return state;
    const bare = this.#observations.number(delivery);
    const full = concerned.some(({ property }) => property.sends === true)
      ? this.#observations.number({ ...delivery, sent })
      : bare;
    const locals = [...this.#vectors.value(state)];
    for (const [n, monitor] of this.#monitors.entries()) {
      if (!concerned.includes(monitor)) continue;
      const number = monitor.property.sends === true ? full : bare;
      const observation = this.#observations.value(number);
      const { local, wrong } = monitor.observe(locals[n] as number, number, observation);
      if (wrong !== undefined) return this.#vocabulary.fault(wrong);
      locals[n] = local;
    }
    return this.#number(locals);
  }

  /** What the copies of this actor say when nothing can move any more. */
  atEnd(state: number, actor: string): Violation | undefined {
    const locals = this.#vectors.value(state);
    for (const [n, monitor] of this.#monitors.entries()) {
      const detail = monitor.atEnd(locals[n] as number);
      if (detail === undefined) continue;
      return { ...findingOf(monitor.property), detail: copyDetail(actor, detail) };
    }
    return undefined;
  }

  #number(locals: readonly number[]): number {
    return this.#vectors.number(locals.join(), locals);
  }
}
