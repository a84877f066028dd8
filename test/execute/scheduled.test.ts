/** Schedules of a whole system as a person writes them down, and what is said when the system does otherwise. */
import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { scheduled } from '../../src/execute/index.ts';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { reply } from '../../src/system/index.ts';

/** Answers, and rests for a while. */
const server = createMachine({
  id: 'server',
  initial: 'idle',
  states: {
    idle: {
      on: {
        Ask: {
          target: 'busy',
          actions: reply(({ event }: { event: Message & { what: string } }) => ({
            type: 'Answer',
            what: event.what,
          })) as never,
        },
      },
    },
    busy: { after: { 10: 'idle' }, meta: { defer: ['Ask'] } },
  },
});
const client = createMachine({
  id: 'client',
  initial: 'asking',
  states: { asking: { on: { Answer: {} } } },
});

const ask = (from: string, what: string) => ({
  from,
  to: 'server',
  message: { type: 'Ask', from, what },
});
const system: SystemSpec = {
  actors: {
    server: { machine: server },
    a: { machine: client },
    b: { machine: client, events: [{ type: 'Answer' }] },
  },
  initial: [ask('a', 'time'), ask('b', 'date')],
};

const failing = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  return 'nothing failed';
};

test('a schedule runs to its end, in either order', () => {
  const run = scheduled(system);
  run.delivers('b', 'server', { type: 'Ask', what: 'date' }).isIn('busy | asking | asking');
  run.delivers('server', 'b', { type: 'Answer', what: 'date' });
  run.timerFires('server', 'xstate.after.10.server.busy');
  run.delivers('a', 'server', { type: 'Ask', what: 'time' });
  run.leaves(['server', 'a', { type: 'Answer', from: 'server', what: 'time' }]);
  run.delivers('server', 'a', { what: 'time', type: 'Answer' });
  run.endsAtRest();
});

test('an outside event comes when it is possible, and changes nothing that waits', () => {
  const run = scheduled(system).delivers('environment', 'b', { type: 'Answer' });
  expect(failing(() => run.delivers('environment', 'a', { type: 'Answer' }))).toBe(
    'delivery 2: nothing waits from environment to a',
  );
  expect(failing(() => run.endsAtRest())).toBe(
    'delivery 2: on their way are Ask from a to server, Ask from b to server; nothing was expected',
  );
});

test('what is not as written is said in one sentence', () => {
  const run = scheduled(system).delivers('a', 'server', { type: 'Ask', what: 'time' });
  expect(failing(() => run.delivers('server', 'a', { type: 'Answer', what: 'date' }))).toBe(
    'delivery 2: from server to a comes Answer with what time; Answer with what date was expected',
  );
  expect(failing(() => run.delivers('b', 'server', { type: 'Ask', what: 'date' }))).toBe(
    'delivery 2: server, in busy, puts it off: Ask with what date',
  );
  expect(failing(() => run.isIn('idle | asking | asking'))).toBe(
    'delivery 2: the states are busy | asking | asking; idle | asking | asking was expected',
  );
  expect(failing(() => run.timerFires('a', 'soon'))).toBe('delivery 2: a has no armed timer soon');
  expect(() => run.timerFires('c', 'soon')).toThrow(
    "there is no actor 'c': there are server, a, b",
  );
});
