/**
 * A schedule that can be walked, forward and back: what each step did, who owns what after it, what else could have
 * moved, and what it violated. For a debugger, a viewer, or a program that compares.
 */
import type { Envelope } from '../system/message.ts';
import type { Violation } from '../system/property.ts';
import type { SystemSpec, SystemView } from '../system/system.ts';
import type { RunCheck, RunVerdict } from './check.ts';
import type { Difference } from './differences.ts';
import { differences } from './differences.ts';
import type { Conventions } from './pending.ts';
import { PendingBook } from './pending.ts';
import { traceStep } from './replay.ts';
import type { ImpossibleStep, PendingRequest, RunEnd, TraceStep } from './trace.ts';
import { isSameEnvelope } from './wire.ts';
import type { WorldOptions, WorldState } from './world.ts';
import { World } from './world.ts';

export interface ReplayOptions extends WorldOptions {
  /** How requests and answers are told apart; absent: by name. */
  readonly conventions?: Conventions;
  /** What must hold; told each step once, in order. */
  readonly check?: RunCheck;
}

/** One place of the walk: after `step` deliveries. */
export interface ReplayView {
  /** 0: before the first. */
  readonly step: number;
  /** Length of the schedule. */
  readonly of: number;
  /** The delivery that led here; absent at 0. */
  readonly record?: TraceStep;
  /** What it changed in its receiver's context. */
  readonly changes: readonly Difference[];
  /** What else could have been taken in its place. */
  readonly instead: readonly Envelope[];
  /** What can move now. */
  readonly possible: readonly Envelope[];
  /** The next step of the schedule, possible or not. */
  readonly next?: Envelope;
  readonly pending: readonly PendingRequest[];
  readonly timeMs: number;
  /** What this step violated. */
  readonly violations: readonly Violation[];
  /** What its machine threw. */
  readonly error?: string;
  readonly view: SystemView;
}

/** How the schedule ends in this system. */
export interface ReplayEnd {
  readonly end: RunEnd;
  /** Absent without a check. */
  readonly verdict?: RunVerdict;
}

interface Place {
  readonly state: WorldState;
  readonly view: SystemView;
  readonly record?: TraceStep;
  readonly violations: readonly Violation[];
  readonly error?: string;
}

export class ReplaySession {
  readonly schedule: readonly Envelope[];
  readonly #world: World;
  readonly #options: ReplayOptions;
  readonly #book: PendingBook;
  /** One for each step that has been made so far; the first is the beginning. States share what is equal. */
  readonly #places: Place[];
  #at = 0;
  #impossible: ImpossibleStep | undefined;
  #end: ReplayEnd | undefined;

  constructor(spec: SystemSpec, schedule: readonly Envelope[], options: ReplayOptions = {}) {
    this.schedule = schedule;
    this.#options = options;
    this.#world = new World(spec, options);
    this.#book = new PendingBook(options.conventions);
    const state = this.#world.initial;
    this.#places = [{ state, view: this.#world.view(state), violations: [] }];
  }

  /** Deliveries that lead to the present place. */
  get position(): number {
    return this.#at;
  }

  /** The first step that this system does not allow, as far as it has been walked. */
  get impossible(): ImpossibleStep | undefined {
    return this.#impossible;
  }

  /** One step on; false at the end of the schedule, at a step that is not possible, and after a machine threw. */
  forward(): boolean {
    if (this.#at + 1 >= this.#places.length && !this.#make()) return false;
    this.#at += 1;
    return true;
  }

  /** One step back; false at the beginning. */
  back(): boolean {
    if (this.#at === 0) return false;
    this.#at -= 1;
    return true;
  }

  /** To the place after `step` deliveries, or as near as can be; where that is. */
  goTo(step: number): number {
    while (this.#at < step && this.forward());
    this.#at = Math.max(0, Math.min(this.#at, step));
    return this.#at;
  }

  view(): ReplayView {
    const at = this.#at;
    const here = this.#places[at] as Place;
    const { state, view, record, violations, error } = here;
    const before = at === 0 ? undefined : (this.#places[at - 1] as Place);
    const next = this.schedule[at];
    return {
      step: at,
      of: this.schedule.length,
      changes: before === undefined || record === undefined ? [] : changesOf(before, here, record),
      instead:
        before === undefined ? [] : this.#others(before.state, this.schedule[at - 1] as Envelope),
      possible: this.#world.possible(state),
      pending: record?.pending ?? [],
      timeMs: state.timeMs,
      violations,
      view,
      ...(record === undefined ? {} : { record }),
      ...(next === undefined ? {} : { next }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /** The records of all steps that can be made. */
  records(): readonly TraceStep[] {
    while (this.#make());
    return this.#places.flatMap(({ record }) => record ?? []);
  }

  /** Walks to the end; what the check says of the whole. The position stays. */
  end(): ReplayEnd {
    while (this.#make());
    this.#end ??= this.#finish();
    return this.#end;
  }

  /** Makes the step after the last one that was made. */
  #make(): boolean {
    const { length } = this.#places;
    const last = this.#places[length - 1] as Place;
    const wanted = this.schedule[length - 1];
    if (wanted === undefined || this.#impossible !== undefined) return false;
    if (last.error !== undefined || this.#world.failedAtStart.length > 0) return false;
    const made = this.#world.take(last.state, wanted);
    if (made === undefined) {
      this.#impossible = { step: length, wanted, possible: this.#world.possible(last.state) };
      return false;
    }
    const record = traceStep(this.#world, wanted, last.state, made, this.#book);
    const view = this.#world.view(made.state);
    const violations = this.#options.check?.observe(record, view) ?? [];
    const { error } = made;
    this.#places.push({
      state: made.state,
      view,
      record,
      violations,
      ...(error === undefined ? {} : { error }),
    });
    return true;
  }

  #finish(): ReplayEnd {
    const { state, view, record, error } = this.#places.at(-1) as Place;
    const [atStart] = this.#world.failedAtStart;
    const failed =
      error === undefined ? atStart : { actor: (record as TraceStep).to, message: error };
    const reason = failed === undefined ? this.#reason(state) : 'failed';
    const isFilled = reason === 'quiescent' && state.mail.inFlight.length > 0;
    const end: RunEnd = {
      reason,
      steps: state.steps,
      timeMs: state.timeMs,
      pending: this.#book.list(),
      ...(failed === undefined ? {} : { error: failed }),
      ...(isFilled ? { waiting: this.#world.waiting(state) } : {}),
      ...(this.#impossible === undefined ? {} : { impossible: this.#impossible }),
    };
    const verdict = this.#options.check?.finish(end, view);
    return { end, ...(verdict === undefined ? {} : { verdict }) };
  }

  #reason(state: WorldState): RunEnd['reason'] {
    const isOver = this.#impossible === undefined && this.#world.possible(state).length === 0;
    return isOver ? 'quiescent' : 'stopped';
  }

  #others(state: WorldState, taken: Envelope): readonly Envelope[] {
    const all = [...this.#world.possible(state)];
    const own = all.findIndex((each) => isSameEnvelope(each, taken));
    if (own >= 0) all.splice(own, 1);
    return all;
  }
}

function changesOf(before: Place, here: Place, { to }: TraceStep): readonly Difference[] {
  return differences(before.view[to]?.context, here.view[to]?.context);
}
