/** Z71: unload sees that the last instance has left, and frees the event that its detach is about to set. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import type { VfContext } from '../../machines/vf-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { reply } from '../../src/system/index.ts';
import { toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { answersFor, beginAll, cameUp, clientOf, contextOf, stops } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

interface WithEvent extends VfContext {
  readonly instances: number;
  readonly event: 'not signalled' | 'signalled' | 'freed';
  /** Who waits in the unload routine. */
  readonly unload: string | null;
}
type Given = { readonly context: WithEvent; readonly event: AnyMessage };

const setEvent = toSelf({ type: 'IoQueueWorkItem' });
const unlink = assign({ instances: 0 } as never);
const note = assign({ unload: ({ event }: Given) => event.from ?? '' } as never);

/** The driver's list of instances and its unload routine; `mayUnload`: what ends the wait there. */
const withUnload = (mayUnload: (given: Given) => boolean) =>
  varied(vfMiniport, {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        driver: {
          initial: 'loaded',
          states: {
            loaded: {
              on: {
                // Detach: off the list, and then, after its lock, the event.
                MiniportHaltEx: { actions: [unlink, setEvent] },
                IoQueueWorkItem: { actions: assign({ event: 'signalled' } as never) },
                DriverUnload: [
                  { guard: mayUnload, target: 'unloaded', actions: unloaded() },
                  // In place of the wait; the loader would come again.
                  { actions: [note, answer('STATUS_DEVICE_BUSY')] },
                ],
              },
            },
            unloaded: {
              always: {
                guard: ({ context }: Given) => context.bugcheck !== null,
                target: '#vfMiniport.bugcheck',
              },
              on: {
                MiniportHaltEx: {},
                IoQueueWorkItem: {
                  actions: stops(
                    'memory is not used after it was freed',
                    'detach set an event that unload has freed',
                  ),
                },
              },
            },
          },
        },
      },
    }),
  });

function answer(status: string) {
  return reply(({ event }: Given) => ({ type: 'DriverUnload.done', id: event.id, status }));
}
function unloaded() {
  return [assign({ event: 'freed' } as never), answer('STATUS_SUCCESS')];
}

const whenListIsEmpty = withUnload(({ context }) => context.instances === 0);
const whenSignalled = withUnload(({ context }) => context.event === 'signalled');

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    loader: clientOf([['vf0', { type: 'DriverUnload' }]]),
    ...guestWith(
      machine,
      { instances: 1, event: 'not signalled', unload: null },
      'IRP_MN_REMOVE_DEVICE',
    ),
  };
  return {
    spec: { actors, initial: beginAll('loader', 'pnp.g0') },
    properties: [
      noBugcheck(['vf0', 'ndis.vf0', 'vpci.g0']),
      answersFor(actors),
      cameUp('UnloadMeetsDetach', 'unload waits although the list is empty', ['vf0'], (view) => {
        const { instances, event, unload } = contextOf<WithEvent>(view, 'vf0');
        return instances === 0 && event === 'not signalled' && unload !== null;
      }),
    ],
  };
}

export const z71: ZooEntry = {
  id: 'Z71',
  title: 'unload frees the event that detach is about to set',
  source: 'Npcap, commit 88b8c8955f78; relatives 2594aea3cf5d and 9e079197fb65',
  story:
    'Unloading a driver waits until its last instance is detached, and looks at the list of instances for that. Detach ' +
    'takes its instance off the list and then sets the event that wakes the waiter. In between unload finds the list ' +
    'empty, frees the event and returns: detach sets freed memory, or code that is no longer there. The fix waits for ' +
    'the last thing that detach does, under the lock that detach holds until then.',
  variation:
    'vf-miniport: unload goes by the list of instances, which MiniportHaltEx changes before it signals',
  estimatedDepth: 2,
  measuredDelays: 4,
  caughtBy: 'NoBugcheck',
  broken: () => system(whenListIsEmpty),
  fixed: () => system(whenSignalled),
};
