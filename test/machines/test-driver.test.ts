/** The test driver alone: each kind of end of a call becomes a status, one call is under way at a time. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import type { ClientContext, ClientStep } from '../../machines/client.ts';
import { client } from '../../machines/client.ts';
import { testDriver } from '../../machines/test-driver.ts';
import type { Message } from '../../src/system/index.ts';
import { messaging } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';

interface Called {
  readonly type: 'Call';
  readonly id: string;
  readonly answers: readonly Message[];
}
const { send } = messaging<object, Called>();

/** Answers a call as the call itself says. */
const driver = setup({
  types: {} as { context: object; events: Called },
  actions: {
    answer: send('*', ({ event }) =>
      event.answers.map((answer) => ({
        to: 'tester',
        message: { ...answer, id: event.id } as Message,
      })),
    ),
  },
}).createMachine({ context: {}, on: { Call: { actions: 'answer' }, '*': {} } });

const call = (answers: readonly object[], more: object = {}): ClientStep => ({
  to: 'tester',
  message: { type: 'MakeCall', driver: 'driver', call: { type: 'Call', answers }, ...more },
  wait: true,
});
const later = (step: ClientStep): ClientStep => ({ ...step, wait: false });
const cancel: ClientStep = { to: 'tester', message: { type: 'CancelCall' }, wait: true };

/** The statuses that a client is told for these steps; of those that are never answered, none. */
function statuses(...steps: readonly ClientStep[]): readonly string[] {
  const { view } = runToEnd({
    actors: {
      driver: { machine: driver },
      tester: { machine: testDriver },
      client: { machine: client, input: { steps } },
    },
    initial: [{ from: 'environment', to: 'client', message: { type: 'Begin' } }],
  });
  const context = view.client?.context as ClientContext | undefined;
  return (context?.results ?? []).map(({ step, status }) => `${step + 1} ${status}`);
}

test('each kind of end has its status', () => {
  expect(
    statuses(
      call([{ type: 'IoCompleteRequest', status: 'STATUS_NOT_SUPPORTED' }]),
      call([{ type: 'ProtocolOidRequestComplete', status: 'NDIS_STATUS_FAILURE' }]),
      call([{ type: 'Call.return', count: 0 }]),
      call([{ type: 'Call.return', count: 4 }]),
      call([{ type: 'Call.return' }]),
    ),
  ).toEqual([
    '1 STATUS_NOT_SUPPORTED',
    '2 NDIS_STATUS_FAILURE',
    '3 STATUS_UNSUCCESSFUL',
    '4 STATUS_SUCCESS',
    '5 STATUS_SUCCESS',
  ]);
});

test('a pended IRP ends with its completion', () => {
  const pended = { type: 'IoCallDriver.return', status: 'STATUS_PENDING' };
  const completed = { type: 'IoCompleteRequest', status: 'STATUS_CANCELLED' };
  expect(statuses(call([pended, completed]))).toEqual(['1 STATUS_CANCELLED']);
  expect(statuses(call([pended]))).toEqual([]);
});

test('a void routine is over when it is called', () => {
  expect(statuses(call([], { oneWay: true }), call([], { oneWay: true }))).toEqual([
    '1 STATUS_SUCCESS',
    '2 STATUS_SUCCESS',
  ]);
});

test('one call at a time, and only that one can be cancelled', () => {
  expect(statuses(cancel, later(call([])), cancel, call([]))).toEqual([
    '1 STATUS_INVALID_DEVICE_STATE',
    '3 STATUS_SUCCESS',
    '4 STATUS_DEVICE_BUSY',
  ]);
});
