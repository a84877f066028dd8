/**
 * Looks for an input sequence that tells many pairs of states apart for its length: a breadth-first search that keeps
 * the best few at every length. A heuristic, which decides how long a suite becomes, and never what it kills.
 */
import type { Budget } from './budget.ts';
import type { Model } from './model.ts';
import { PairIds } from './pair-ids.ts';
import type { Partition } from './partition.ts';
import type { Separation } from './separation.ts';

interface Candidate {
  readonly partition: Partition;
  readonly word: readonly number[];
}

export interface Found {
  readonly word: readonly number[];
  /** Pairs told apart per step. */
  readonly rate: number;
}

/** Steps of one search, over all states and inputs. */
const effort = 150_000;
const maxWidth = 48;
/** Longer sequences are only made of shortest separating ones. */
const maxLength = 24;
/** After so many lengths without a better one, no better one is expected. */
const maxIdleLengths = 4;

/**
 * The sequence with most pairs told apart per step, where a sequence costs its length and `overhead`. The states
 * come in classes: pairs of different classes are told apart already. Undefined if no sequence tells any pair
 * apart.
 */
export function bestSequence(
  model: Model,
  separation: Separation,
  start: Partition,
  overhead: number,
  budget: Budget,
): Found | undefined {
  const ids = new PairIds(Math.max(start.size, 1));
  const width = Math.max(
    2,
    Math.min(maxWidth, Math.floor(effort / (start.size * model.inputs + 1))),
  );
  let best: Found | undefined;
  let beam: Candidate[] = [{ partition: start, word: [] }];
  let idle = 0;
  for (let length = 1; length <= maxLength && idle < maxIdleLengths; length++) {
    const next: Candidate[] = [];
    idle++;
    for (const { partition, word } of beam) {
      for (let input = 0; input < model.inputs; input++) {
        budget.tick();
        const after = partition.after(model, input, ids);
        if (after === undefined) continue;
        const candidate = { partition: after, word: [...word, input] };
        const rate = after.separated / (overhead + length);
        if (rate > (best?.rate ?? 0)) {
          best = { word: candidate.word, rate };
          idle = 0;
        }
        if (after.size > 0) next.push(candidate);
      }
    }
    if (next.length === 0) break;
    next.sort((a, b) => score(b.partition) - score(a.partition));
    beam = different(next, width);
  }
  if (best !== undefined) return best;
  const word = anySequence(separation, start);
  return word === undefined ? undefined : { word, rate: 1 / (overhead + word.length) };
}

const score = ({ separated, lost, merged }: Partition): number => separated - (lost + merged) / 2;

/** The best of each score: equal scores are mostly the same partition, found in another way. */
function different(sorted: readonly Candidate[], width: number): Candidate[] {
  const kept: Candidate[] = [];
  let same = 0;
  for (const candidate of sorted) {
    const last = kept.at(-1);
    same =
      last !== undefined && score(last.partition) === score(candidate.partition) ? same + 1 : 0;
    if (same < 4) kept.push(candidate);
    if (kept.length === width) break;
  }
  return kept;
}

function anySequence(
  separation: Separation,
  { images, classes, size }: Partition,
): readonly number[] | undefined {
  for (let right = 1; right < size; right++) {
    for (let left = 0; left < right; left++) {
      const [a, b] = [images[left] as number, images[right] as number];
      if (classes[left] === classes[right] && separation.canSeparate(a, b))
        return separation.sequence(a, b);
    }
  }
  return undefined;
}
