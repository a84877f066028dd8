/** Z37: the removal of a VF waits for a state that its shutdown has already left for ever. */
import type { AnyStateMachine } from 'xstate';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { before, on, varied } from './bench.ts';
import {
  allFromRest,
  beginAll,
  calledAndReturned,
  caller,
  cameUp,
  fromRest,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const haltReturns = calledAndReturned(
  {
    name: 'HaltReturns',
    rule: 'MiniportHaltEx returns: it waits for nothing that cannot happen any more',
    source: 'Z37; ndis/nc-ndis-miniport_halt',
  },
  'vf0',
  'MiniportHaltEx',
  ({ type }) => type === 'MiniportHaltEx.return',
);

/** Halting waits until the driver's own state is "running" or "down"; surprise removal has made it "removed". */
const waitsForRunningOrDown = varied(vfMiniport, {
  'operating.adapter.Paused': before('MiniportHaltEx', {
    guard: 'isRemoved',
    target: 'AwaitingRunningOrDown',
  }),
  'operating.adapter': (state) => ({
    ...state,
    states: { ...state.states, AwaitingRunningOrDown: {} },
  }),
  'operating.removal.surpriseRemoved': on({ MiniportHaltEx: {} }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const actors = {
    // The host shuts down: the VF is ejected, and the channel goes without waiting.
    vstack: caller(
      [
        { to: 'vpci.g0', message: { type: 'VPCI_EJECT', slot: 0 }, until: null },
        { to: 'vpci.g0', message: { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }, until: null },
        { to: 'pnp.g0', message: { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }, until: null },
      ],
      [
        'SwitchDataPath',
        'VPCI_RESOURCES_RELEASED',
        'VPCI_EJECTION_COMPLETE',
        'VMBUS_CLOSE_CHANNEL',
        'VPCI_POWER_STATE_CHANGE',
      ],
    ),
    ...allFromRest('pnp.g0', 'vpci.g0', 'ndis.vf0'),
    vf0: fromRest('vf0', { machine }),
  };
  return {
    spec: { actors, initial: beginAll('vstack') },
    properties: [
      haltReturns,
      cameUp(
        'HaltedAfterSurprise',
        'a VF that was removed by surprise is halted',
        ['ndis.vf0'],
        (view) => view['ndis.vf0']?.matches({ operating: { adapter: 'surpriseRemoved' } }) === true,
      ),
    ],
  };
}

export const z37: ZooEntry = {
  id: 'Z37',
  title: 'VF removal waits for a state that can no longer come',
  source: 'iavf, Linux commits 974578017fc1 and 4e264be98b88; CVE-2022-48840',
  story:
    'The host goes down: the VF driver is told that its device is gone, and marks itself removed. Then the removal of ' +
    'the device, which the PF side triggers, calls the driver to halt. The halt routine first waits until the driver ' +
    'is "running" or "down", so as not to meet a reset half-way; "removed" is neither, and nothing leads out of it. ' +
    'The removal hangs, and the shutdown of the machine with it. The fix lets the wait end in the final state too. ' +
    'An ejection that comes through before the surprise is removed in order, so the hang depends on who is first.',
  variation:
    'vf-miniport: MiniportHaltEx waits for "running" or "down", surprise removal is neither',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'HaltReturns',
  broken: () => system(waitsForRunningOrDown),
  fixed: () => system(vfMiniport),
};
