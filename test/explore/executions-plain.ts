/**
 * All schedules of a small system from beginning to end, and their classes: those that lead to each other by turning
 * round neighbours that are independent. What is independent is said from scratch: deliveries at different receivers
 * that lead to the same state either way round, or, where those that commute are independent too, also deliveries at
 * one receiver that do so wherever both can be made.
 */
import type { Move } from '../../src/explore/cursor.ts';
import { Cursor } from '../../src/explore/cursor.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import type { Tables } from '../../src/explore/tables.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';

export interface Limits {
  readonly schedules: number;
  readonly steps: number;
}

/** A schedule as numbers of its envelopes. */
type Schedule = readonly number[];

/** A schedule as text. */
export function scheduleText(schedule: readonly Envelope[]): string {
  return JSON.stringify(schedule);
}

/**
 * By schedule the class that it belongs to; undefined where there are more or longer ones than the limits say, or
 * something is wrong with the system.
 */
export function classesOfSchedules(
  system: SystemSpec,
  options: ExploreOptions,
  limits: Limits,
): ReadonlyMap<string, number> | undefined {
  const plain = new Plain(system, options);
  const schedules = plain.schedules(limits);
  if (schedules === undefined) return undefined;
  const conflicts = options.independence === 'commuting' ? plain.conflicts() : undefined;
  const found = classes(schedules, (schedule, place) => plain.swapped(schedule, place, conflicts));
  return new Map(schedules.map((each) => [plain.text(each), found.get(each.join()) as number]));
}

function classes(
  schedules: readonly Schedule[],
  swapped: (schedule: Schedule, place: number) => Schedule | undefined,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const known = new Set(schedules.map((each) => each.join()));
  let count = 0;
  for (const first of schedules) {
    if (found.has(first.join())) continue;
    count += 1;
    found.set(first.join(), count);
    const queue = [first];
    for (const schedule of queue) {
      for (let place = 0; place + 1 < schedule.length; place += 1) {
        const other = swapped(schedule, place);
        if (other === undefined || found.has(other.join())) continue;
        if (!known.has(other.join())) throw new Error(`${other} is no schedule`);
        found.set(other.join(), count);
        queue.push(other);
      }
    }
  }
  return found;
}

class Plain {
  readonly #tables: Tables;
  readonly #cursor: Cursor;
  readonly #options: ExploreOptions;

  constructor(system: SystemSpec, options: ExploreOptions) {
    this.#tables = buildTables(system, options);
    this.#cursor = new Cursor(this.#tables);
    this.#options = options;
  }

  text(schedule: Schedule): string {
    const { envelopes } = this.#tables.vocabulary;
    return scheduleText(schedule.map((each) => envelopes.value(each)));
  }

