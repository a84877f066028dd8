/**
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ A kernel-mode test driver, as test kits install one beside the drivers under test: it makes    │
 * │ one call at a time, to the driver that its user names and with parameters of the user's        │
 * │ choice, also wrong ones, and tells how it ended. In the parent partition it is a protocol      │
 * │ driver bound to the PF, and a driver of the PF's device stack; in a guest it is a driver of    │
 * │ the VF's device stack. Rules: kernel-rules 2 and 7 (an IRP that is pended is completed later), │
 * │ ddi-sequences S11 (references), S17 (NDIS completes every OID request).                        │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import { setup } from 'xstate';
import type { Message } from '../src/system/index.ts';
import { messaging, sender, to } from '../src/system/index.ts';
import type { DispatchReturn, Note } from './messages/index.ts';

/** A client to the test driver: make this call. Answered by `MakeCall.done` with the status that it came to. */
export interface MakeCall extends Note<'MakeCall'> {
  readonly id: string;
  readonly driver: string;
  /** The call without `id` and `from`, which the test driver adds. */
  readonly call: Message & Readonly<Record<string, unknown>>;
  /** true: a void routine that the driver below does not answer; it is over when it is made. */
  readonly oneWay?: boolean;
}
/** A client to the test driver: give the OID request up that is under way, if there is one. Answered at once. */
export interface CancelCall extends Note<'CancelCall'> {
  readonly id: string;
}
/** How a call ends: a completion, or the return of a routine, which has a status, a byte count, or nothing. */
type CallEnd = Note<`${string}.return` | 'IoCompleteRequest' | 'ProtocolOidRequestComplete'> & {
  readonly id: string;
  readonly status?: string;
  readonly count?: number;
};
type TestDriverEvent = MakeCall | CancelCall | DispatchReturn | CallEnd;

export interface TestDriverContext {
  /** Who asked, and whom was called, while the call is under way. */
  readonly asker: { readonly client: string; readonly id: string; readonly driver: string } | null;
}

/** The one call that is under way. */
const callId = 'call';
const { send, reply, assign, when } = messaging<TestDriverContext, TestDriverEvent>();

/** A routine that returns a byte count has failed when it is 0. */
function statusOf({ status, count }: CallEnd): string {
  if (status !== undefined) return status;
  return count === 0 ? 'STATUS_UNSUCCESSFUL' : 'STATUS_SUCCESS';
}

/** Answers at once. */
const say = (status: string) =>
  reply(['MakeCall', 'CancelCall'], ({ event }) => ({
    type: `${event.type}.done`,
    id: event.id,
    status,
  }));

export const testDriver = setup({
  types: {} as { context: TestDriverContext; events: TestDriverEvent },
  guards: {
    isOneWay: when('MakeCall', ({ event }) => event.oneWay === true),
    endsCall: when(
      '*',
      ({ event }) => !/^(Make|Cancel)Call$/.test(event.type) && event.id === callId,
    ),
  },
  actions: {
    noteAsker: assign('MakeCall', ({ event }) => ({
      asker: { client: sender(event), id: event.id, driver: event.driver },
    })),
    forgetAsker: assign('*', () => ({ asker: null })),
    makeCall: send('MakeCall', ({ event }) =>
      to(event.driver, { ...event.call, id: callId } as Message),
    ),
    tellAsker: send('*', ({ context, event }) =>
      context.asker === null
        ? undefined
        : to(context.asker.client, {
            type: 'MakeCall.done',
            id: context.asker.id,
            status: statusOf(event as CallEnd),
          } as Message),
    ),
    makeOneWay: send('MakeCall', ({ event }) => to(event.driver, event.call)),
    cancelCall: send('CancelCall', ({ context }) =>
      context.asker === null
        ? undefined
        : to(context.asker.driver, { type: 'NdisCancelOidRequest', id: callId } as Message),
    ),
    sayDone: say('STATUS_SUCCESS'),
    sayNothingToCancel: say('STATUS_INVALID_DEVICE_STATE'),
    sayBusy: say('STATUS_DEVICE_BUSY'),
  },
}).createMachine({
  id: 'testDriver',
  context: { asker: null },
  initial: 'idle',
  states: {
    idle: {
      on: {
        MakeCall: [
          { guard: 'isOneWay', actions: ['makeOneWay', 'sayDone'] },
          { target: 'calling', actions: ['noteAsker', 'makeCall'] },
        ],
        CancelCall: { actions: 'sayNothingToCancel' },
      },
    },
    calling: {
      on: {
        MakeCall: { actions: 'sayBusy' },
        // Only a request: the call ends as it does, with its own answer.
        CancelCall: { actions: ['cancelCall', 'sayDone'] },
        // The dispatch routine has pended the IRP; only its completion counts.
        'IoCallDriver.return': {},
        '*': { guard: 'endsCall', target: 'idle', actions: ['tellAsker', 'forgetAsker'] },
      },
    },
  },
});
