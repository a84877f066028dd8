/**
 * The least of all renamings of a state. Up to four copies: a table says for each component what every permutation
 * makes of it. More: all permutations are walked through by exchanges of neighbours; a state of one column only is
 * remembered with its orbit. With more than seven copies of many columns neighbours are exchanged as long as that makes
 * the state less: then some equal situations are told apart, which costs states and nothing else.
 */
import { GrowingInts } from '../growing-ints.ts';
import { unknown } from '../vocabulary.ts';
import type { Word } from './permutations.ts';
import { allPermutations, plainChanges } from './permutations.ts';
import type { Ranks } from './ranks.ts';
import { knownAt, put } from './renaming.ts';

/** Most copies for which every permutation has a table, and for which all permutations are walked through. */
const mostInTables = 4;
const mostWalked = 7;

export interface Columns {
  /** By generator: the column that each column becomes. */
  readonly targets: readonly Int32Array[];
  /** What a component of a column becomes. */
  image(generator: number, column: number, component: number): number;
}

export interface Representative {
  /** Replaces a state by the least of its renamings. */
  least(columns: Int32Array): void;
}

/** `order`: the columns, those first in which renamings differ most. */
export function representativeOf(
  count: number,
  columns: Columns,
  ranks: Ranks,
  order: readonly number[],
): Representative {
  if (count <= mostInTables) return new TableLeast(count, columns, ranks, order);
  return new WalkLeast(count, columns, ranks, order);
}

class TableLeast implements Representative {
  readonly #columns: Columns;
  readonly #ranks: Ranks;
  readonly #order: Int32Array;
  /** The permutations, each by a generator after an earlier one. */
  readonly #words: readonly Word[];
  /** By permutation, by place in the order: the column that comes to the column of this place. */
  readonly #sources: readonly Int32Array[];
  /** By permutation, by column: the column that it becomes. */
  readonly #targets: Int32Array[];
  /** By column: for each component its images by all permutations, one after the other; `unknown` before. */
  readonly #images: Int32Array[];
  readonly #state: Int32Array;

  constructor(count: number, columns: Columns, ranks: Ranks, order: readonly number[]) {
    this.#columns = columns;
    this.#ranks = ranks;
    this.#order = Int32Array.from(order);
    this.#words = allPermutations(count);
    const size = order.length;
    this.#targets = [Int32Array.from({ length: size }, (_, n) => n)];
    for (const { generator, after } of this.#words.slice(1)) {
      const targets = columns.targets[generator] as Int32Array;
      const before = this.#targets[after] as Int32Array;
      this.#targets.push(before.map((column) => targets[column] as number));
    }
    this.#sources = this.#targets.map((targets) =>
      this.#order.map((column) => targets.indexOf(column)),
    );
    this.#images = order.map(() => new Int32Array(0));
    this.#state = new Int32Array(size);
  }

  least(columns: Int32Array): void {
    const state = this.#state;
    const images = this.#images;
    const permutations = this.#words.length;
    for (let column = 0; column < state.length; column += 1) {
      const component = columns[column] as number;
      state[column] = component;
      const first = (images[column] as Int32Array)[component * permutations];
      if (first === undefined || first === unknown) this.#fill(column, component);
    }
    for (let permutation = 1; permutation < permutations; permutation += 1) {
      if (this.#isLess(permutation, columns)) this.#put(permutation, columns);
    }
  }

  /** Whether the renaming of the state is less than the columns. */
  #isLess(permutation: number, columns: Int32Array): boolean {
    const sources = this.#sources[permutation] as Int32Array;
    const permutations = this.#words.length;
    const state = this.#state;
    const images = this.#images;
    const order = this.#order;
    for (let place = 0; place < sources.length; place += 1) {
      const source = sources[place] as number;
      const at = (state[source] as number) * permutations + permutation;
      const image = (images[source] as Int32Array)[at] as number;
      const column = order[place] as number;
      const other = columns[column] as number;
      if (image !== other) return this.#ranks.compare(column, image, other) < 0;
    }
    return false;
  }

  #put(permutation: number, columns: Int32Array): void {
    const targets = this.#targets[permutation] as Int32Array;
    const permutations = this.#words.length;
    for (let column = 0; column < columns.length; column += 1) {
      const at = (this.#state[column] as number) * permutations + permutation;
      columns[targets[column] as number] = (this.#images[column] as Int32Array)[at] as number;
    }
  }

  #fill(column: number, component: number): void {
    const permutations = this.#words.length;
    let images = this.#images[column] as Int32Array;
    if ((component + 1) * permutations > images.length) {
      const larger = new Int32Array(Math.max(component + 1, 32) * 2 * permutations).fill(unknown);
      larger.set(images);
      this.#images[column] = larger;
      images = larger;
    }
    const start = component * permutations;
    images[start] = component;
    this.#ranks.add(column, component);
    for (let permutation = 1; permutation < permutations; permutation += 1) {
      const { generator, after } = this.#words[permutation] as Word;
      const between = (this.#targets[after] as Int32Array)[column] as number;
      const image = this.#columns.image(generator, between, images[start + after] as number);
      images[start + permutation] = image;
      this.#ranks.add((this.#targets[permutation] as Int32Array)[column] as number, image);
    }
  }
}

