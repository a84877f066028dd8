/**
 * Small random statecharts, repeatable by their seed: nested and parallel states, guards over a counter, `always`,
 * sends to the outside, final states, handlers that ignore an event on purpose, and events that some states lack.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { Message } from '../../src/system/index.ts';
import { messaging, send } from '../../src/system/index.ts';

/** Numbers below a limit, the same ones for the same seed. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = (seed * 0x9e3779b1 + 1) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

export const eventTypes = ['A', 'B', 'C', 'D'];
const most = 2;

interface Counted {
  readonly count: number;
}
const { assign } = messaging<Counted, Message>();
const up: unknown = assign('*', ({ context }) => ({ count: Math.min(most, context.count + 1) }));
const down: unknown = assign('*', ({ context }) => ({ count: Math.max(0, context.count - 1) }));

type Random = (limit: number) => number;
interface Level {
  readonly names: readonly string[];
  readonly random: Random;
}

export function randomChart(seed: number): AnyStateMachine {
  const random = randomNumbers(seed);
  const isParallel = random(4) === 0;
  const root = isParallel
    ? { type: 'parallel', states: { left: region(random, 1), right: region(random, 0) } }
    : region(random, 2);
  return createMachine({
    id: `random${seed}`,
    context: { count: 0 },
    ...root,
  } as never);
}

function region(random: Random, depth: number): Record<string, unknown> {
  const names = ['x', 'y', 'z', 'w'].slice(0, 2 + random(3));
  const level = { names, random };
  const states = names.map((name, n) => [name, state(level, n, depth)] as const);
  return { initial: names[random(names.length)], states: Object.fromEntries(states) };
}

function state(level: Level, n: number, depth: number): Record<string, unknown> {
  const { random, names } = level;
  if (depth === 2 && n > 0 && n === names.length - 1 && random(3) === 0) return { type: 'final' };
  const on = eventTypes.flatMap((type) => {
    const kind = random(8);
    if (kind < 2) return [];
    if (kind === 2) return [[type, {}] as const];
    return [[type, alternatives(level)] as const];
  });
  const inner = depth > 0 && random(3) === 0 ? region(random, depth - 1) : {};
  // Forwards only, so that it comes to an end.
  const isPassing = n + 1 < names.length && random(5) === 0;
  const always = { guard: countIs(random(most + 1)), target: names[n + 1], actions: says(random) };
  const entry = random(4) === 0 ? says(random) : [];
  return {
    on: Object.fromEntries(on),
    entry,
    ...(isPassing ? { always } : {}),
    ...(random(3) === 0 ? { meta: { requirements: [`R${random(9)}`] } } : {}),
    ...inner,
  };
}

function alternatives({ random, names }: Level): unknown {
  const target = () => names[random(names.length)];
  const plain = () => ({
    ...(random(5) === 0 ? {} : { target: target() }),
    actions: [...(random(3) === 0 ? [random(2) === 0 ? up : down] : []), ...says(random)],
    ...(random(4) === 0 ? { meta: { requirements: [`R${random(9)}`] } } : {}),
  });
  if (random(3) > 0) return plain();
  const guarded = { guard: countIs(random(most + 1)), ...plain() };
  return random(2) === 0 ? [guarded, plain()] : [guarded];
}

const countIs =
  (value: number) =>
  ({ context }: { context: Counted }) =>
    context.count === value;

/** Says something to somebody outside, or not. */
function says(random: Random): unknown[] {
  return Array.from({ length: random(3) === 0 ? 1 + random(2) : 0 }, () =>
    send(['tester', 'other'][random(2)] as string, {
      type: `said${random(4)}`,
      status: `S${random(3)}`,
    }),
  );
}
