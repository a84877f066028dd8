/** Which of all the moves of a state one of them is: for a search that ends in the midst of a state. */
import type { Moves } from './compiled-moves.ts';
import { compiledHead, noMoves, outputsMask } from './compiled-moves.ts';

/** How many moves of a state come before the one at `move`; `columns`: the components of the state. */
export function ordinalOf(compiled: Moves, columns: Int32Array, move: number): number {
  const { places, begins } = compiled;
  let before = 0;
  let isFound = false;
  for (let actor = 0; actor < columns.length - 1; actor += 1) {
    const component = (begins[actor] as number) + (columns[actor] as number);
    count(places[component * 2] as number);
  }
  if (before > 0 || isFound) return before;
  for (let actor = 0; actor < columns.length - 1; actor += 1) {
    count(compiled.timers(actor, columns[actor] as number));
  }
  return before;

  /** Counts the moves that begin at `start`, up to the one in question. */
  function count(start: number): void {
    if (isFound || start === noMoves) return;
    const { items } = compiled.code;
    let at = start + 1;
    for (let n = items[start] as number; n > 0; n -= 1) {
      if (at === move) {
        isFound = true;
        return;
      }
      before += 1;
      at += compiledHead + 2 * ((items[at + 3] as number) & outputsMask);
    }
  }
}
