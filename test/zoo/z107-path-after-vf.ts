/** Z107: the VF goes down first, and the data path is moved away from it afterwards. */
import type { AnyStateMachine } from 'xstate';
import { dataPath } from '../../actors/properties/data-path.ts';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { send } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import { informed, runningGuest, unassign } from './bench-guest.ts';
import { cameUp, fromRest } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const toVf = (there: boolean) => ({ type: 'SwitchDataPath', vf: 0, toVf: there });

/** The path is moved when the adapter has gone, not when it is about to go. */
const late = varied(
  ndisVf,
  {
    'operating.adapter.leaving.halting': on({
      'MiniportHaltEx.return': {
        target: 'draining',
        actions: ['noteHalted', send('vstack', toVf(false))],
      },
    }),
  },
  { actions: { switchBack: () => {} } },
);

/** Before everything begins, the VF was started and got the path. */
const restarted = {
  from: 'vf0',
  to: 'ndis.vf0',
  message: { type: 'MiniportRestart.return', status: 'NDIS_STATUS_SUCCESS' },
  sent: [{ to: 'vstack', message: toVf(true) }],
};

function system(machine: AnyStateMachine): ZooSystem {
  return runningGuest({
    rules: [informed(dataPath, [restarted])],
    others: { 'ndis.vf0': fromRest('ndis.vf0', { machine }) },
    clients: { administrator: [unassign] },
    situations: [
      cameUp(
        'VfIsPaused',
        'the VF is paused for its removal',
        ['vf0'],
        (view) => view.vf0?.matches({ operating: { adapter: 'Paused' } }) === true,
      ),
    ],
  });
}

export const z107: ZooEntry = {
  id: 'Z107',
  title: 'the VF goes down before the data path is moved away from it',
  source: 'Linux hv_netvsc, commit 34b06a2eee44 (Process NETDEV_GOING_DOWN on VF hot remove)',
  story:
    'A VF is removed from a guest. Its adapter goes down, and the synthetic adapter hears of it afterwards: only then ' +
    'does it ask the host to send packets its own way again. In between the host sends them to a VF that takes none: ' +
    'packets are lost on each removal. The fix listens for the news that the VF is about to go down, and moves the path ' +
    'before it does.',
  variation: 'ndis-vf: moves the data path back when MiniportHaltEx has returned',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'DataPath',
  broken: () => system(late),
  fixed: () => system(ndisVf as never),
};
