/**
 * Parallel regions of which XState is asked only once what each does: against trying out everything, on random machines
 * some of which have regions that do know of each other.
 */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { Regions } from '../../src/generate/behaviour-graph/regions.ts';
import { behaviourOf } from '../../src/generate/index.ts';
import { stateText, takenTransitions } from '../../src/system/index.ts';
import { bruteForce, live } from './live.ts';
import { randomNumbers } from './random-charts.ts';

const types = ['A0', 'B0', 'A1', 'B1', 'A2', 'B2'];
/** What makes a region matter to another one. */
const links = [
  'none',
  'none',
  'reenter',
  'to the region',
  'across',
  'shared',
  'at the root',
] as const;

function machineOf(seed: number): { machine: AnyStateMachine; link: (typeof links)[number] } {
  const random = randomNumbers(seed);
  const link = links[seed % links.length] as (typeof links)[number];
  const names = ['a', 'b', 'c'].slice(0, 2 + random(2));
  const region = (n: number) => {
    const state = (inner: boolean): Record<string, unknown> => {
      const target = () => `#m.r${n}.${names[random(names.length)]}`;
      const on = [`A${n}`, `B${n}`].flatMap((type) => {
        if (random(4) === 0) return [];
        return [[type, { target: target(), reenter: random(3) === 0 }] as const];
      });
      const nested = inner
        ? { initial: 'x', states: { x: { on: { [`A${n}`]: 'y' } }, y: { on: { [`B${n}`]: 'x' } } } }
        : {};
      return { on: Object.fromEntries(on), ...nested };
    };
    const states = names.map((name) => [name, state(random(3) === 0)] as const);
    const own: Record<string, unknown> = {};
    if (n === 0 && link === 'reenter') own.A0 = { target: '.b', reenter: true };
    if (n === 0 && link === 'across') own.A0 = '#m.r1.b';
    if (n === 1 && link === 'shared') own.A0 = '.b';
    const all = Object.fromEntries(states) as Record<string, { on: Record<string, unknown> }>;
    if (n === 0 && link === 'to the region') (all.b as { on: object }).on = { A0: '#m.r0' };
    return { initial: 'a', states: all, on: own };
  };
  const regions = [0, 1, 2].map((n) => [`r${n}`, region(n)] as const);
  const root = link === 'at the root' ? { B2: '.r0.b' } : {};
  const states = Object.fromEntries(regions);
  const machine = createMachine({ id: 'm', type: 'parallel', states, on: root } as never);
  return { machine, link };
}

describe.each(Array.from({ length: 21 }, (_, n) => n + 1))('regions %i', (seed) => {
  const { machine, link } = machineOf(seed);

  test(`linked by ${link}: the same states, transitions and names as XState has`, () => {
    expect(Regions.of(machine) !== undefined).toBe(link === 'none');
    const stimuli = types.map((type) => ({ from: 'tester', to: 'm', message: { type } }));
    const graph = behaviourOf({ name: 'm', actors: { m: { machine } }, stimuli });
    const found = bruteForce(machine, types, Number.POSITIVE_INFINITY);
    expect(graph.states.length).toBe(found.states.size);
    expect(graph.states.flatMap(({ moves }) => moves).length).toBe(found.steps.size);
    const states = new Map(graph.states.map((state) => [state.values.join(), state]));
    for (const path of found.states.values()) {
      const actor = live(machine);
      for (const type of path) actor.deliver({ type });
      const here = actor.snapshot();
      const state = states.get(stateText(here.value));
      expect(new Set(state?.nodes)).toEqual(new Set(here._nodes.map(({ id }) => id)));
      for (const { input, taken } of state?.moves ?? []) {
        const type = graph.stimuli[input]?.message.type ?? '';
        expect(taken).toEqual(takenTransitions(here, { type }));
      }
      actor.stop();
    }
  });
});
