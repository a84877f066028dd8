/**
 * Small random systems, repeatable by their seed: two to four machines that answer each other from random tables, with
 * a bound on what each may send, so that every system comes to rest. Some arm timers, some put messages off, some lack
 * a transition.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { Envelope, Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, send } from '../../src/system/index.ts';

/** Numbers below a limit, the same ones for the same seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = (seed * 0x9e3779b1 + 1) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const types = ['A', 'B', 'C'];

/** `complete`: every state takes every message, and none is put off. */
export function randomSystem(seed: number, complete = false): SystemSpec {
  const random = randomNumbers(seed);
  const ids = ['p', 'q', 'r', 's'].slice(0, 2 + random(3));
  return randomActors(ids, random, complete);
}

/** Two to five machines, some of which also take events from outside. */
export function randomLargerSystem(seed: number, complete: boolean): SystemSpec {
  const random = randomNumbers(seed);
  const ids = ['p', 'q', 'r', 's', 't'].slice(0, 2 + random(4));
  const spec = randomActors(ids, random, complete);
  const actors = Object.entries(spec.actors).map(([id, { machine }]) => {
    const type = types[random(types.length)] as string;
    if (random(3) > 0) return [id, { machine }] as const;
    // Some for ever: what they do goes round in circles when nothing is left to be spent.
    const least = random(3) === 0 ? 0 : 1;
    const events = ({ context }: AnyMachineSnapshot) => (context.left >= least ? [{ type }] : []);
    return [id, { machine, events }] as const;
  });
  return { ...spec, actors: Object.fromEntries(actors) };
}

function randomActors(
  ids: readonly string[],
  random: (limit: number) => number,
  complete: boolean,
): SystemSpec {
  const actors = ids.map((id) => [id, { machine: randomMachine(ids, random, complete) }] as const);
  const initial: Envelope[] = Array.from({ length: 2 + random(2) }, () => ({
    from: 'environment',
    to: ids[random(ids.length)] as string,
    message: { type: types[random(types.length)] as string },
  }));
  return { actors: Object.fromEntries(actors), initial };
}

function randomMachine(
  ids: readonly string[],
  random: (limit: number) => number,
  complete: boolean,
): AnyStateMachine {
  const states = ['x', 'y', 'z'].slice(0, 1 + random(3));
  const target = () => states[random(states.length)] as string;
  const sending = (): unknown => {
    const to = ids[random(ids.length)] as string;
    return send(to, { type: types[random(types.length)] as string });
  };
  const move = () => {
    const sends = Array.from({ length: random(3) }, sending);
    if (sends.length === 0) return { target: target() };
    return [
      {
        guard: ({ context }: { context: { left: number } }) => context.left >= sends.length,
        target: target(),
        actions: [spend(sends.length), ...sends],
      },
      { target: target() },
    ];
  };
  const state = () => {
    const put = random(6) === 0 && !complete ? types[random(types.length)] : undefined;
    const taken = types.filter(() => random(24) > 0 || complete);
    return {
      on: Object.fromEntries(taken.map((type) => [type, move()])),
      ...(random(4) === 0
        ? { after: { [10 * (1 + random(2))]: expiring(target(), sending) } }
        : {}),
      ...(put === undefined ? {} : { meta: { defer: [put] } }),
    };
  };
  return createMachine({
    context: { left: 1 + random(2) },
    initial: target(),
    states: Object.fromEntries(states.map((name) => [name, state()])),
  } as never);
}

const { assign } = messaging<{ left: number }, Message>();
const spend = (count: number): unknown =>
  assign('*', ({ context }) => ({ left: context.left - count }));

/** A timer's transition; without anything left to spend it does not re-arm for ever, because it is not taken. */
function expiring(target: string, sending: () => unknown) {
  return {
    guard: ({ context }: { context: { left: number } }) => context.left >= 1,
    target,
    actions: [spend(1), sending()],
  };
}
