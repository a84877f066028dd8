/** Z20: the synthetic adapter says that it can have a VF before it listens for one. */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { ndisVf } from '../../machines/ndis-vf.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { send } from '../../src/system/index.ts';
import { on, toSelf, varied } from './bench.ts';
import { awaitVf, freshGuest } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import { pathGoesToVf, vfRuns } from './vf-data-path.ts';

/** A host that offers VFs only to a guest that has said that it can have them. */
const waitingHost = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  operating: on({
    NDIS_CONFIG_SRIOV: { actions: send('pnp.g0', { type: 'VMBUS_OFFER_CHANNEL' }) },
  }),
});

const advertise = send('vstack', { type: 'NDIS_CONFIG_SRIOV' });
const switchPath = send('vstack', { type: 'SwitchDataPath', vf: 0, toVf: true });

/** The probe of the synthetic adapter (NetVSC): two steps, in one order or the other. */
function netvsc(first: 'advertises' | 'registers'): AnyStateMachine {
  const isLate = first === 'advertises';
  return createMachine({
    initial: 'probing',
    states: {
      probing: {
        entry: [...(isLate ? [advertise] : []), toSelf({ type: 'ProbeGoesOn' })],
        on: {
          ProbeGoesOn: { target: 'listening', actions: isLate ? [] : [advertise] },
          // An adapter appears, and nobody has asked to be told.
          SwitchDataPath: {},
        },
      },
      listening: { on: { SwitchDataPath: { actions: switchPath } } },
    },
  } as never);
}

function system(first: 'advertises' | 'registers'): ZooSystem {
  const others = {
    netvsc: { machine: netvsc(first) },
    'ndis.vf0': {
      machine: ndisVf,
      input: { miniport: 'vf0', bus: 'vpci.g0', slot: 0, vf: 0, pnp: 'pnp.g0', host: 'netvsc' },
    },
  };
  return freshGuest({
    vstack: waitingHost,
    notOffered: true,
    rules: [pathGoesToVf],
    clients: { application: [awaitVf] },
    others,
    situations: [
      cameUp(
        'VfRunsWhileListening',
        'the VF runs, and its arrival is listened for',
        ['ndis.vf0', 'netvsc'],
        (view) => vfRuns(view) && view.netvsc?.value === 'listening',
      ),
    ],
  });
}

export const z20: ZooEntry = {
  id: 'Z20',
  title: 'the VF is registered before anybody listens for it',
  source:
    'Linux NetVSC, commits 8552085 (Fix race of register_netdevice_notifier and VF register) and d30fb71 (fix race of ' +
    'netvsc and VF register_netdevice)',
  story:
    'The probe of the synthetic adapter tells the host that it can have a VF, and only then registers for the news that ' +
    'an adapter has appeared. The host offers the VF at once; it may be up before the probe goes on. The news is missed, ' +
    'and the VF is never used. The fix registers first and advertises afterwards: a listener is armed before the message ' +
    'that provokes what it listens for. The same holds for IOCTL_VPCI_INVALIDATE_BLOCK and the first invalidation (Z55).',
  variation: 'synthetic adapter beside ndis-vf: advertises SR-IOV before it registers its listener',
  estimatedDepth: 1,
  measuredDelays: 15,
  caughtBy: 'PathGoesToVf',
  broken: () => system('advertises'),
  fixed: () => system('registers'),
};
