/** Numbers of Stateright's own tests of its networks, timers and choices. */
import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import type { ChannelModel, ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { allAgree, everyWay } from './every-way.ts';
import { pingPong, upTo } from './ping-pong.ts';
import { choices, countdown, gotText, ignoredFirst, oneTimer } from './stateright-networks.ts';

const unsure: ExploreOptions = {
  channels: 'bag',
  noOps: 'left',
  unexpected: 'ignored',
  lossy: true,
  duplicating: true,
};

test('ping-pong to five, lossy and duplicating: 4,094 states', () => {
  const { verdict, states } = explore(pingPong(), { ...unsure, boundary: upTo(5) });
  expect({ verdict, states }).toEqual({ verdict: 'holds', states: 4_094 });
});

test('ping-pong to two, lossy and duplicating: every way of searching finds the same', () => {
  const { plain, ...ways } = everyWay(pingPong(2), unsure);
  expect(ways).toEqual(allAgree(plain));
});

describe('a message that is ignored before one that is not', () => {
  test.each([
    { network: 'unordered, duplicating', options: { ...unsure, lossy: false }, states: 2 },
    {
      network: 'unordered',
      options: { channels: 'bag', noOps: 'left', unexpected: 'ignored' } as const,
      states: 2,
    },
    // An ordered network makes the delivery that changes nothing: else all behind it would wait for ever.
    {
      network: 'ordered',
      options: { channels: 'fifo', unexpected: 'ignored' } as const,
      states: 3,
    },
  ])('$network: $states states', ({ options, states }) => {
    const found = explore(ignoredFirst(), { ...options, reduction: 'none' });
    expect(found).toMatchObject({ verdict: 'holds', states });
  });
});

test.each([
  { network: 'fifo', expected: ['', '2', '2,1'] },
  { network: 'bag', expected: ['', '1', '1,2', '2', '2,1'] },
] satisfies { network: ChannelModel; expected: string[] }[])(
  'what two messages in order come to with $network',
  ({ network, expected }) => {
    const got = new Set<string>();
    const gather: StateProperty = {
      kind: 'always',
      name: 'Gather',
      rule: 'looks at every state',
      source: 'this test',
      reads: ['server'],
      check: ({ server }) => {
        got.add(gotText(server as AnyMachineSnapshot));
        return undefined;
      },
    };
    explore(countdown(), { channels: network, properties: [gather], reduction: 'none' });
    expect([...got].sort()).toEqual(expected);
  },
);

test.each(['any', 'idle'] as const)('a timer, timers %s: two states', (timers) => {
  expect(explore(oneTimer(), { timers })).toMatchObject({ verdict: 'holds', states: 2 });
});

test('one of three is chosen: 4 states', () => {
  const found = explore(choices({ first: [1, 2, 3] }, false));
  expect(found).toMatchObject({ verdict: 'holds', states: 4 });
});

test('a choice that is replaced by a later one: 9 states', () => {
  const found = explore(choices({ first: [1], second: [2, 3] }, true));
  expect(found).toMatchObject({ verdict: 'holds', states: 9 });
});
