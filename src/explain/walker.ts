/**
 * Walks a system along schedules, over the explorer's tables: what was delivered once costs no call of XState again.
 * Every delivery is counted against the effort.
 */
import { Cursor, type Move } from '../explore/cursor.ts';
import { initiallyWrong } from '../explore/ending.ts';
import { buildTables } from '../explore/tables.ts';
import type { Envelope, SystemSpec, SystemView, Violation } from '../system/index.ts';
import { builtIn } from '../system/index.ts';
import { PendingBook } from '../trace/pending.ts';
import { wireText } from '../trace/wire.ts';
import type { ExplainOptions } from './options.ts';

/** A global state, as columns of the tables. */
export type Place = Int32Array;

/** A walk that was made. */
export interface Walk {
  /** Envelopes by number, as delivered. */
  readonly taken: readonly number[];
  readonly end: Place;
  /** What was wrong with the last of them, or with the rest after it. */
  readonly violation?: Violation;
  /** The violation is that of a state in which nothing can move any more. */
  readonly still?: boolean;
}

/** How a completion ended: at rest or going round for ever with nothing wrong, with something wrong, or not at all. */
export interface Completion extends Walk {
  readonly kind: 'clean' | 'violated' | 'endless';
}

/** The effort is used up. */
export class OutOfEffort extends Error {
  override readonly name = 'OutOfEffort';
}

/** Longest completion that is tried, in deliveries. */
const longest = 20_000;
/** A completion in which more messages than these wait for one actor is given up: they become ever more. */
const mostWaiting = 300;
/**
 * A call of XState costs as much effort as so many deliveries that are looked up: in a system without an end every
 * delivery is a new one.
 */
const callEffort = 40;
/** Deliveries of a completion after which that is looked at, each time. */
const lookEvery = 64;

export class Walker {
  readonly initial: Place;
  /** What is wrong before anything has moved: then there is no walk. */
  readonly wrongAtFirst: Violation | undefined;
  readonly #cursor: Cursor;
  readonly #options: ExplainOptions;
  readonly #keys = new Map<string, number>();
  readonly #keyOfEnvelope: number[] = [];
  #deliveries = 0;
  /** Deliveries, and what calls of XState cost besides. */
  #spent = 0;
  #calls = 0;
  #limit = Number.POSITIVE_INFINITY;

