/**
 * The sets that Wp works with: one that tells all states apart, for the first phase, and for each state beginnings
 * of those that tell it from all others, for the second. The second is the longer phase, so that a sequence which
 * one state answers as no other does may be worth having in the set, though nothing but a shorter test needs it.
 */
import type { Budget } from './budget.ts';
import type { Word } from './characterisation.ts';
import { telling, withoutBeginnings } from './characterisation.ts';
import type { Differences } from './differences.ts';
import type { Model } from './model.ts';
import { PairIds } from './pair-ids.ts';
import type { Separation } from './separation.ts';

/** How often each state is visited in the two phases, and what it costs to come there. */
export interface Visits {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly overhead: number;
}

/** A word, and for each state how much of it the state has to take to be told from all others; 0 if that is never. */
export interface Candidate {
  readonly word: Word;
  readonly lengths: Int32Array;
}

const maxCandidates = 1_000;

/** Words that are tried as additions: all up to a length, as many as there are of it, and those that are given. */
export function candidates(
  model: Model,
  separation: Separation,
  extra: readonly Word[],
  budget: Budget,
): Candidate[] {
  const ids = new PairIds(model.states);
  return [...shortWords(model), ...extra].map((word) => {
    budget.tick();
    return { word, lengths: uniqueLengths(model, separation, word, ids) };
  });
}

/** Adds words, and then leaves out what is not needed any more, as long as the estimate of both phases becomes less. */
export function improvedSet(
  model: Model,
  separation: Separation,
  differences: Differences,
  set: readonly Word[],
  pool: readonly Candidate[],
  visits: Visits,
  budget: Budget,
): Word[] {
  const { first, second, overhead } = visits;
  const firstVisits = first.reduce((sum, count) => sum + count, 0);
  const identify = (state: number, words: readonly Word[]) => {
    budget.tick();
    return identifier(separation, differences, words, state, overhead);
  };
  const states = Array.from({ length: model.states }, (_, state) => state);
  const costs = Float64Array.from(states, (state) => costOf(identify(state, set), overhead));
  let words = withoutBeginnings([...set, ...additions(pool, costs, firstVisits, visits)]);
  const parts = states.map((state) => identify(state, words));
  // Shortest first: what is shorter is more likely to be made up for by the others.
  for (const word of words.toSorted((a, b) => a.length - b.length)) {
    const rest = words.filter((other) => other !== word);
    if (!telling(model, separation, rest)) continue;
    const users = states.filter((state) =>
      (parts[state] as Word[]).some((part) => part.every((input, at) => word[at] === input)),
    );
    let gain = firstVisits * (overhead + word.length);
    const changed = new Map<number, Word[]>();
    for (const state of users) {
      if (gain <= 0) break;
      const without = identify(state, rest);
      const more = costOf(without, overhead) - costOf(parts[state] as Word[], overhead);
      gain -= (second[state] as number) * more;
      changed.set(state, without);
    }
    if (gain <= 0) continue;
    words = rest;
    for (const [state, without] of changed) parts[state] = without;
  }
  return words;
}

/** Words that single states are told from all others by, as long as they save more than they cost. */
function additions(
  pool: readonly Candidate[],
  costs: Float64Array,
  firstVisits: number,
  { second, overhead }: Visits,
): Word[] {
  const added: Word[] = [];
  for (;;) {
    let best: Candidate | undefined;
    let bestGain = 0;
    for (const each of pool) {
      let gain = -firstVisits * (overhead + each.word.length);
      for (let state = 0; state < costs.length; state++) {
        const length = each.lengths[state] as number;
        const saved = (costs[state] as number) - (overhead + length);
        if (length > 0 && saved > 0) gain += (second[state] as number) * saved;
      }
      if (gain <= bestGain) continue;
      best = each;
      bestGain = gain;
    }
    if (best === undefined) return added;
    added.push(best.word);
    for (const [state, length] of best.lengths.entries())
      if (length > 0) costs[state] = Math.min(costs[state] as number, overhead + length);
  }
}

const costOf = (words: readonly Word[], overhead: number): number =>
  words.reduce((sum, word) => sum + overhead + word.length, 0);

function shortWords(model: Model): Word[] {
  let words: Word[] = [[]];
  const all: Word[] = [];
  while (
    words.length * model.inputs + all.length <= maxCandidates &&
    words.length > 0 &&
    model.inputs > 1
  ) {
    words = words.flatMap((word) =>
      Array.from({ length: model.inputs }, (_, input) => [...word, input]),
    );
    all.push(...words);
  }
  return all;
}

