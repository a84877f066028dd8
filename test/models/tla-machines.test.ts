/**
 * More models of the TLA+ examples, as one machine each: distinct states, generated ones (the initial ones and every
 * successor) and depth, as the manifests of tlaplus/Examples give them for TLC.
 */
import { expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Message, StateProperty } from '../../src/system/index.ts';
import { barriers, isOrderly } from './barriers.ts';
import { chameneos } from './chameneos.ts';
import { allAgree, everyWay } from './every-way.ts';
import { fairReadersWriters, isExclusive } from './fair-readers-writers.ts';
import { germanCache, isCoherent } from './german-cache.ts';
import type { Specification } from './labelled-steps.ts';
import { invariant, labelledSteps } from './labelled-steps.ts';
import { isSafe, singleLaneBridge } from './single-lane-bridge.ts';
import { someoneSawOne, teachingConcurrency } from './teaching-concurrency.ts';

function sizes<S>(specification: Specification<S>, property: StateProperty, more?: ExploreOptions) {
  const options = { reduction: 'none', properties: [property], ...more } as const;
  const found = explore(labelledSteps(specification), options);
  const { verdict, states, transitions, depth, restStates } = found;
  return { verdict, states, generated: transitions + 1, depth, restStates };
}

test('a barrier for six processes', () => {
  const found = sizes(barriers(6), invariant('Orderly', isOrderly));
  const size = { states: 29_279, generated: 104_515, depth: 93, restStates: 0 };
  expect(found).toEqual({ verdict: 'holds', ...size });
});

test('five processes of "Teaching Concurrency": TLC also counts a step to itself at each end', () => {
  const property = invariant('PCorrect', someoneSawOne);
  const { generated, restStates, ...found } = sizes(teachingConcurrency(5, false), property);
  expect(found).toEqual({ verdict: 'holds', states: 723, depth: 11 });
  expect(generated + restStates).toBe(1_842);
});

test('three readers and writers, served from one queue', () => {
  const found = sizes(fairReadersWriters(3), invariant('Safety', isExclusive));
  const size = { states: 21_527, generated: 59_674, depth: 13, restStates: 0 };
  expect(found).toEqual({ verdict: 'holds', ...size });
});

test('four cars at a single-lane bridge', () => {
  const found = sizes(singleLaneBridge(2), invariant('Invariants', isSafe));
  const size = { states: 3_605, generated: 20_181, depth: 29, restStates: 0 };
  expect(found).toEqual({ verdict: 'holds', ...size });
});

/** Copies that are the number at the end of a label. */
function copies(count: number): ExploreOptions {
  const rename = (message: Message, permutation: readonly number[]): Message => {
    const { label } = message as unknown as { readonly label: string };
    const renamed = label.replace(/ (\d+)$/, (_, copy) => ` ${permutation[Number(copy)]}`);
    return { ...message, label: renamed } as Message;
  };
  const actors = Array.from({ length: count }, () => []);
  return { reduction: 'symmetry', symmetry: { count, actors, rename } };
}

test('German: two caches, up to their names as TLC with SYMMETRY counts', () => {
  const found = sizes(germanCache(2), invariant('Coherence', isCoherent), copies(2));
  const size = { states: 1_107, generated: 3_281, depth: 19, restStates: 0 };
  expect(found).toEqual({ verdict: 'holds', ...size });
});

test.each([
  { name: 'a barrier', system: labelledSteps(barriers(3)) },
  { name: 'regular registers', system: labelledSteps(teachingConcurrency(4, true)) },
  { name: 'readers and writers', system: labelledSteps(fairReadersWriters(2)) },
  { name: 'a bridge', system: labelledSteps(singleLaneBridge(1)) },
  { name: 'chameneos', system: labelledSteps(chameneos(2, 2)) },
  { name: 'German', system: labelledSteps(germanCache(1)) },
])('$name, small: every way of searching finds the same', ({ system }) => {
  const { plain, ...ways } = everyWay(system);
  expect(plain.verdict).toBe('holds');
  expect(ways).toEqual(allAgree(plain));
});
