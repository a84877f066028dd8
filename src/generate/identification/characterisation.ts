/** Sets of sequences that tell all states apart (W). */
import type { Budget } from './budget.ts';
import type { Model } from './model.ts';
import { Partition } from './partition.ts';
import type { Separation } from './separation.ts';
import { bestSequence } from './sequence-search.ts';

export type Word = readonly number[];

/** Pairs that can be told apart and have not been yet. */
class OpenPairs {
  readonly #model: Model;
  #lefts: Int32Array;
  #rights: Int32Array;

  constructor(model: Model, separation: Separation) {
    this.#model = model;
    const { states } = model;
    // How many pairs there are of each length of their shortest sequence, then where those of a length begin.
    const begins: number[] = [];
    for (let right = 1; right < states; right++) {
      for (let left = 0; left < right; left++) {
        const length = separation.length(left, right);
        begins[length] = (begins[length] ?? 0) + 1;
      }
    }
    let count = 0;
    // Longest first: a long sequence often tells apart what a short one would be taken for.
    for (let length = begins.length - 1; length > 0; length--) {
      const here = begins[length] ?? 0;
      begins[length] = count;
      count += here;
    }
    this.#lefts = new Int32Array(count);
    this.#rights = new Int32Array(count);
    for (let right = 1; right < states; right++) {
      for (let left = 0; left < right; left++) {
        const length = separation.length(left, right);
        if (length === 0) continue;
        const place = begins[length] as number;
        this.#lefts[place] = left;
        this.#rights[place] = right;
        begins[length] = place + 1;
      }
    }
  }

  get first(): readonly [number, number] | undefined {
    const [left, right] = [this.#lefts[0], this.#rights[0]];
    return left === undefined || right === undefined ? undefined : [left, right];
  }

  close(word: Word, budget: Budget): void {
    let kept = 0;
    for (let at = 0; at < this.#lefts.length; at++) {
      budget.tick();
      const left = this.#lefts[at] as number;
      const right = this.#rights[at] as number;
      if (this.#model.firstDifference(left, right, word) > 0) continue;
      this.#lefts[kept] = left;
      this.#rights[kept++] = right;
    }
    this.#lefts = this.#lefts.slice(0, kept);
    this.#rights = this.#rights.slice(0, kept);
  }
}

/** W as the textbooks have it: a shortest separating sequence for each pair that the others do not tell apart. */
export function classicalSet(model: Model, separation: Separation, budget: Budget): Word[] {
  const open = new OpenPairs(model, separation);
  const words: Word[] = [];
  for (let pair = open.first; pair !== undefined; pair = open.first) {
    const word = separation.sequence(...pair);
    words.push(word);
    open.close(word, budget);
  }
  return withoutBeginnings(words);
}

/** A set of few and longer sequences, worth it where a sequence is expensive to begin: `overhead` steps. */
export function frugalSet(
  model: Model,
  separation: Separation,
  overhead: number,
  budget: Budget,
): Word[] {
  const open = new OpenPairs(model, separation);
  const words: Word[] = [];
  let classes = new Int32Array(model.states);
  while (open.first !== undefined) {
    const found = bestSequence(model, separation, together(classes), overhead, budget);
    const word = found?.word ?? separation.sequence(...open.first);
    words.push(word);
    open.close(word, budget);
    const next = refine(model, classes, word);
    // In a partial machine classes may stay as they are though pairs are told apart: then pair by pair.
    if (found === undefined || next.every((id, state) => id === classes[state])) {
      for (let pair = open.first; pair !== undefined; pair = open.first) {
        words.push(separation.sequence(...pair));
        open.close(separation.sequence(...pair), budget);
      }
    }
    classes = next;
  }
  return withoutBeginnings(words);
}

/** The states that share their class with another one. */
function together(classes: Int32Array): Partition {
  const times = new Int32Array(classes.length);
  for (const id of classes) times[id] = (times[id] as number) + 1;
  const images = [...classes.keys()].filter((state) => (times[classes[state] as number] ?? 0) > 1);
  const numbers = new Map<number, number>();
  const renamed = images.map((state) => {
    const id = classes[state] as number;
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  });
  return new Partition(Int32Array.from(images), Int32Array.from(renamed));
}

function refine(model: Model, classes: Int32Array, word: Word): Int32Array<ArrayBuffer> {
  const ids = new Map<string, number>();
  return Int32Array.from(classes, (id, state) => {
    let key = `${id}`;
    let at = state;
    for (const input of word) {
      if (at < 0) break;
      key += `,${model.next(at, input) < 0 ? '-' : model.output(at, input)}`;
      at = model.next(at, input);
    }
    const known = ids.get(key) ?? ids.size;
    ids.set(key, known);
    return known;
  });
}

/** A sequence that another one begins with is applied by that one. */
export function withoutBeginnings(words: readonly Word[]): Word[] {
  const begins = (long: Word, short: Word) => short.every((input, at) => long[at] === input);
  return words.filter(
    (word, place) =>
      !words.some(
        (other, at) =>
          at !== place && begins(other, word) && (other.length > word.length || at < place),
      ),
  );
}

/** Whether the words tell all states apart that can be. */
export function telling(model: Model, separation: Separation, words: readonly Word[]): boolean {
  for (let right = 1; right < model.states; right++)
    for (let left = 0; left < right; left++)
      if (
        separation.canSeparate(left, right) &&
        !words.some((word) => model.firstDifference(left, right, word) > 0)
      )
        return false;
  return true;
}
