/**
 * Wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", POPL 2014): beginnings of
 * executions that are still to be looked at from a state, in an order in which none of them is equal to one that comes
 * before. With them no execution is begun that has to be given up.
 */
import type { Dependence, Occurrence } from './dependence.ts';

export interface Branch {
  readonly occurrence: Occurrence;
  readonly children: Branch[];
}

type Dependent = Dependence['dependent'];

/**
 * Whether `first`, which is possible before `sequence`, could as well come first in it, or in a continuation of it: it
 * is in `sequence` and nothing before it there depends on it, or is not in it and nothing in it does.
 */
export function mayBeFirst(
  first: Occurrence,
  sequence: readonly Occurrence[],
  dependent: Dependent,
): boolean {
  for (const each of sequence) {
    if (each.task === first.task) return true;
    if (dependent(each, first)) return false;
  }
  return true;
}

/** Adds `sequence` to the branches, unless what they already begin covers it. */
export function insert(
  branches: Branch[],
  sequence: readonly Occurrence[],
  dependent: Dependent,
): void {
  let siblings = branches;
  let rest = sequence;
  for (;;) {
    const match = siblings.find(({ occurrence }) => mayBeFirst(occurrence, rest, dependent));
    if (match === undefined) break;
    // A leaf stands for everything that begins with it.
    if (match.children.length === 0) return;
    rest = without(rest, match.occurrence);
    siblings = match.children;
  }
  const chain = rest.reduceRight<Branch[]>(
    (children, occurrence) => [{ occurrence, children }],
    [],
  );
  siblings.push(...chain);
}

function without(sequence: readonly Occurrence[], { task }: Occurrence): readonly Occurrence[] {
  const at = sequence.findIndex((each) => each.task === task);
  return at < 0 ? sequence : [...sequence.slice(0, at), ...sequence.slice(at + 1)];
}
