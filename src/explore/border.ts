/**
 * The boundary of a search: which states count. A search asks it about states that are new, after it has made them and
 * before it enters them; where there is none, nothing is asked.
 */
import type { LocalStates } from './asked-once.ts';
import { AskedOnce, asked } from './asked-once.ts';
import { actorShift, localMark } from './compiled-moves.ts';
import type { Cursor, Move } from './cursor.ts';
import type { Expander } from './expander.ts';
import type { Boundary } from './options.ts';
import { localStates } from './rest.ts';
import type { Space } from './space.ts';
import type { Tables } from './tables.ts';

/** What `found` of an expander says of a successor that lies outside: as of one that is known, it is not entered. */
export const outside = 0x7fff_ffff;

export class Border {
  readonly name: string;
  readonly #within: AskedOnce<boolean>;

  constructor({ name, reads, within }: Boundary, ids: readonly string[]) {
    const whose = `boundary '${name}'`;
    this.name = name;
    this.#within = new AskedOnce(whose, reads, ids, (view) => {
      const answer = asked(whose, reads, () => within(view));
      if (typeof answer === 'boolean') return answer;
      throw new TypeError(`${whose} answers ${answer}: it must be true, within it, or false`);
    });
  }

  isWithin(states: LocalStates): boolean {
    return this.#within.in(states);
  }

  /** Throws when there is nothing within the boundary: as good as no search, it would look like a proof. */
  checkInitial({ actors, initial }: Tables): void {
    if (initial.some((id) => id < 0)) return;
    if (this.isWithin(localStates(actors, Int32Array.from(initial)))) return;
    throw new Error(
      `the initial state is outside of the boundary '${this.name}', so there would be no state at all`,
    );
  }

  /** Whether the successor of a state lies outside that the move at `move` leads to; `columns`: those of the state. */
  isLeft(columns: Int32Array, { tables, compiled }: Space, move: number): boolean {
    const marks = compiled.code.items[move + 3] as number;
    // Who has made the move is the only one whose local state is another than before.
    const actor = marks >>> actorShift;
    if ((marks & localMark) === 0 || !this.#within.reads.includes(actor)) return false;
    const before = columns[actor] as number;
    columns[actor] = compiled.component(actor, before, move);
    const isWithin = this.isWithin(localStates(tables.actors, columns));
    columns[actor] = before;
    return !isWithin;
  }
}

/** The transitions of a search that lead out of its boundary. */
export class Cut {
  count = 0;
  readonly #border: Border;

  constructor(border: Border) {
    this.#border = border;
  }

  /**
   * Marks those of a state's successors from `from` to `end` that lie outside, among those that `found` does not name;
   * `judge` is shown the moves that lead there.
   */
  mark(
    { moves, found }: Expander,
    space: Space,
    state: number,
    [from, end]: readonly [number, number],
    judge: (move: number) => void,
  ): void {
    const columns = space.columnsOf(state);
    for (let n = from; n < end; n += 1) {
      const move = moves[n] as number;
      if (move < 0 || (found[n] as number) >= 0) continue;
      if (!this.#border.isLeft(columns, space, move)) continue;
      found[n] = outside;
      this.count += 1;
      judge(move);
    }
  }

  /** Whether a state lies outside that a transition has led to. */
  isOutside({ tables, columns }: Cursor): boolean {
    const isOutside = !this.#border.isWithin(localStates(tables.actors, columns));
    if (isOutside) this.count += 1;
    return isOutside;
  }

  /** Those of the moves that do not lead out; and those that violate, wherever they lead. */
  within(cursor: Cursor, moves: readonly Move[]): readonly Move[] {
    const { columns } = cursor;
    const kept = moves.filter((move) => {
      cursor.load(columns);
      return cursor.take(move) !== undefined || !this.isOutside(cursor);
    });
    cursor.load(columns);
    return kept;
  }

  /** Those from `from` to `end` are not entered after all: a bound has ended the search before. */
  without({ found }: Expander, from: number, end: number): void {
    for (let n = from; n < end; n += 1) if (found[n] === outside) this.count -= 1;
  }
}

export function cutOf({ border }: Tables): Cut | undefined {
  return border === undefined ? undefined : new Cut(border);
}