  constructor(system: SystemSpec, options: ExplainOptions) {
    this.#options = options;
    this.#cursor = new Cursor(buildTables(system, options));
    this.initial = this.#cursor.columns;
    this.wrongAtFirst = initiallyWrong(this.#cursor)?.violation;
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  /** At most the effort of so many more deliveries; then {@link OutOfEffort}. */
  allow(more: number): void {
    this.#limit = this.#spent + more;
  }

  /** What a delivery of a schedule is recognised by. */
  key(envelope: Envelope): number {
    const { from, to, message, lost, duplicate } = envelope;
    const fate = lost === true ? 'lost' : duplicate === true ? 'copy' : '';
    const text = JSON.stringify([from, to, fate, wireText(message)]);
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    const key = this.#keys.size;
    this.#keys.set(text, key);
    return key;
  }

  /** The key of an envelope that was taken. */
  keyOf(number: number): number {
    this.#keyOfEnvelope[number] ??= this.key(this.envelope(number));
    return this.#keyOfEnvelope[number] as number;
  }

  envelope(number: number): Envelope {
    return this.#cursor.tables.vocabulary.envelopes.value(number);
  }

  moves(place: Place): readonly Move[] {
    this.#cursor.load(place);
    return this.#cursor.moves();
  }

  /** The place after the move, or what is wrong with it. */
  step(place: Place, move: Move): Place | Violation {
    this.#deliveries += 1;
    this.#spend();
    if (this.#spent > this.#limit) throw new OutOfEffort('the effort is used up');
    this.#cursor.load(place);
    return this.#cursor.take(move) ?? this.#cursor.columns;
  }

  /** What is wrong with a place in which nothing can move. `path`: the deliveries that led there. */
  atRest(place: Place, path: readonly number[]): Violation | undefined {
    this.#cursor.load(place);
    return this.#cursor.atRest(this.#options.deadlock === true) ?? this.#unanswered(place, path);
  }

  view(place: Place): SystemView {
    const { actors, vocabulary } = this.#cursor.tables;
    return Object.fromEntries(
      actors.map(({ locals, states }, n) => {
        const local = locals.items[place[n] as number] as number;
        return [vocabulary.actors[n] as string, states.snapshot(local)];
      }),
    );
  }

  /** The deliveries of these keys in their order; one that is not possible when its turn comes is left out. */
  follow(from: Place, keys: readonly number[], path: readonly number[] = []): Walk {
    const taken: number[] = [];
    let place = from;
    for (const key of keys) {
      const move = this.moves(place).find(({ envelope }) => this.keyOf(envelope) === key);
      if (move === undefined) continue;
      const next = this.step(place, move);
      taken.push(move.envelope);
      if (!isPlace(next)) return { taken, end: place, violation: next };
      place = next;
    }
    return this.#rested({ taken, end: place }, path);
  }

  /**
   * On to the end in a fair order: every delivery that stays possible gets its turn. Messages are neither lost nor
   * delivered twice.
   */
  complete(from: Place, path: readonly number[] = [], most = longest): Completion {
    const taken: number[] = [];
    const seen = new Set<string>();
    let place = from;
    let last = -1;
    while (taken.length < most) {
      const move = this.#nextInTurn(place, last);
      if (move === undefined) {
        const rested = this.#rested({ taken, end: place }, path);
        return { ...rested, kind: rested.violation === undefined ? 'clean' : 'violated' };
      }
      // The same place with the same turn: from here on it goes round, with nothing wrong.
      const here = `${last} ${place.join()}`;
      if (seen.has(here)) return { taken, end: place, kind: 'clean' };
      seen.add(here);
      if (taken.length % lookEvery === 0 && this.isFlooded(place)) break;
      const next = this.step(place, move);
      taken.push(move.envelope);
      if (!isPlace(next)) return { taken, end: place, violation: next, kind: 'violated' };
      place = next;
      last = move.envelope;
    }
    return { taken, end: place, kind: 'endless' };
  }

  #spend(): void {
    let calls = 0;
    for (const { states } of this.#cursor.tables.actors) calls += states.machineSteps;
    this.#spent += 1 + (calls - this.#calls) * callEffort;
    this.#calls = calls;
  }

  /** Whether so many messages wait for somebody that they seem to become ever more. */
  isFlooded(place: Place): boolean {
    const { actors } = this.#cursor.tables;
    return actors.some(
      (table, n) => table.value(place[n] as number).inbox.inFlight.length > mostWaiting,
    );
  }

  #nextInTurn(place: Place, last: number): Move | undefined {
    const plain = this.moves(place).filter(({ envelope }) => isPlain(this.envelope(envelope)));
    let first: Move | undefined;
    let next: Move | undefined;
    for (const move of plain) {
      if (first === undefined || move.envelope < first.envelope) first = move;
      if (move.envelope > last && (next === undefined || move.envelope < next.envelope))
        next = move;
    }
    return next ?? first;
  }

  #rested(walk: Walk, path: readonly number[]): Walk {
    if (this.moves(walk.end).length > 0) return walk;
    const violation = this.atRest(walk.end, [...path, ...walk.taken]);
    return violation === undefined ? walk : { ...walk, violation, still: true };
  }

  /** As a run judges it: requests that nobody has answered. */
  #unanswered(place: Place, path: readonly number[]): Violation | undefined {
    const { mayStayPending, conventions } = this.#options;
    if (mayStayPending === undefined) return undefined;
    const book = new PendingBook(conventions);
    for (const [n, number] of path.entries()) {
      const envelope = this.envelope(number);
      if (envelope.lost !== true) book.deliver(n + 1, envelope);
    }
    const view = this.view(place);
    const open = book.list().filter((request) => !mayStayPending(request, view));
    if (open.length === 0) return undefined;
    const detail = open
      .map(({ requester, owner, request }) => `${requester} waits for ${owner}: ${request}`)
      .join('; ');
    return { ...builtIn.hang, detail };
  }
}

export function isPlace(value: Place | Violation): value is Place {
  return value instanceof Int32Array;
}

export function isPlain({ lost, duplicate }: Envelope): boolean {
  return lost !== true && duplicate !== true;
}
