/**
 * Network models whose sizes other tools publish: distinct states, generated ones (the initial one and every
 * successor), and levels. The numbers are those of Stateright's own tests. Its networks are unordered, a delivery that
 * changes nothing is not made, and the history of the linearizability tester is part of the state.
 */
import { expect, test } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import { abdRegister } from './abd-register.ts';
import { everyState } from './every-state.ts';
import { historian, isLinearizable, linearizable, observed } from './linearizability.ts';
import { paxos } from './paxos.ts';
import { pingPong, upTo } from './ping-pong.ts';
import type { registerSystem } from './register-clients.ts';
import { singleCopyRegister } from './single-copy-register.ts';

// A reduction would leave states out, which are counted here.
const network: ExploreOptions = {
  channels: 'bag',
  noOps: 'left',
  unexpected: 'ignored',
  reduction: 'none',
};

type Register = ReturnType<typeof registerSystem>;

function sizes({ system, begun }: Register) {
  const properties = [linearizable(begun)];
  const { verdict, states, transitions, depth } = explore(system, { ...network, properties });
  return { verdict, distinct: states, generated: transitions + 1, depth };
}

// Stateright does not count what lies outside of its boundary as generated.
test.each([
  { name: 'max 1, lossy and duplicating', max: 1, unsure: true, sizes: [14, 21, 6] },
  { name: 'max 5, lossless', max: 5, unsure: false, sizes: [11, 11, 11] },
])('ping-pong, $name: $sizes', ({ max, unsure, sizes: expected }) => {
  const options = { ...network, lossy: unsure, duplicating: unsure, boundary: upTo(max) };
  const { verdict, states, transitions, cut = 0, depth } = explore(pingPong(), options);
  expect({ verdict, sizes: [states, transitions + 1 - cut, depth] }).toEqual({
    verdict: 'holds',
    sizes: expected,
  });
});

test.each([
  { clients: 2, distinct: 93, generated: 121, depth: 9 },
  { clients: 3, distinct: 4_243, generated: 6_778, depth: 13 },
])('single-copy register, $clients clients, 1 server: $distinct', ({ clients, ...expected }) => {
  expect(sizes(singleCopyRegister(clients, 1))).toEqual({ verdict: 'holds', ...expected });
});

test('single-copy register, 2 clients, 2 servers: not linearizable, first on level 5', () => {
  const { system, begun } = singleCopyRegister(2, 2);
  const result = explore(system, { ...network, properties: [linearizable(begun)] });
  expect(result).toMatchObject({ verdict: 'violated', property: 'Linearizable', shortest: true });
  if (result.verdict !== 'violated') throw new Error('it holds');
  // The initial state is level 1.
  expect(result.schedule).toHaveLength(5 - 1);
});

test('single-copy register, 2 clients, 2 servers: 20 of all 62 states are not linearizable', () => {
  const { system, begun } = singleCopyRegister(2, 2);
  const options = { ...network, properties: [historian(begun)] };
  const { verdict, states, transitions, depth } = explore(system, options);
  expect({ verdict, states, generated: transitions + 1, depth }).toEqual({
    verdict: 'holds',
    states: 62,
    generated: 81,
    depth: 9,
  });
  const all = everyState(system, options, begun, observed);
  const wrong = all.filter(({ gathered }) => !isLinearizable(gathered));
  expect([all.length, wrong.length]).toEqual([62, 20]);
  expect(Math.min(...wrong.map((each) => each.depth))).toBe(5);
});

test('ABD register, 2 clients, 2 servers: 544 states', () => {
  const expected = { verdict: 'holds', distinct: 544, generated: 875, depth: 25 };
  expect(sizes(abdRegister(2, 2))).toEqual(expected);
});

test.each([
  { clients: 1, distinct: 265, generated: 482, depth: 14 },
  { clients: 2, distinct: 16_668, generated: 32_971, depth: 21 },
])('Paxos, $clients clients, 3 servers: $distinct states', ({ clients, ...expected }) => {
  expect(sizes(paxos(clients, 3))).toEqual({ verdict: 'holds', ...expected });
});
