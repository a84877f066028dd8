/**
 * A barrier that can be used again, of two waiting chambers, a lock and a counter: the TLA+ examples' `barriers/
 * Barriers` (Differdange 2024; tlaplus/Examples, manifest of 32a32c7: 29,279 distinct states for six processes).
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Chambers {
  /** The next label of each process, a0 to a12. */
  readonly at: readonly number[];
  readonly free: boolean;
  readonly gates: readonly [number, number];
  /** How many have entered the first chamber and not left the second. */
  readonly inside: number;
}

type Change = Partial<Omit<Chambers, 'at'>> & { readonly to?: number };

/** What a process does at its label; undefined when it waits. */
function change(at: number, now: Chambers, count: number): Change | undefined {
  const [first, second] = now.gates;
  switch (at) {
    case 1:
    case 7:
      return now.free ? { free: false } : undefined;
    case 2:
      return { inside: now.inside + 1 };
    case 3:
      return now.inside === count ? {} : { to: 5 };
    case 4:
      return { gates: [first + count, second] };
    case 5:
    case 11:
      return { free: true };
    case 6:
      return first > 0 ? { gates: [first - 1, second] } : undefined;
    case 8:
      return { inside: now.inside - 1 };
    case 9:
      return now.inside === 0 ? {} : { to: 11 };
    case 10:
      return { gates: [first, second + count] };
    case 12:
      return second > 0 ? { gates: [first, second - 1], to: 0 } : undefined;
    default:
      return {};
  }
}

export function barriers(count: number): Specification<Chambers> {
  const steps = (now: Chambers): readonly Step<Chambers>[] =>
    now.at.flatMap((at, process) => {
      const changed = change(at, now, count);
      if (changed === undefined) return [];
      const { to = at + 1, ...rest } = changed;
      return [[`${process}`, { ...now, ...rest, at: replaced(now.at, process, to) }]];
    });
  const at = Array.from({ length: count }, () => 0);
  return { initial: [{ at, free: true, gates: [0, 0], inside: 0 }], steps };
}

/** At most one is between taking the lock and giving it back, and one gate at least is closed. */
export function isOrderly({ at, gates }: Chambers): boolean {
  const locked = at.filter((label) => [2, 3, 4, 5, 8, 9, 10, 11].includes(label));
  return locked.length <= 1 && (gates[0] === 0 || gates[1] === 0);
}
