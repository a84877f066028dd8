/** A system searched in every way that the explorer has: what each says, to be held against the plain search. */
import type { ExploreOptions, ExploreResult } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';

/** Ways that look at every state, and count them. */
const counting: Readonly<Record<string, ExploreOptions>> = {
  'depth first': { strategy: 'depth-first', reduction: 'none' },
  'in the order of delays': { strategy: 'delay-bounded' },
  'two threads': { reduction: 'none', workers: 2, workersFrom: 1 },
};

/** Ways that may leave states out, and still find what is wrong. */
const reducing: Readonly<Record<string, ExploreOptions>> = {
  'partial order': {},
  'partial order, depth first': { strategy: 'depth-first' },
  'sleep sets': { strategy: 'depth-first', reduction: 'partial-order and sleep sets' },
};

/** Ways that take samples; a walk of a system that never rests is cut off. */
const sampling: Readonly<Record<string, ExploreOptions>> = {
  'random walk': { strategy: 'random-walk', runs: 20, seed: 1, maxDepth: 60 },
  pct: { strategy: 'pct', runs: 20, seed: 2, maxDepth: 60 },
  pos: { strategy: 'pos', runs: 20, seed: 3, maxDepth: 60 },
};

export interface EveryWay {
  readonly plain: ExploreResult;
  /** States, states at rest, and the verdict. */
  readonly counted: Readonly<
    Record<string, readonly [states: number, restStates: number, verdict: string]>
  >;
  readonly reduced: Readonly<Record<string, readonly [restStates: number, verdict: string]>>;
  readonly sampled: Readonly<Record<string, string>>;
}

/** Of the random ways, the property that does not hold is a verdict too: nothing else may turn up. */
export function everyWay(system: SystemSpec, options: ExploreOptions = {}): EveryWay {
  const each = <T>(ways: typeof counting, of: (result: ExploreResult) => T): Record<string, T> =>
    Object.fromEntries(
      Object.entries(ways).map(([name, way]) => [
        name,
        of(explore(system, { ...options, ...way })),
      ]),
    );
  return {
    plain: explore(system, { ...options, reduction: 'none' }),
    counted: each(
      counting,
      ({ states, restStates, verdict }) => [states, restStates, verdict] as const,
    ),
    reduced: each(reducing, ({ restStates, verdict }) => [restStates, verdict] as const),
    sampled: each(sampling, (found) => (found.verdict === 'violated' ? found.property : 'nothing')),
  };
}

/** The same when all ways agree that it holds. */
export function allAgree({ states, restStates, verdict }: ExploreResult): Omit<EveryWay, 'plain'> {
  const same = <T>(ways: object, value: T): Record<string, T> =>
    Object.fromEntries(Object.keys(ways).map((name) => [name, value]));
  return {
    counted: same(counting, [states, restStates, verdict] as const),
    reduced: same(reducing, [restStates, verdict] as const),
    sampled: same(sampling, 'nothing'),
  };
}