function uniqueLengths(model: Model, separation: Separation, word: Word, ids: PairIds): Int32Array {
  const { states } = model;
  const lengths = new Int32Array(states);
  const images = Int32Array.from({ length: states }, (_, state) => state);
  const classes = new Int32Array(states);
  for (const [place, input] of word.entries()) {
    ids.clear();
    for (let state = 0; state < states; state++) {
      const image = images[state] as number;
      if (image < 0) continue;
      images[state] = model.next(image, input);
      if ((images[state] as number) >= 0)
        classes[state] = ids.count(classes[state] as number, model.output(image, input));
    }
    for (let state = 0; state < states; state++) {
      const isAlone = (images[state] as number) >= 0 && ids.times(classes[state] as number) === 1;
      if (!isAlone || (lengths[state] as number) > 0) continue;
      if (model.isComplete || tellsFromAll(model, separation, word, state, place + 1))
        lengths[state] = place + 1;
    }
  }
  return lengths;
}

function tellsFromAll(
  model: Model,
  separation: Separation,
  word: Word,
  state: number,
  length: number,
): boolean {
  for (let other = 0; other < model.states; other++) {
    if (!separation.canSeparate(state, other)) continue;
    const place = model.firstDifference(state, other, word);
    if (place === 0 || place > length) return false;
  }
  return true;
}

/**
 * Beginnings of the words that tell one state from every other that it can be told from: a single one where that is
 * cheapest, else greedily those that tell most apart for their cost, cut to what is needed of them.
 */
export function identifier(
  separation: Separation,
  differences: Differences,
  words: readonly Word[],
  state: number,
  overhead: number,
): Word[] {
  const places = words.map((word) => differences.of(word, state));
  const isOpen = separation.separableFrom(state);
  if (!isOpen.includes(1)) return [];
  let best = greedyIdentifier(words, places, isOpen.slice(), overhead);
  let least = costOf(best, overhead);
  for (const [at, word] of words.entries()) {
    const longest = longestPlace(places[at] as Uint16Array, isOpen);
    if (longest === 0 || overhead + longest >= least) continue;
    best = [word.slice(0, longest)];
    least = overhead + longest;
  }
  return best;
}

/** How much of a word is needed to tell all of the others; 0 if it does not tell one of them. */
function longestPlace(places: Uint16Array, isOther: Uint8Array): number {
  let longest = 0;
  for (let other = 0; other < places.length; other++) {
    if (isOther[other] === 0) continue;
    const place = places[other] as number;
    if (place === 0) return 0;
    if (place > longest) longest = place;
  }
  return longest;
}

/** `places`: by word and other state, after how many inputs the answers differ; 0 if they do not. */
function greedyIdentifier(
  words: readonly Word[],
  places: readonly Uint16Array[],
  isOpen: Uint8Array,
  overhead: number,
): Word[] {
  const isOther = isOpen.slice();
  const needed = new Map<number, number>();
  for (;;) {
    let best = -1;
    let bestRate = 0;
    for (const [at, told] of places.entries()) {
      let count = 0;
      let longest = 0;
      for (let other = 0; other < told.length; other++) {
        const place = told[other] as number;
        if (place === 0 || isOpen[other] === 0) continue;
        count++;
        if (place > longest) longest = place;
      }
      const rate = count / (overhead + longest);
      if (rate <= bestRate) continue;
      best = at;
      bestRate = rate;
    }
    if (best < 0) break;
    needed.set(best, 0);
    for (const [other, place] of (places[best] as Uint16Array).entries())
      if (place > 0) isOpen[other] = 0;
  }
  if (isOpen.includes(1)) throw new Error('the set does not tell a state from all others');
  const chosen = [...needed.keys()];
  for (let other = 0; other < isOpen.length; other++) {
    if (isOther[other] === 0) continue;
    let least = -1;
    let isTold = false;
    for (const at of chosen) {
      const place = places[at]?.[other] as number;
      if (place === 0) continue;
      if ((needed.get(at) as number) >= place) isTold = true;
      if (least < 0 || place < (places[least]?.[other] as number)) least = at;
    }
    if (!isTold) needed.set(least, places[least]?.[other] as number);
  }
  return withoutBeginnings(
    [...needed]
      .filter(([, length]) => length > 0)
      .map(([at, length]) => (words[at] as Word).slice(0, length)),
  );
}
