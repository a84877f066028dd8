/** Z68: NDIS detaches an adapter while a handle to it is cleaned up, and both retire the same instance. */
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

interface WithInstance extends VfContext {
  /** What an open handle stands for. */
  readonly instance: 'open' | 'closed' | 'detached';
  readonly retired: boolean;
}
type Given = { readonly context: WithInstance; readonly event: AnyMessage };

const retire = toSelf({ type: 'IoQueueWorkItem' });
const is =
  (...states: readonly WithInstance['instance'][]) =>
  ({ context }: Given) =>
    !context.retired && states.includes(context.instance);
const mark = (instance: WithInstance['instance']) => assign({ instance } as never);
const closed = reply(({ event }: Given) => ({
  type: 'CloseHandle.done',
  id: event.id,
  status: 'STATUS_SUCCESS',
}));

/** The instance as a region of its own. `mayDetach`: the states of it that a halt takes over. */
const withInstance = (...mayDetach: readonly WithInstance['instance'][]) =>
  varied(vfMiniport, {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        instance: {
          initial: 'kept',
          states: {
            kept: {
              always: {
                guard: ({ context }: Given) => context.bugcheck !== null,
                target: '#vfMiniport.bugcheck',
              },
              on: {
                // IRP_MJ_CLEANUP of the handle.
                CloseHandle: [
                  { guard: is('open'), actions: [mark('closed'), retire, closed] },
                  { actions: closed },
                ],
                MiniportHaltEx: { guard: is(...mayDetach), actions: [mark('detached'), retire] },
                IoQueueWorkItem: [
                  {
                    guard: ({ context }: Given) => context.retired,
                    actions: stops(
                      'an instance is retired once',
                      'detach and cleanup have both retired the instance',
                    ),
                  },
                  { actions: assign({ retired: true } as never) },
                ],
              },
            },
          },
        },
      },
    }),
  });

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    application: clientOf([['vf0', { type: 'CloseHandle' }]]),
    ...guestWith(machine, { instance: 'open', retired: false }, 'IRP_MN_REMOVE_DEVICE'),
  };
  return {
    spec: { actors, initial: beginAll('application', 'pnp.g0') },
    properties: [
      noBugcheck(['vf0', 'ndis.vf0', 'vpci.g0']),
      answersFor(actors),
      cameUp(
        'HaltedWithClosedInstance',
        'the adapter is halted while a closed instance is still to be retired',
        ['vf0'],
        (view) => {
          const { instance, retired } = contextOf<WithInstance>(view, 'vf0');
          const halted = view.vf0?.matches({ operating: { adapter: 'Halted' } }) === true;
          return halted && instance === 'closed' && !retired;
        },
      ),
    ],
  };
}

export const z68: ZooEntry = {
  id: 'Z68',
  title: 'detach and cleanup retire the same instance',
  source: 'Npcap, commits 44b4d9d67829 (#746), b860c804c8ee, 6fffdb1c16a3 (#819), 74cc9373a346',
  story:
    'A program closes its handle: cleanup marks the instance closed and retires it later. NDIS detaches the adapter in ' +
    'between, finds the instance on its list, and overwrites its state with "detached", which retires it too. The ' +
    'instance is freed twice. The fix makes "closed" final: whoever marks an instance first retires it, and the ' +
    'other leaves it alone.',
  variation: 'vf-miniport: halting marks an instance "detached", also one that is "closed"',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'NoBugcheck',
  broken: () => system(withInstance('open', 'closed')),
  fixed: () => system(withInstance('open')),
};