  schedules(limits: Limits): readonly Schedule[] | undefined {
    const found: Schedule[] = [];
    const initial = Int32Array.from(this.#tables.initial);
    return from(this, initial, []) ? found : undefined;

    function from(plain: Plain, columns: Int32Array, taken: readonly number[]): boolean {
      const moves = plain.#moves(columns);
      if (taken.length > limits.steps || found.length > limits.schedules) return false;
      if (moves.length === 0) {
        found.push(taken);
        plain.#cursor.load(columns);
        return plain.#cursor.atRest(false) === undefined;
      }
      return moves.every((move) => {
        const after = plain.#after(columns, move);
        return after !== undefined && from(plain, after, [...taken, move.envelope]);
      });
    }
  }

  /** Pairs of envelopes for one receiver that are seen not to commute. */
  conflicts(): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set<string>();
    const queue: Int32Array[] = [Int32Array.from(this.#tables.initial)];
    for (const columns of queue) {
      const moves = this.#moves(columns);
      for (const one of moves) {
        for (const other of moves) {
          if (one === other || one.actor !== other.actor) continue;
          if (this.#commutes(columns, one, other)) continue;
          found.add(`${one.envelope} ${other.envelope}`);
        }
        const after = this.#after(columns, one);
        if (after === undefined || seen.has(after.join())) continue;
        seen.add(after.join());
        queue.push(after);
      }
    }
    return found;
  }

  /** The schedule with the step at `place` and the next one turned round, where these are independent. */
  swapped(
    schedule: Schedule,
    place: number,
    conflicts: ReadonlySet<string> | undefined,
  ): Schedule | undefined {
    let columns: Int32Array = Int32Array.from(this.#tables.initial);
    for (const envelope of schedule.slice(0, place)) {
      columns = this.#after(columns, this.#move(columns, envelope) as Move) as Int32Array;
    }
    const [first, second] = schedule.slice(place) as [number, number];
    const [one, other] = [this.#move(columns, first), this.#move(columns, second)];
    if (one === undefined || other === undefined) return undefined;
    if (!this.#mayBeIndependent(one, other, conflicts)) return undefined;
    if (!this.#isSame(columns, one, other)) return undefined;
    return [...schedule.slice(0, place), second, first, ...schedule.slice(place + 2)];
  }

  #mayBeIndependent(one: Move, other: Move, conflicts: ReadonlySet<string> | undefined): boolean {
    if (this.#isIdle(one) || this.#isIdle(other) || this.#isReadTogether(one, other)) return false;
    if (one.actor !== other.actor) return true;
    if (conflicts === undefined || !this.#isPlain(one) || !this.#isPlain(other)) return false;
    return !conflicts.has(`${one.envelope} ${other.envelope}`);
  }

  #isIdle({ envelope }: Move): boolean {
    const { from } = this.#tables.vocabulary.envelopes.value(envelope);
    return from === 'timer' && this.#options.timers !== 'any';
  }

  #isPlain({ envelope }: Move): boolean {
    const { from, lost, duplicate } = this.#tables.vocabulary.envelopes.value(envelope);
    return from !== 'timer' && from !== 'environment' && lost !== true && duplicate !== true;
  }

  #isReadTogether({ envelope: one }: Move, { envelope: other }: Move): boolean {
    const { envelopes } = this.#tables.vocabulary;
    const actors = [envelopes.value(one).to, envelopes.value(other).to];
    return (this.#options.properties ?? []).some(
      (each) => each.kind === 'always' && actors.every((actor) => each.reads.includes(actor)),
    );
  }

  /** Both orders are possible, lead to the same state, and it is clear which of the two sends what comes first. */
  #commutes(columns: Int32Array, one: Move, other: Move): boolean {
    if (!this.#isSame(columns, one, other)) return false;
    const [some, others] = [one, other].map((move) => this.#channels(columns, move));
    return some?.some((each) => others?.includes(each)) === false;
  }

  #isSame(columns: Int32Array, one: Move, other: Move): boolean {
    const [forth, back] = [this.#both(columns, one, other), this.#both(columns, other, one)];
    return forth !== undefined && forth === back;
  }

  #both(columns: Int32Array, one: Move, other: Move): string | undefined {
    const between = this.#after(columns, one);
    const second = between === undefined ? undefined : this.#move(between, other.envelope);
    return second === undefined ? undefined : this.#after(between as Int32Array, second)?.join();
  }

  /** On which channels a delivery sends. */
  #channels(columns: Int32Array, { actor, envelope }: Move): readonly string[] {
    const { actors, vocabulary } = this.#tables;
    const { from, message } = vocabulary.envelopes.value(envelope);
    const { locals, states } = actors[actor] as Tables['actors'][number];
    const local = locals.items[columns[actor] as number] as number;
    const taken = states.deliver(local, vocabulary.name(from), vocabulary.message(message));
    const isBag = this.#options.channels === 'bag';
    return (taken?.sent ?? []).map((each) => (isBag ? JSON.stringify(each) : each.to));
  }

  #moves(columns: Int32Array): readonly Move[] {
    this.#cursor.load(columns);
    return this.#cursor.moves();
  }

  #move(columns: Int32Array, envelope: number): Move | undefined {
    return this.#moves(columns).find((each) => each.envelope === envelope);
  }

  #after(columns: Int32Array, move: Move): Int32Array | undefined {
    this.#cursor.load(columns);
    return this.#cursor.take(move) === undefined ? this.#cursor.columns : undefined;
  }
}
