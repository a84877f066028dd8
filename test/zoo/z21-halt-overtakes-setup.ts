/** Z21: removal overtakes the deferred part of the initialisation, and undoes what was never done. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import type { VfContext } from '../../machines/vf-miniport.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { before, on, varied } from './bench.ts';
import { beginAll, calledAndReturned, cameUp, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { guestWith } from './vf-in-guest.ts';

interface WithQueues extends VfContext {
  /** Sub-queues are polled: set up by a work item that MiniportInitializeEx has queued. */
  readonly polling: 'not yet' | 'on' | 'never';
}
type Given = { readonly context: WithQueues };

const haltReturns = calledAndReturned(
  {
    name: 'HaltReturns',
    rule: 'MiniportHaltEx returns: it waits for nothing that cannot happen any more',
    source: 'Z21; ndis/nc-ndis-miniport_halt',
  },
  'vf0',
  'MiniportHaltEx',
  ({ type }) => type === 'MiniportHaltEx.return',
);

const setUp = on({
  IoQueueWorkItem: [
    {
      guard: ({ context }: Given) => context.polling === 'not yet',
      actions: assign({ polling: 'on' } as never),
    },
    // Cancelled: it was on its way already.
    {},
  ],
});
const cancelSetUp = {
  target: 'Halted',
  actions: ['returnHalted', 'forgetBlocks', assign({ polling: 'never' } as never)],
};

/** Halting cancels the work item, and then waits until polling is off, which only polling that was on can say. */
const disablesWhatIsOff = varied(vfMiniport, {
  operating: setUp,
  'operating.adapter.Paused': before('MiniportHaltEx', {
    guard: ({ context }: Given) => context.polling !== 'on',
    target: 'AwaitingPollingOff',
    actions: assign({ polling: 'never' } as never),
  }),
  'operating.adapter': (state) => ({
    ...state,
    states: { ...state.states, AwaitingPollingOff: {} },
  }),
});
/** Only what was enabled is disabled. */
const disablesWhatIsOn = varied(vfMiniport, {
  operating: setUp,
  'operating.adapter.Paused': before('MiniportHaltEx', cancelSetUp),
});

function system(machine: AnyStateMachine): ZooSystem {
  const actors = guestWith(machine, { polling: 'not yet' }, 'IRP_MN_REMOVE_DEVICE');
  const deferred = { from: 'vf0', to: 'vf0', message: { type: 'IoQueueWorkItem' } };
  return {
    spec: { actors, initial: [...beginAll('pnp.g0'), deferred] },
    properties: [
      haltReturns,
      cameUp(
        'RemovedBeforeSetUp',
        'the device is removed before its queues were set up',
        ['pnp.g0', 'vf0'],
        (view) =>
          view['pnp.g0']?.value === 'finished' &&
          contextOf<WithQueues>(view, 'vf0').polling === 'never',
      ),
    ],
  };
}

export const z21: ZooEntry = {
  id: 'Z21',
  title: 'removal overtakes the deferred set-up of sub-channels',
  source: 'hv_netvsc, Linux commit e0526ec5360a (CVE-2024-26698)',
  story:
    'Initialisation returns with a part of its work still queued: the sub-channels are set up later, and polling of ' +
    'their queues is enabled then. The device is removed first. Removal cancels the queued work, and disables polling ' +
    'of all queues, which waits until the poller says that it has stopped; a poller that was never enabled says ' +
    'nothing. The removal hangs. The fix disables only what was enabled.',
  variation:
    'vf-miniport: MiniportHaltEx waits for the end of a polling that its work item never began',
  estimatedDepth: 1,
  measuredDelays: 2,
  caughtBy: 'HaltReturns',
  broken: () => system(disablesWhatIsOff),
  fixed: () => system(disablesWhatIsOn),
};
