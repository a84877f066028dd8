/** Monitors in an exploration: one for all actors or a copy for each, with and without what the receiver sent. */
import { describe, expect, test } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import { visitedStates, visitedTransitions } from '../../src/explore/coverage.ts';
import { Cursor } from '../../src/explore/cursor.ts';
import { explore } from '../../src/explore/index.ts';
import type { Tables } from '../../src/explore/tables.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Message, MonitorProperty, SystemSpec } from '../../src/system/index.ts';
import { messaging } from '../../src/system/index.ts';

interface Seen {
  readonly type: 'observe';
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly sent?: readonly { readonly to: string; readonly message: Message }[];
}

/** Counts what `counts` says of each observation; the rule is broken above the limit. */
function counting(
  limit: number,
  rest: Partial<MonitorProperty>,
  counts: (seen: Seen) => number = () => 1,
): MonitorProperty {
  const machine = setup({
    types: {} as { context: { readonly count: number }; events: Seen },
  }).createMachine({
    context: { count: 0 },
    initial: 'watching',
    states: {
      watching: {
        on: {
          observe: [
            {
              guard: ({ context, event }) => context.count + counts(event) > limit,
              target: 'violated',
            },
            { actions: assign(({ context, event }) => ({ count: context.count + counts(event) })) },
          ],
        },
      },
      violated: { tags: 'error', on: { observe: {} } },
    },
  });
  return {
    kind: 'monitor',
    name: 'Counted',
    rule: `at most ${limit}`,
    source: 'this test',
    observes: ['Ask'],
    machine,
    ...rest,
  };
}

const { reply } = messaging<object, Message>();
/** Answers the first question once and the second twice, and goes to sleep after a while. */
const server = createMachine({
  id: 'server',
  initial: 'fresh',
  states: {
    fresh: {
      on: { Ask: { target: 'used', actions: reply('Ask', () => ({ type: 'Answer' })) } },
    },
    used: {
      on: {
        Ask: {
          actions: [
            reply('Ask', () => ({ type: 'Answer' })),
            reply('Ask', () => ({ type: 'Answer' })),
          ],
        },
      },
      after: { 10: 'asleep' },
    },
    asleep: {},
    never: {},
  },
} as never);
const client = createMachine({ id: 'client', on: { Answer: {} } });

function asks(...receivers: readonly string[]): SystemSpec {
  return {
    actors: {
      p: { machine: server },
      q: { machine: server },
      c: { machine: client },
      d: { machine: client },
    },
    initial: receivers.map((to, n) => {
      const from = n % 2 === 0 ? 'c' : 'd';
      return { from, to, message: { type: 'Ask', from } };
    }),
  };
}

const run = (spec: SystemSpec, property: MonitorProperty) =>
  explore(spec, { properties: [property] });

describe('a copy for each actor', () => {
  const each = { each: true } as const;

  test('observes only the deliveries to its actor', () => {
    expect(run(asks('p', 'q'), counting(1, {})).verdict).toBe('violated');
    expect(run(asks('p', 'q'), counting(1, each)).verdict).toBe('holds');
    const result = run(asks('p', 'q', 'p'), counting(1, each));
    expect(result).toMatchObject({ verdict: 'violated', property: 'Counted' });
    expect(result.verdict === 'violated' && result.schedule.map(({ to }) => to)).toEqual([
      'p',
      'p',
    ]);
  });

  test('observes firings of the timers of its actor, if it names them', () => {
    const timers = { observes: ['xstate.after.10.server.used'] };
    expect(run(asks('p', 'q'), counting(1, timers)).verdict).toBe('violated');
    expect(run(asks('p', 'q'), counting(1, { ...each, ...timers })).verdict).toBe('holds');
    expect(run(asks('p', 'q'), counting(0, { ...each, ...timers })).verdict).toBe('violated');
  });

  test('costs nothing where it stays as it was', () => {
    const silent = counting(0, each, () => 0);
    const { states, transitions, machineSteps } = run(asks('p', 'q', 'p'), silent);
    const bare = explore(asks('p', 'q', 'p'));
    expect({ states, transitions }).toEqual({
      states: bare.states,
      transitions: bare.transitions,
    });
    expect(machineSteps).toBeGreaterThanOrEqual(bare.machineSteps);
  });

  test('is asked at the end, and the finding says whose it is', () => {
    const atEnd = (count: number): Partial<MonitorProperty> => ({
      finally: ({ context }) => (context.count === count ? `${count} questions` : undefined),
    });
    const result = run(asks('p', 'q', 'q'), counting(9, { ...each, ...atEnd(2) }));
    expect(result.verdict === 'violated' && result.violation.detail).toBe('q: 2 questions');
    // Those that have seen nothing are asked, too.
    expect(run(asks('p', 'q'), counting(9, { ...each, ...atEnd(0) })).verdict).toBe('violated');
    expect(run(asks('p', 'q'), counting(9, { ...each, ...atEnd(3) })).verdict).toBe('holds');
  });
});

describe('what the receiver sent', () => {
  const answers = ({ sent = [] }: Seen) => sent.length;

  test.each([{ each: true } as const, {}])('is seen where it is asked for (%o)', (each) => {
    const two = asks('p', 'p');
    expect(run(two, counting(3, { ...each, sends: true }, answers)).verdict).toBe('holds');
    const result = run(two, counting(2, { ...each, sends: true }, answers));
    expect(result.verdict === 'violated' && result.schedule).toHaveLength(2);
    // Who does not ask for it does not see it, although another monitor does.
    const blind = { ...counting(0, each, answers), name: 'Blind' };
    const seeing = counting(3, { ...each, sends: true }, answers);
    expect(explore(two, { properties: [blind, seeing] }).verdict).toBe('holds');
  });
});

/** Walks through all states, depth first. */
function takeEverything(tables: Tables): void {
  const cursor = new Cursor(tables);
  const seen = new Set<string>();
  const open = [cursor.columns];
  for (let columns = open.pop(); columns !== undefined; columns = open.pop()) {
    if (seen.has(columns.join())) continue;
    seen.add(columns.join());
    cursor.load(columns);
    for (const move of cursor.moves()) {
      cursor.load(columns);
      expect(cursor.take(move)).toBeUndefined();
      open.push(cursor.columns);
    }
  }
}

test('which states and transitions were visited', () => {
  const tables = buildTables(asks('p', 'p', 'q'), {});
  takeEverything(tables);
  const [states, transitions] = [visitedStates(tables), visitedTransitions(tables)];
  expect(states.p).toEqual(['server', 'server.asleep', 'server.fresh', 'server.used']);
  expect(states.c).toEqual(['client']);
  expect(transitions.p).toEqual([
    'server.fresh: Ask #0',
    'server.used: Ask #0',
    'server.used: xstate.after.10.server.used #0',
  ]);
  expect(transitions.q).not.toContain('server.used: Ask #0');
});
