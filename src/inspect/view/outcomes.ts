/** What lies behind each delivery that is possible in a situation: searched, within bounds that do not hang on time. */
import { Bounds } from '../../explore/bounds.ts';
import type { Move } from '../../explore/cursor.ts';
import { Cursor } from '../../explore/cursor.ts';
import { Search } from '../../explore/search.ts';
import type { Tables } from '../../explore/tables.ts';
import { buildTables } from '../../explore/tables.ts';
import type { Envelope, Violation } from '../../system/index.ts';
import { wireText } from '../../trace/wire.ts';
import type { ViewOutcome } from '../view-data.ts';
import type { ViewSystem } from './system.ts';

/** Most situations that are looked at. */
export interface OutcomeBounds {
  /** Behind one delivery. */
  readonly branch: number;
  /** Behind all of a run; what is not reached has no outcome. */
  readonly run: number;
}

export const defaultBounds: OutcomeBounds = { branch: 20_000, run: 1_000_000 };

/** A global state, as columns of the tables. */
type Place = Int32Array;

/** Situations that are expanded before the search is asked again. */
const slice = 4096;

export class Outcomes {
  readonly #system: ViewSystem;
  readonly #tables: Tables;
  readonly #cursor: Cursor;
  readonly #keys = new Map<number, string>();
  /** Places along schedules that were asked about: before each delivery. */
  readonly #walked = new WeakMap<readonly Envelope[], Place[]>();

  constructor(system: ViewSystem) {
    this.#system = system;
    const { spec, properties = [], rules } = system;
    this.#tables = buildTables(spec, { properties, ...rules });
    this.#cursor = new Cursor(this.#tables);
  }

  /**
   * For each step of a schedule that violates, what lies behind each of `instead`; the last step first, since the
   * nearer the end the less there is to look at. Undefined where the violation is none that a search sees.
   */
  along(
    schedule: readonly Envelope[],
    instead: readonly (readonly Envelope[])[],
    bounds: OutcomeBounds = defaultBounds,
  ): readonly (readonly (ViewOutcome | undefined)[])[] | undefined {
    const places = this.#placesOf(schedule);
    if (places === undefined) return undefined;
    let left = bounds.run;
    const found: (readonly (ViewOutcome | undefined)[])[] = [];
    for (let n = schedule.length - 1; n >= 0; n -= 1) {
      const outcomes = (instead[n] ?? []).map((envelope) => {
        if (left <= 0) return undefined;
        const rest = schedule.slice(n);
        const outcome = this.#behind(places[n] as Place, envelope, rest, bounds.branch);
        left -= outcome?.states ?? 0;
        return outcome;
      });
      found.unshift(outcomes);
    }
    return found;
  }

  /**
   * What lies behind each of these deliveries, after the first `head` ones of the schedule. `fails`: the schedule
   * violates, so that the rest of it may do so behind these too. Throws a `RangeError` where it is not possible.
   */
  after(
    schedule: readonly Envelope[],
    head: number,
    moves: readonly Envelope[],
    fails: boolean,
    bounds: OutcomeBounds = defaultBounds,
  ): readonly ViewOutcome[] {
    const place = this.#placeAfter(schedule, head);
    const rest = fails ? schedule.slice(head) : [];
    let left = bounds.run;
    return moves.map((envelope) => {
      const most = Math.min(bounds.branch, left);
      const outcome = most > 0 ? this.#behind(place, envelope, rest, most) : undefined;
      left -= outcome?.states ?? 0;
      return outcome ?? { verdict: 'truncated', states: 0 };
    });
  }

  #placeAfter(schedule: readonly Envelope[], head: number): Place {
    const known = this.#walked.get(schedule) ?? [Int32Array.from(this.#tables.initial)];
    this.#walked.set(schedule, known);
    for (let n = known.length - 1; n < head; n += 1) {
      const next = this.#take(known[n] as Place, schedule[n] as Envelope);
      if (next === undefined) throw new RangeError(`step ${n + 1} is not possible in a search`);
      if (!isPlace(next)) throw new RangeError(`step ${n + 1} violates ${next.property}`);
      known.push(next);
    }
    return known[head] as Place;
  }

  /** The place before each delivery; undefined when the schedule is not possible, or violates nothing. */
  #placesOf(schedule: readonly Envelope[]): readonly Place[] | undefined {
    const places: Place[] = [Int32Array.from(this.#tables.initial)];
    for (const [n, envelope] of schedule.entries()) {
      const next = this.#take(places[n] as Place, envelope);
      if (next === undefined) return undefined;
      if (!isPlace(next)) return n === schedule.length - 1 ? places : undefined;
      places.push(next);
    }
    return this.#atRest(places.at(-1) as Place) === undefined ? undefined : places;
  }

  /** `rest`: deliveries that are known to lead to a violation, perhaps also after this one. */
  #behind(
    place: Place,
    envelope: Envelope,
    rest: readonly Envelope[],
    most: number,
  ): ViewOutcome | undefined {
    const next = this.#take(place, envelope);
    if (next === undefined) return undefined;
    if (!isPlace(next)) return { verdict: 'fails', property: next.property, states: 1 };
    return this.#along(next, rest) ?? this.#search(next, most);
  }

  /** What comes of the deliveries in this order, leaving out those that are not possible. */
  #along(start: Place, schedule: readonly Envelope[]): ViewOutcome | undefined {
    let place = start;
    let states = 1;
    for (const envelope of schedule) {
      const next = this.#take(place, envelope);
      if (next === undefined) continue;
      states += 1;
      if (!isPlace(next)) return { verdict: 'fails', property: next.property, states };
      place = next;
    }
    const wrong = this.#atRest(place);
    return wrong && { verdict: 'fails', property: wrong.property, states };
  }

  #search(place: Place, most: number): ViewOutcome {
    const { rules, properties = [] } = this.#system;
    const options = { properties, ...rules, maxStates: most };
    const tables = { ...this.#tables, initial: [...place] };
    const search = new Search(tables, options, new Bounds(options));
    for (;;) {
      const result = search.advance(slice);
      if (result === undefined) continue;
      const { states } = result;
      if (result.verdict === 'violated') {
        return { verdict: 'fails', property: result.property, states };
      }
      return { verdict: result.verdict, states };
    }
  }

  #atRest(place: Place): Violation | undefined {
    if (this.#moves(place).length > 0) return undefined;
    return this.#cursor.atRest(this.#system.rules?.deadlock === true);
  }

  #moves(place: Place): readonly Move[] {
    this.#cursor.load(place);
    return this.#cursor.moves();
  }

  /** The place after the delivery, or what is wrong with it; undefined when it is not possible. */
  #take(place: Place, envelope: Envelope): Place | Violation | undefined {
    const wanted = keyOf(envelope);
    const move = this.#moves(place).find((each) => this.#keyOf(each) === wanted);
    if (move === undefined) return undefined;
    return this.#cursor.take(move) ?? this.#cursor.columns;
  }

  #keyOf(move: Move): string {
    const known = this.#keys.get(move.envelope);
    if (known !== undefined) return known;
    const key = keyOf(this.#cursor.envelope(move));
    this.#keys.set(move.envelope, key);
    return key;
  }
}

/** What a delivery is recognised by. */
function keyOf({ from, to, message, lost, duplicate }: Envelope): string {
  const fate = lost === true ? 'lost' : duplicate === true ? 'copy' : '';
  return JSON.stringify([from, to, fate, wireText(message)]);
}

function isPlace(value: Place | Violation): value is Place {
  return value instanceof Int32Array;
}
