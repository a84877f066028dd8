/** Z62: the reset of a surprise removal races a thread that adds buffers in the background. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import type { VfContext } from '../../machines/vf-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { answersFor, beginAll, cameUp, clientOf, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

interface WithQueue extends VfContext {
  /** Receive buffers that the hardware queue knows of. */
  readonly buffers: number;
  readonly isReset: boolean;
}
type Given = { readonly context: WithQueue; readonly event: AnyMessage };

const resetQueueIsEmpty: StateProperty = {
  kind: 'always',
  name: 'ResetQueueIsEmpty',
  rule: 'no buffer is added to a queue that was reset',
  source: 'Z62',
  reads: ['vf0'],
  check: (view) => {
    const { isReset, buffers } = contextOf<WithQueue>(view, 'vf0');
    return isReset && buffers > 0 ? `${buffers} buffer in a queue that was reset` : undefined;
  },
};

const isLive = ({ context }: Given) => !context.isReset;
const add = assign({ buffers: ({ context }: Given) => context.buffers + 1 } as never);
const done = (status: string) =>
  send('allocator', ({ event }: Given) => ({
    type: 'AddBuffer.done',
    id: (event.asked as string | undefined) ?? event.id,
    status,
  }));
const allocate = toSelf(({ event }: Given) => ({ type: 'IoQueueWorkItem', asked: event.id }));

/** The queue as a region of its own; `on` says what the system thread's request leads to. */
const withQueue = (on: object) =>
  varied(vfMiniport, {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        receiveQueue: {
          initial: 'served',
          states: {
            served: {
              on: {
                ...on,
                MiniportDevicePnPEventNotify: {
                  actions: assign({ buffers: 0, isReset: true } as never),
                },
              },
            },
          },
        },
      },
    }),
  });

/** Looks whether the device is there, allocates, and adds. */
const unguarded = withQueue({
  AddBuffer: [{ guard: isLive, actions: allocate }, { actions: done('NDIS_STATUS_NOT_ACCEPTED') }],
  IoQueueWorkItem: { actions: [add, done('NDIS_STATUS_SUCCESS')] },
});
/** Adding and the event exclude each other, so that what was looked at still holds. */
const guarded = withQueue({
  AddBuffer: { actions: allocate },
  IoQueueWorkItem: [
    { guard: isLive, actions: [add, done('NDIS_STATUS_SUCCESS')] },
    { actions: done('NDIS_STATUS_NOT_ACCEPTED') },
  ],
});

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    allocator: clientOf([['vf0', { type: 'AddBuffer' }]]),
    ...guestWith(machine, { buffers: 1, isReset: false }, 'IRP_MN_SURPRISE_REMOVAL'),
  };
  return {
    spec: { actors, initial: beginAll('allocator', 'pnp.g0') },
    properties: [
      resetQueueIsEmpty,
      answersFor(actors),
      cameUp(
        'AllocatedAfterRemoval',
        'a buffer is ready when the device is gone',
        ['allocator'],
        (view) =>
          contextOf<{ readonly results: readonly { readonly status: string }[] }>(
            view,
            'allocator',
          ).results.some(({ status }) => status === 'NDIS_STATUS_NOT_ACCEPTED'),
      ),
    ],
  };
}

export const z62: ZooEntry = {
  id: 'Z62',
  title: 'surprise-removal reset races a background allocator',
  source: 'virtio-win NetKVM, commit 65797672b18a; an older relative in e237ba1011bf',
  story:
    'To start quickly, the driver adds most of its receive buffers later, in a system thread. The device is pulled ' +
    'out, and the PnP event handler resets the queues. The thread had looked before whether the device was there, ' +
    'and now adds its buffer to a queue that was just reset: the list is corrupt, or the memory is lost. The fix is ' +
    'one mutex for the event handler and for looking and adding together.',
  variation: 'vf-miniport: a worker looks for removal first and adds its buffer in a later step',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'ResetQueueIsEmpty',
  broken: () => system(unguarded),
  fixed: () => system(guarded),
};
