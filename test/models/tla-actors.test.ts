/**
 * More models of the TLA+ examples, as actors that send each other messages: distinct states, generated ones (the
 * initial ones and every successor) and depth, as the manifests of tlaplus/Examples give them for TLC.
 */
import { describe, expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import { allocator, exclusiveResources } from './allocator.ts';
import { allAgree, everyWay } from './every-way.ts';
import { lamportMutex, neverTwoInside } from './lamport-mutex.ts';
import { ringElection, smallestWins } from './ring-election.ts';

describe('Chang and Roberts on a ring of three', () => {
  /** Which nodes begin is chosen before everything else, and never changes: eight spaces without a common state. */
  const choices = [[], [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]];
  const options = (initiators: readonly number[]): ExploreOptions => ({
    channels: 'bag',
    properties: [smallestWins(3, initiators)],
  });

  test('137 states, 227 generated, 10 levels from eight initial states', () => {
    const found = choices.map((initiators) =>
      explore(ringElection(3, initiators), { ...options(initiators), reduction: 'none' }),
    );
    const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
    expect(found.map(({ verdict }) => verdict)).toEqual(choices.map(() => 'holds'));
    expect({
      states: sum(found.map(({ states }) => states)),
      generated: sum(found.map(({ transitions }) => transitions + 1)),
      depth: Math.max(...found.map(({ depth }) => depth)),
    }).toEqual({ states: 137, generated: 227, depth: 10 });
  });

  test('every way of searching finds the same', () => {
    const { plain, ...ways } = everyWay(ringElection(3, [1, 2, 3]), options([1, 2, 3]));
    expect(ways).toEqual(allAgree(plain));
  });
});

describe('an allocator of resources', () => {
  const options = (clients: number): ExploreOptions => ({
    channels: 'bag',
    noOps: 'left',
    unexpected: 'ignored',
    properties: [exclusiveResources(clients)],
  });

  test('three clients, two resources: 17,701 states', () => {
    const found = explore(allocator(3, 2), { ...options(3), reduction: 'none' });
    const { verdict, states, transitions, depth } = found;
    expect({ verdict, states, generated: transitions + 1, depth }).toEqual({
      verdict: 'holds',
      states: 17_701,
      generated: 64_414,
      depth: 16,
    });
  });

  test('two clients, two resources: every way of searching finds the same', () => {
    const { plain, ...ways } = everyWay(allocator(2, 2), options(2));
    expect(plain).toMatchObject({ verdict: 'holds', states: 965 });
    expect(ways).toEqual(allAgree(plain));
  });
});

test("Lamport's mutual exclusion, two processes, clocks up to three: every way of searching finds the same", () => {
  const options = {
    noOps: 'left',
    unexpected: 'ignored',
    properties: [neverTwoInside(2)],
  } as const;
  const { plain, ...ways } = everyWay(lamportMutex(2, 3), options);
  expect(plain.verdict).toBe('holds');
  expect(ways).toEqual(allAgree(plain));
});
