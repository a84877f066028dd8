/** From which step on the violation could not be avoided any more. */
import { cleanEnd } from './clean-end.ts';
import type { Inevitable } from './options.ts';
import type { Shrunk } from './shrink.ts';
import { placesOf } from './shrink.ts';
import type { Walker } from './walker.ts';
import { OutOfEffort } from './walker.ts';

/**
 * A clean end that can be reached after a step can be reached before it too: so the step lies where halving finds it.
 * `states`: how many are looked at for each question.
 */
export function inevitableFrom(walker: Walker, shrunk: Shrunk, states: number): Inevitable {
  const { taken, still, end } = shrunk;
  const places = [...placesOf(walker, shrunk), ...(still ? [end] : [])];
  // After the last delivery it has happened.
  let from = taken.length;
  let cleanAfter = -1;
  const ask = (step: number) => {
    try {
      const place = places[step];
      if (place === undefined) return 'none';
      return cleanEnd(walker, place, taken.slice(0, step), states).kind;
    } catch (error) {
      if (error instanceof OutOfEffort) return 'unknown';
      throw error;
    }
  };
  let low = 0;
  let high = taken.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const answer = ask(middle);
    if (answer === 'none') {
      from = middle;
      high = middle - 1;
    } else {
      // The later the step, the smaller the question: what is not known here may be known there.
      if (answer === 'clean') cleanAfter = middle;
      low = middle + 1;
    }
  }
  const known = cleanAfter < 0 ? {} : { cleanAfter };
  return { from, ...known, exact: from === 0 || cleanAfter === from - 1 };
}
