import { expect, test } from 'vitest';
import { setup } from 'xstate';
import type { ClientContext, ClientStep } from '../../machines/client.ts';
import { client } from '../../machines/client.ts';
import { interfaceHolder } from '../../machines/interface-holder.ts';
import type { AwaitedDereference, QueryInterface } from '../../machines/messages/index.ts';
import { messaging } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';

type BusEvent = QueryInterface | AwaitedDereference;
interface BusContext {
  readonly status: 'STATUS_SUCCESS' | 'STATUS_NOT_SUPPORTED';
  readonly references: number;
}
const { reply, assign } = messaging<BusContext, BusEvent>();

/** A bus driver that hands its interface out, or not, and counts references. */
const bus = setup({
  types: {} as { context: BusContext; input: BusContext['status']; events: BusEvent },
  actions: {
    answer: reply('IRP_MN_QUERY_INTERFACE', ({ context, event }) => ({
      type: 'IoCompleteRequest',
      id: event.id,
      request: event.type,
      status: context.status,
    })),
    count: assign('IRP_MN_QUERY_INTERFACE', ({ context }) => ({
      references: context.references + (context.status === 'STATUS_SUCCESS' ? 1 : 0),
    })),
    uncount: assign('InterfaceDereference', ({ context }) => ({
      references: context.references - 1,
    })),
    returnCall: reply('InterfaceDereference', ({ event }) => ({
      type: 'InterfaceDereference.return',
      id: event.id,
    })),
  },
}).createMachine({
  context: ({ input }) => ({ status: input, references: 0 }),
  on: {
    IRP_MN_QUERY_INTERFACE: { actions: ['count', 'answer'] },
    InterfaceDereference: { actions: ['uncount', 'returnCall'] },
  },
});

/** What a client is answered for these requests, and the references that are out at the end. */
function answers(status: BusContext['status'], ...requests: readonly string[]) {
  const steps = requests.map(
    (type): ClientStep => ({ to: 'holder', message: { type }, wait: true }),
  );
  const { view, end } = runToEnd({
    actors: {
      pci: { machine: bus, input: status },
      holder: { machine: interfaceHolder },
      client: { machine: client, input: { steps } },
    },
    initial: [{ from: 'environment', to: 'client', message: { type: 'Begin' } }],
  });
  expect(end.reason).toBe('quiescent');
  const results = (view.client?.context as ClientContext | undefined)?.results ?? [];
  const references = (view.pci?.context as BusContext | undefined)?.references;
  return [...results.map((result) => result.status), references];
}

test('an interface is held from the query to the dereference', () => {
  expect(answers('STATUS_SUCCESS', 'HoldInterface')).toEqual(['STATUS_SUCCESS', 1]);
  expect(answers('STATUS_SUCCESS', 'HoldInterface', 'ReleaseInterface')).toEqual([
    'STATUS_SUCCESS',
    'STATUS_SUCCESS',
    0,
  ]);
});

test('an interface is dereferenced once, and not when it was never handed out', () => {
  const twice = ['HoldInterface', 'ReleaseInterface', 'ReleaseInterface'];
  expect(answers('STATUS_SUCCESS', ...twice).slice(2)).toEqual(['STATUS_INVALID_HANDLE', 0]);
  expect(answers('STATUS_NOT_SUPPORTED', 'HoldInterface', 'ReleaseInterface')).toEqual([
    'STATUS_NOT_SUPPORTED',
    'STATUS_INVALID_HANDLE',
    0,
  ]);
});

test('an interface is not queried again while it is held', () => {
  expect(answers('STATUS_SUCCESS', 'HoldInterface', 'HoldInterface')).toEqual([
    'STATUS_SUCCESS',
    'STATUS_INVALID_DEVICE_STATE',
    1,
  ]);
});
