/** Z38: the polling objects of a VF are registered for all queues, and unregistered for those that are left. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import type { VfContext } from '../../machines/vf-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { reply } from '../../src/system/index.ts';
import { before, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { answersFor, beginAll, cameUp, clientOf, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

interface WithQueues extends VfContext {
  /** Queues that are in use. */
  readonly queues: number;
  /** Polling objects that NDIS has in its list. */
  readonly registered: number;
}
interface Given {
  readonly context: WithQueues;
  readonly event: AnyMessage;
}

const nothingStaysRegistered: StateProperty = {
  kind: 'always',
  name: 'PollingObjectsUnregistered',
  rule: 'a halted miniport has taken back every polling object that it has registered',
  source: 'Z38; ndis/nf-ndis-ndisderegisterpoll',
  bugcheck: '0x50 PAGE_FAULT_IN_NONPAGED_AREA',
  reads: ['vf0'],
  check(view) {
    const { registered } = contextOf<WithQueues>(view, 'vf0');
    return view.vf0?.matches({ operating: { adapter: 'Halted' } }) === true && registered > 0
      ? `NDIS still polls ${registered} queues whose memory is freed`
      : undefined;
  },
};

/** Fewer queues, such as an application asks for with the receive side scaling parameters. */
const resize = {
  actions: [
    assign({ queues: ({ event }: Given) => event.queues } as never),
    reply(({ event }: Given) => ({
      type: 'SetQueues.done',
      id: event.id,
      status: 'NDIS_STATUS_SUCCESS',
    })),
  ],
};
const unregister = (which: (context: WithQueues) => number) =>
  assign({ registered: ({ context }: Given) => context.registered - which(context) } as never);

/** Halting takes back as many polling objects as this says. */
function taking(which: (context: WithQueues) => number): AnyStateMachine {
  return varied(vfMiniport, {
    operating: (state) => ({ ...state, on: { ...state.on, SetQueues: resize } }),
    'operating.adapter.Paused': before('MiniportHaltEx', {
      target: 'Halted',
      actions: [unregister(which), 'returnHalted', 'forgetBlocks'],
    }),
  });
}

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    application: clientOf([['vf0', { type: 'SetQueues', queues: 1 }]]),
    ...guestWith(machine, { queues: 4, registered: 4 }, 'IRP_MN_REMOVE_DEVICE'),
  };
  return {
    spec: { actors, initial: beginAll('application', 'pnp.g0') },
    properties: [
      nothingStaysRegistered,
      answersFor(actors),
      cameUp(
        'RemovedAfterResize',
        'a VF is paused for its removal after it was given fewer queues',
        ['vf0'],
        (view) => {
          const paused = view.vf0?.matches({ operating: { adapter: 'Paused' } }) === true;
          return paused && contextOf<WithQueues>(view, 'vf0').queues === 1;
        },
      ),
    ],
  };
}

export const z38: ZooEntry = {
  id: 'Z38',
  title: 'a VF is torn down after a partial queue resize',
  source:
    'iavf, Linux commit 5f4fa1672d98fe99d2297b03add35346f1685d6b (Fix use-after-free in free_netdev)',
  story:
    'A VF registers a polling object for each queue that it could have. The number of queues in use is changed, and then ' +
    'the VF is removed because the administrator takes it back: the teardown goes through the queues in use, and leaves ' +
    'the other polling objects in the list of the network stack. Their memory is freed with the VF, and the stack walks ' +
    'into it. In the other order nothing is wrong. The fix takes back exactly what was registered.',
  variation:
    'vf-miniport: MiniportHaltEx unregisters as many polling objects as there are queues in use',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'PollingObjectsUnregistered',
  broken: () => system(taking(({ queues }) => queues)),
  fixed: () => system(taking(({ registered }) => registered)),
};