class WalkLeast implements Representative {
  readonly #columns: Columns;
  readonly #ranks: Ranks;
  readonly #order: readonly number[];
  readonly #changes: Int32Array;
  readonly #isWalked: boolean;
  readonly #ranked: readonly GrowingInts[];
  /** For a system of one actor, by component: the least of its orbit, while the monitors are in their first state. */
  readonly #orbits: GrowingInts | undefined;
  readonly #count: number;
  #state: Int32Array;
  #image: Int32Array;

  constructor(count: number, columns: Columns, ranks: Ranks, order: readonly number[]) {
    this.#count = count;
    this.#columns = columns;
    this.#ranks = ranks;
    this.#order = order;
    this.#ranked = order.map(() => new GrowingInts());
    this.#orbits = order.length === 2 ? new GrowingInts() : undefined;
    this.#isWalked = count <= mostWalked || this.#orbits !== undefined;
    this.#changes = this.#isWalked ? plainChanges(count) : new Int32Array(0);
    this.#state = new Int32Array(order.length);
    this.#image = new Int32Array(order.length);
  }

  least(columns: Int32Array): void {
    if (this.#orbits !== undefined && columns[1] === 0) columns[0] = this.#ofOrbit(columns);
    else if (this.#isWalked) this.#walk(columns);
    else this.#descend(columns);
  }

  #ofOrbit(columns: Int32Array): number {
    const orbits = this.#orbits as GrowingInts;
    const component = columns[0] as number;
    const known = knownAt(orbits, component);
    if (known !== unknown) return known;
    const orbit = new Set<number>([component]);
    this.#state.set(columns);
    for (const generator of this.#changes) {
      this.#exchange(generator);
      orbit.add(this.#state[0] as number);
    }
    let least = component;
    for (const each of orbit) {
      this.#rank(0, each);
      if (each !== least && this.#ranks.compare(0, each, least) < 0) least = each;
    }
    for (const each of orbit) put(orbits, each, least);
    return least;
  }

  #walk(columns: Int32Array): void {
    this.#state.set(columns);
    for (const generator of this.#changes) {
      this.#exchange(generator);
      if (this.#compare(this.#state, columns) < 0) columns.set(this.#state);
    }
  }

  #descend(columns: Int32Array): void {
    for (let generator = 0; generator < this.#count - 1; ) {
      this.#state.set(columns);
      this.#exchange(generator);
      if (this.#compare(this.#state, columns) < 0) {
        columns.set(this.#state);
        generator = 0;
      } else generator += 1;
    }
  }

  #exchange(generator: number): void {
    const targets = this.#columns.targets[generator] as Int32Array;
    for (let column = 0; column < targets.length; column += 1) {
      const component = this.#state[column] as number;
      this.#image[targets[column] as number] = this.#columns.image(generator, column, component);
    }
    [this.#state, this.#image] = [this.#image, this.#state];
  }

  #compare(first: Int32Array, second: Int32Array): number {
    for (const column of this.#order) {
      const a = first[column] as number;
      const b = second[column] as number;
      if (a === b) continue;
      this.#rank(column, a);
      this.#rank(column, b);
      return this.#ranks.compare(column, a, b);
    }
    return 0;
  }

  #rank(column: number, component: number): void {
    const ranked = this.#ranked[column] as GrowingInts;
    if (knownAt(ranked, component) !== unknown) return;
    put(ranked, component, 1);
    this.#ranks.add(column, component);
  }
}
