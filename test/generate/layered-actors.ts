/**
 * Random actors that come to rest: a stimulus makes them send messages of the first layer to each other, those make
 * them send messages of the second, and those make them talk to the outside. What is said depends on the order in
 * which the messages come, since each has states.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { ActorSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { randomNumbers } from './random-charts.ts';

const ids = ['p', 'q', 'r'];
const layers = [['Ask', 'Tell'], ['One', 'Two'], ['Last']] as const;
export const stimulusTypes = layers[0];

export function layeredActors(seed: number): Readonly<Record<string, ActorSpec>> {
  const random = randomNumbers(seed);
  const inside = ids.slice(0, 2 + random(2));
  return Object.fromEntries(inside.map((id) => [id, { machine: machineOf(inside, random) }]));
}

function machineOf(inside: readonly string[], random: (limit: number) => number): AnyStateMachine {
  const states = ['x', 'y', 'z'].slice(0, 2 + random(2));
  const handler = (layer: number) => {
    const next: readonly string[] | undefined = layers[layer + 1];
    const says = Array.from({ length: next === undefined ? 1 : 1 + random(3 - layer) }, () => {
      const type = next?.[random(next.length)];
      if (type === undefined || random(4) === 0)
        return send('client', { type: `said${random(3)}` });
      return send(inside[random(inside.length)] as string, { type });
    });
    return { target: states[random(states.length)], actions: says };
  };
  const state = () => ({
    on: Object.fromEntries(
      layers.flatMap((types, layer) => types.map((type) => [type, handler(layer)] as const)),
    ),
  });
  return createMachine({
    initial: 'x',
    states: Object.fromEntries(states.map((name) => [name, state()])),
  } as never);
}
