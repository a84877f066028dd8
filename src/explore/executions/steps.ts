/**
 * What each component of each actor can do, read once out of the tables (see `reading.ts`), and vectors of components
 * that are changed in place: an execution makes many steps, and keeps no states.
 */
import type { SystemSpec, Violation } from '../../system/index.ts';
import { moveHead } from '../actor-table.ts';
import type { ExploreOptions } from '../options.ts';
import { localStates } from '../rest.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { Occurrence, Step } from './occurrence.ts';
import { Reading } from './reading.ts';

/** A message in flight, as if it were delivered now, and its place in its channel. */
export interface Waiting {
  readonly occurrence: Occurrence;
  readonly place: number;
}

type Known = (readonly Step[] | undefined)[];

export class Steps {
  /** By actor: whether more than the delivery of a message has been seen, such as a loss, or an outside event. */
  readonly hasChoices: boolean[];
  readonly #tables: Tables;
  readonly #reading: Reading;
  /** By actor and component. */
  readonly #known: readonly Known[];
  readonly #knownIdle: readonly Known[];
  readonly #waiting: readonly (readonly Waiting[])[][];

  constructor(system: SystemSpec, tables: Tables, options: ExploreOptions) {
    this.#tables = tables;
    this.#reading = new Reading(system, tables, options);
    this.hasChoices = tables.actors.map(() => false);
    this.#known = tables.actors.map(() => []);
    this.#knownIdle = tables.actors.map(() => []);
    this.#waiting = tables.actors.map(() => []);
  }

  /** What an actor can do in this component, but for timers that fire only when nothing else can move. */
  of(actor: number, component: number): readonly Step[] {
    return (this.#known[actor] as Known)[component] ?? this.#find(actor, component);
  }

  /** Its timers that fire only when nothing else can move. */
  idle(actor: number, component: number): readonly Step[] {
    const all = this.#knownIdle[actor] as Known;
    const known = all[component];
    if (known !== undefined) return known;
    const found = this.#read(actor, component, this.#table(actor).timerMoves(component), true);
    all[component] = found;
    return found;
  }

  /** The step like this one that can be made in a component. */
  find({ actor, label, isIdle }: Occurrence, component: number): Step | undefined {
    const steps = isIdle ? this.idle(actor, component) : this.of(actor, component);
    for (let n = 0; n < steps.length; n += 1) {
      const step = steps[n] as Step;
      if (step.label === label) return step;
    }
    return undefined;
  }

  /** Makes a step in the vector of components that begins at `base`. What is wrong with it, if anything. */
  take(columns: Int32Array, base: number, step: Step): Violation | undefined {
    const { vocabulary, actors, watch, checks } = this.#tables;
    if (step.next < 0) return vocabulary.violation(step.next);
    this.advance(columns, base, step);
    if (step.observation !== unknown) {
      const column = base + actors.length;
      const seen = watch.next(columns[column] as number, step.observation);
      if (seen < 0) return vocabulary.violation(seen);
      columns[column] = seen;
    }
    if (!checks.isJoint(step.actor)) return undefined;
    return checks.global(step.actor, localStates(actors, columns.subarray(base)));
  }

  /** The same without the monitors, where nothing can be wrong. */
  advance(columns: Int32Array, base: number, { actor, next, outs }: Step): void {
    columns[base + actor] = next;
    for (let out = 0; out < outs.length; out += 2) {
      const receiver = outs[out] as number;
      const at = base + receiver;
      columns[at] = this.#table(receiver).append(columns[at] as number, outs[out + 1] as number);
    }
  }

  /** What is in flight to an actor, that of one channel in its order. */
  waiting(actor: number, component: number): readonly Waiting[] {
    const all = this.#waiting[actor] as (readonly Waiting[])[];
    const known = all[component];
    if (known !== undefined) return known;
    const places = new Map<number, number>();
    const found = this.#table(actor)
      .value(component)
      .inbox.inFlight.map((message) => {
        const occurrence = this.#reading.waiting(actor, message);
        const place = places.get(occurrence.task) ?? 0;
        places.set(occurrence.task, place + 1);
        return { occurrence, place };
      });
    all[component] = found;
    return found;
  }

  /** The actor's local state in a component. */
  local(actor: number, component: number): number {
    return this.#table(actor).locals.items[component] as number;
  }

  #find(actor: number, component: number): readonly Step[] {
    const table = this.#table(actor);
    const start = table.offsets[component] || table.compile(component);
    const found = this.#read(actor, component, start, false);
    if (found.some(({ isPlain }) => !isPlain)) this.hasChoices[actor] = true;
    (this.#known[actor] as Known)[component] = found;
    return found;
  }

  #read(actor: number, component: number, start: number, isIdle: boolean): readonly Step[] {
    const { items } = this.#table(actor).code;
    const moves = [];
    let at = start + 1;
    for (let n = 0; n < (items[start] as number); n += 1) {
      moves.push({ actor, envelope: items[at] as number, at });
      at += moveHead + 2 * (items[at + 3] as number);
    }
    return moves.map((move) => this.#reading.step(move, component, isIdle));
  }

  #table(actor: number): Tables['actors'][number] {
    return this.#tables.actors[actor] as Tables['actors'][number];
  }
}
