/**
 * The sets that Wp works with: one that tells all states apart, for the first phase, and for each state beginnings of
 * those that tell it from all others, for the second. The second is the longer phase, so that a sequence which one state
 * answers as no other does may be worth having in the set, though nothing but a shorter test needs it.
 */
import type { Budget } from './budget.ts';
import type { Word } from './characterisation.ts';
import { telling, withoutBeginnings } from './characterisation.ts';
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
  set: readonly Word[],
  pool: readonly Candidate[],
  { first, second, overhead }: Visits,
): Word[] {
  const firstVisits = first.reduce((sum, count) => sum + count, 0);
  const costs = Array.from({ length: model.states }, (_, state) =>
    costOf(identifier(model, separation, set, state, overhead), overhead),
  );
  let words = [...set];
  for (;;) {
    let best: Candidate | undefined;
    let bestGain = 0;
    for (const each of pool) {
      let gain = -firstVisits * (overhead + each.word.length);
      for (const [state, length] of each.lengths.entries()) {
        const saved = (costs[state] as number) - (overhead + length);
        if (length > 0 && saved > 0) gain += (second[state] as number) * saved;
      }
      if (gain > bestGain) {
        best = each;
        bestGain = gain;
      }
    }
    if (best === undefined) break;
    words.push(best.word);
    for (const [state, length] of best.lengths.entries())
      if (length > 0) costs[state] = Math.min(costs[state] as number, overhead + length);
  }
  words = withoutBeginnings(words);
  // Longest last: what is shorter is more likely to be covered by the others.
  for (const word of words.toSorted((a, b) => a.length - b.length)) {
    const rest = words.filter((other) => other !== word);
    if (!telling(model, separation, rest)) continue;
    let lost = -firstVisits * (overhead + word.length);
    for (let state = 0; state < model.states && lost < 0; state++) {
      const parts = identifier(model, separation, rest, state, overhead);
      const more = costOf(parts, overhead) - (costs[state] as number);
      lost += (second[state] as number) * Math.max(more, 0);
    }
    if (lost < 0) words = rest;
  }
  return words;
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
  model: Model,
  separation: Separation,
  words: readonly Word[],
  state: number,
  overhead: number,
): Word[] {
  const others: number[] = [];
  for (let other = 0; other < model.states; other++)
    if (separation.canSeparate(state, other)) others.push(other);
  if (others.length === 0) return [];
  const places = words.map((word) =>
    others.map((other) => model.firstDifference(state, other, word)),
  );
  let best = greedyIdentifier(words, places, overhead);
  for (const [at, word] of words.entries()) {
    const all = places[at] as number[];
    if (all.includes(0)) continue;
    const single = [word.slice(0, Math.max(...all))];
    if (costOf(single, overhead) < costOf(best, overhead)) best = single;
  }
  return best;
}

/** `places`: by word and other state, after how many inputs the answers differ; 0 if they do not. */
function greedyIdentifier(
  words: readonly Word[],
  places: readonly (readonly number[])[],
  overhead: number,
): Word[] {
  let open = (places[0] ?? []).map((_, other) => other);
  const needed = new Map<number, number>();
  const placeOf = (at: number, other: number) => places[at]?.[other] as number;
  while (open.length > 0) {
    let best = -1;
    let bestRate = 0;
    for (const at of words.keys()) {
      const told = open.filter((other) => placeOf(at, other) > 0);
      if (told.length === 0) continue;
      const rate = told.length / (overhead + Math.max(...told.map((other) => placeOf(at, other))));
      if (rate <= bestRate) continue;
      best = at;
      bestRate = rate;
    }
    if (best < 0) throw new Error(`the set does not tell a state from ${open.length} others`);
    needed.set(best, 0);
    open = open.filter((other) => placeOf(best, other) === 0);
  }
  for (const other of (places[0] ?? []).keys()) {
    const telling = [...needed.keys()].filter((at) => placeOf(at, other) > 0);
    if (telling.some((at) => (needed.get(at) as number) >= placeOf(at, other))) continue;
    const least = telling.reduce((a, b) => (placeOf(b, other) < placeOf(a, other) ? b : a));
    needed.set(least, placeOf(least, other));
  }
  return withoutBeginnings(
    [...needed]
      .filter(([, length]) => length > 0)
      .map(([at, length]) => (words[at] as Word).slice(0, length)),
  );
}
