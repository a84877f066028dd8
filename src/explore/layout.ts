/**
 * How a global state, a vector of component ids, is packed into 32-bit words: each column has as many bits as its ids
 * need, and lies in one word. Five or six words hold what would be twenty columns of 16 bits.
 */
export interface Layout {
  /** Words of one state. */
  readonly words: number;
  /** For each column: its word, how far it is shifted, and the mask of its bits, not shifted. */
  readonly word: Int32Array;
  readonly shift: Int32Array;
  readonly mask: Int32Array;
}

const wordBits = 32;
/** Ids below 2^30: more components of one actor than any memory holds. */
const mostBits = 30;

/** For how many times the ids of now there is room: full columns would soon ask for another layout. */
export const tight = 1.25;
export const loose = 8;

/** The layout for columns that hold ids below `counts`; spare bits of a word go to its columns, for their growth. */
export function layoutFor(counts: readonly number[], growth: number): Layout {
  const bits = counts.map((count) => bitsFor(Math.floor(count * growth)));
  const words: { columns: number[]; free: number }[] = [];
  const order = counts.map((_, column) => column).sort((a, b) => at(bits, b) - at(bits, a));
  for (const column of order) {
    const need = at(bits, column);
    let word = words.find(({ free }) => free >= need);
    if (word === undefined) {
      word = { columns: [], free: wordBits };
      words.push(word);
    }
    word.columns.push(column);
    word.free -= need;
  }
  for (const word of words) spread(word.columns, word.free, bits, counts);
  return place(words, bits, counts.length);
}

export function unpack(layout: Layout, words: Int32Array, columns: Int32Array): void {
  const { word, shift, mask } = layout;
  for (let column = 0; column < columns.length; column += 1) {
    columns[column] =
      ((words[word[column] as number] as number) >>> (shift[column] as number)) &
      (mask[column] as number);
  }
}

export function pack(layout: Layout, columns: Int32Array, words: Int32Array): void {
  const { word, shift } = layout;
  for (let n = 0; n < words.length; n += 1) words[n] = 0;
  for (let column = 0; column < columns.length; column += 1) {
    const n = word[column] as number;
    words[n] = (words[n] as number) | ((columns[column] as number) << (shift[column] as number));
  }
}

/** Packs `count` states, which lie one after another, anew; a column at a time, since what differs are the columns. */
export function repack(
  before: Layout,
  after: Layout,
  from: Int32Array,
  to: Int32Array,
  count: number,
): void {
  for (let column = 0; column < before.word.length; column += 1) {
    const shift = at(before.shift, column);
    const mask = at(before.mask, column);
    const left = at(after.shift, column);
    let old = at(before.word, column);
    let next = at(after.word, column);
    for (let n = 0; n < count; n += 1) {
      to[next] = at(to, next) | (((at(from, old) >>> shift) & mask) << left);
      old += before.words;
      next += after.words;
    }
  }
}

function bitsFor(count: number): number {
  return Math.max(1, wordBits - Math.clz32(Math.max(0, count - 1)));
}

/** Each spare bit goes to the column that is nearest to its limit. */
function spread(
  columns: readonly number[],
  spare: number,
  bits: number[],
  counts: readonly number[],
): void {
  const fullness = (column: number) => at(counts, column) / 2 ** at(bits, column);
  for (let free = spare; free > 0; free -= 1) {
    const [fullest] = columns
      .filter((column) => at(bits, column) < mostBits)
      .sort((a, b) => fullness(b) - fullness(a));
    if (fullest === undefined) return;
    bits[fullest] = at(bits, fullest) + 1;
  }
}

function place(
  words: readonly { readonly columns: readonly number[] }[],
  bits: readonly number[],
  columns: number,
): Layout {
  const layout = {
    words: words.length,
    word: new Int32Array(columns),
    shift: new Int32Array(columns),
    mask: new Int32Array(columns),
  };
  for (const [index, word] of words.entries()) {
    let shift = 0;
    for (const column of word.columns) {
      layout.word[column] = index;
      layout.shift[column] = shift;
      layout.mask[column] = 2 ** at(bits, column) - 1;
      shift += at(bits, column);
    }
  }
  return layout;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
