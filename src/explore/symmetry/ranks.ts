/**
 * An order of components, and of states of the monitors, by what they are and not by when they were found: whoever
 * searches, in whatever order, calls the same one the least.
 */
import type { ActorTable } from '../actor-table.ts';
import { canonicalText } from '../canonical.ts';
import type { Tables } from '../tables.ts';

export class Ranks {
  readonly #tables: Tables;
  /** Inboxes without order look alike only after their texts are sorted. */
  readonly #isUnordered: boolean;
  /** By column, by component: 53 bits of a hash of its text. */
  readonly columns: Float64Array[];

  constructor(tables: Tables, isUnordered: boolean) {
    this.#tables = tables;
    this.#isUnordered = isUnordered;
    this.columns = Array.from({ length: tables.actors.length + 1 }, () => new Float64Array(16));
  }

  /** Makes the rank of a component known. */
  add(column: number, component: number): void {
    let ranks = this.columns[column] as Float64Array;
    if (component >= ranks.length) {
      const larger = new Float64Array(Math.max(component + 1, ranks.length * 2));
      larger.set(ranks);
      this.columns[column] = larger;
      ranks = larger;
    }
    ranks[component] = hash53(this.#text(column, component));
  }

  /** Below zero when the first is less. For two different ones of the same column. */
  compare(column: number, first: number, second: number): number {
    const ranks = this.columns[column] as Float64Array;
    const a = ranks[first] as number;
    const b = ranks[second] as number;
    if (a !== b) return a < b ? -1 : 1;
    return this.#text(column, first) < this.#text(column, second) ? -1 : 1;
  }

  #text(column: number, component: number): string {
    const { actors, watch, own, vocabulary } = this.#tables;
    const table = actors[column] as ActorTable | undefined;
    if (table === undefined) return watch.text(component);
    const { local, inbox } = table.value(component);
    const monitors = own
      .snapshots(table.states.monitors(local))
      .map(({ value, context }) => [value, context]);
    const waiting = inbox.inFlight.map(({ sender, message, past }) =>
      canonicalText([vocabulary.nameOf(sender), vocabulary.messageOf(message), past]),
    );
    if (this.#isUnordered) waiting.sort();
    return `${table.states.text(local)} ${canonicalText([monitors, inbox.known])} ${waiting.join(' ')}`;
  }
}

/** Two multiplicative hashes of 32 bits, of which 53 bits are kept. */
function hash53(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (let n = 0; n < text.length; n += 1) {
    const code = text.charCodeAt(n);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ high;
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
