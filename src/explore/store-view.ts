/**
 * How states and their index lie in memory, and how one is looked up there. Also by threads that only read: the states
 * below a number that its owner has published are complete, and what is in a slot was entered at some time, so that
 * who looks sees too little at worst.
 */

export const chunkShift = 16;
export const chunkStates = 1 << chunkShift;
export const inChunk = chunkStates - 1;
/** Slots of a group are equally near to a hash: an entry's group is its home, not its slot. */
export const groupShift = 2;
export const inGroup = (1 << groupShift) - 1;
/** Mark of an entry that is not in its home, since that was full. */
export const displaced = 1 << 31;

export interface StoreView {
  /** Words of one state. */
  readonly width: number;
  /** States one after another. */
  readonly chunks: readonly Int32Array[];
  readonly slots: Int32Array;
}

/**
 * For each of `count` states, whose words lie one after another, the number that it has in `found`, or -1. Those that
 * have not got a number below `known` are not found.
 */
export function findStates(
  { slots, chunks, width }: StoreView,
  known: number,
  words: Int32Array,
  hashes: Int32Array,
  count: number,
  found: Int32Array,
): void {
  const mask = slots.length - 1;
  const tagMask = ~(mask | displaced);
  // Reads that wait for nothing: their cache misses overlap.
  for (let n = 0; n < count; n += 1) {
    found[n] = slots[((hashes[n] as number) << groupShift) & mask] as number;
  }
  for (let n = 0; n < count; n += 1) {
    const placed = (hashes[n] as number) << groupShift;
    const from = n * width;
    let at = placed & mask;
    let slot = found[n] as number;
    let number = -1;
    while (slot !== 0) {
      if (((slot ^ placed) & tagMask) === 0) {
        const index = (slot & mask) - 1;
        if (index < known) {
          const chunk = chunks[index >>> chunkShift] as Int32Array;
          const base = (index & inChunk) * width;
          let w = 0;
          while (w < width && chunk[base + w] === words[from + w]) w += 1;
          if (w === width) {
            number = index;
            break;
          }
        }
      }
      at = (at + 1) & mask;
      slot = slots[at] as number;
    }
    found[n] = number;
  }
}

/** Copies the words of state `index`. */
export function readState({ chunks, width }: StoreView, index: number, words: Int32Array): void {
  const chunk = chunks[index >>> chunkShift] as Int32Array;
  const base = (index & inChunk) * width;
  for (let n = 0; n < width; n += 1) words[n] = chunk[base + n] as number;
}
