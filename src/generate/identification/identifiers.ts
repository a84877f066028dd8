/**
 * For each state the sequences that tell it from every other one, in two kinds. Harmonised: any two states share the
 * beginning that tells them apart (HSI), as a tree of questions in which each answer decides the next question. Unique:
 * as short as possible for the state itself (UIO sequences, where there are any), whatever the others are asked.
 */
import type { Budget } from './budget.ts';
import type { Word } from './characterisation.ts';
import { withoutBeginnings } from './characterisation.ts';
import type { Model } from './model.ts';
import { Partition } from './partition.ts';
import type { Separation } from './separation.ts';
import { bestSequence } from './sequence-search.ts';

export function harmonisedIdentifiers(
  model: Model,
  separation: Separation,
  overhead: number,
  budget: Budget,
): Word[][] {
  const words: Word[][] = Array.from({ length: model.states }, () => []);
  const search = (images: readonly number[], cost: number) =>
    bestSequence(
      model,
      separation,
      new Partition(Int32Array.from(images), new Int32Array(images.length)),
      cost,
      budget,
    );
  /** Groups of states that have answered `asked` alike, and where it has led them. */
  const open: { states: readonly number[]; images: readonly number[]; asked: Word }[] = [];
  const start = Array.from({ length: model.states }, (_, state) => state);
  open.push({ states: start, images: start, asked: [] });
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    let { states, images, asked } = group;
    if (states.length < 2) continue;
    // Either go on where the last question has led to, or begin anew, which costs a reset and the way there.
    let found = search(images, 0);
    if (asked.length > 0) {
      const anew = search(states, overhead);
      if (anew !== undefined && anew.rate > (found?.rate ?? 0)) {
        found = anew;
        images = states;
        asked = [];
      }
    }
    if (found === undefined) continue;
    let parts = new Map([['', images.map((_, at) => at)]]);
    let at = images;
    for (const input of found.word) {
      asked = [...asked, input];
      parts = partsBy(model, at, input);
      at = at.map((state) => model.next(state, input));
      if (parts.size > 1) break;
    }
    for (const [answer, places] of parts) {
      const members = places.map((place) => states[place] as number);
      const isOut = answer === untaken;
      const heard = isOut ? asked.slice(0, -1) : asked;
      if (heard.length > 0) for (const state of members) words[state]?.push(heard);
      const reached = places.map((place) => at[place] as number);
      open.push(
        isOut
          ? { states: members, images: members, asked: [] }
          : { states: members, images: reached, asked },
      );
    }
  }
  const harmonised = words.map(withoutBeginnings);
  completePairs(model, separation, harmonised, budget);
  return harmonised;
}

const untaken = 'untaken';

function partsBy(model: Model, states: readonly number[], input: number): Map<string, number[]> {
  const parts = new Map<string, number[]>();
  for (const [place, state] of states.entries()) {
    const answer = model.next(state, input) < 0 ? untaken : `${model.output(state, input)}`;
    const part = parts.get(answer);
    if (part === undefined) parts.set(answer, [place]);
    else part.push(place);
  }
  return parts;
}

/** States of which only one takes what the group was asked are told apart one pair at a time. */
function completePairs(
  model: Model,
  separation: Separation,
  words: Word[][],
  budget: Budget,
): void {
  if (model.isComplete) return;
  for (let right = 1; right < model.states; right++) {
    for (let left = 0; left < right; left++) {
      budget.tick();
      const mine = words[left] as Word[];
      const others = words[right] as Word[];
      if (!separation.canSeparate(left, right) || areHarmonised(model, left, mine, right, others))
        continue;
      const word = separation.sequence(left, right);
      words[left] = withoutBeginnings([...mine, word]);
      words[right] = withoutBeginnings([...others, word]);
    }
  }
}

function areHarmonised(
  model: Model,
  left: number,
  mine: readonly Word[],
  right: number,
  others: readonly Word[],
): boolean {
  return mine.some((word) => {
    const length = model.firstDifference(left, right, word);
    if (length === 0) return false;
    return others.some(
      (other) => other.length >= length && word.slice(0, length).every((x, at) => other[at] === x),
    );
  });
}

interface Chase {
  readonly word: Word;
  readonly image: number;
  /** Where the states have come to that have answered alike so far and are elsewhere. */
  readonly others: readonly number[];
  readonly separated: number;
}

const maxLength = 16;

/** Sequences for one state alone: greedily those that tell it from most others for their cost. */
export function uniqueIdentifier(
  model: Model,
  separation: Separation,
  state: number,
  overhead: number,
  budget: Budget,
): Word[] {
  let open: number[] = [];
  for (let other = 0; other < model.states; other++)
    if (separation.canSeparate(state, other)) open.push(other);
  const words: Word[] = [];
  while (open.length > 0) {
    const word =
      chase(model, state, open, overhead, budget) ?? separation.sequence(state, open[0] ?? 0);
    words.push(word);
    open = open.filter((other) => model.firstDifference(state, other, word) === 0);
  }
  return withoutBeginnings(words);
}

function chase(
  model: Model,
  state: number,
  open: readonly number[],
  overhead: number,
  budget: Budget,
): Word | undefined {
  const width = Math.max(1, Math.min(32, Math.floor(40_000 / (open.length * model.inputs + 1))));
  let beam: Chase[] = [{ word: [], image: state, others: open, separated: 0 }];
  let best: Word | undefined;
  let bestRate = 0;
  for (let length = 1; length <= maxLength && beam.length > 0; length++) {
    // Not even telling all apart with one more step would be better.
    if (open.length / (overhead + length) <= bestRate) break;
    const next: Chase[] = [];
    for (const each of beam) {
      for (let input = 0; input < model.inputs; input++) {
        budget.tick();
        const after = ask(model, each, input);
        if (after === undefined) continue;
        const rate = after.separated / (overhead + length);
        if (rate > bestRate) {
          best = after.word;
          bestRate = rate;
        }
        if (after.others.length > 0) next.push(after);
      }
    }
    const score = (one: Chase) => one.separated + one.others.length / 2;
    beam = next.sort((a, b) => score(b) - score(a)).slice(0, width);
  }
  return best;
}

function ask(model: Model, { word, image, others, separated }: Chase, input: number) {
  const to = model.next(image, input);
  if (to < 0) return undefined;
  const output = model.output(image, input);
  const rest: number[] = [];
  let count = separated;
  for (const other of others) {
    const next = model.next(other, input);
    if (next < 0) continue;
    if (model.output(other, input) !== output) count++;
    else if (next !== to) rest.push(next);
  }
  return { word: [...word, input], image: to, others: rest, separated: count };
}
