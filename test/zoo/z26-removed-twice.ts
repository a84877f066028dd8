/** Z26: the PF driver removes its VFs, and then switches SR-IOV off, which removes them again. */
import type { AnyStateMachine } from 'xstate';
import { noBugcheck } from '../../actors/properties/bugchecks.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { reply, send } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import {
  allFromRest,
  beginAll,
  caller,
  cameUp,
  contextOf,
  fromRest,
  responder,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { WithChildren } from './pci-children.ts';
import { isDisable, pciFromRest, unlink, withChildren } from './pci-children.ts';

/** Clearing VF Enable removes every VF that it had switched on. */
const bus = withChildren({
  RemoveVf: unlink(
    ({ event }) => [event.vf as number],
    () => true,
    reply({ type: 'RemoveVf.return' }),
  ),
  EnableVirtualization: unlink(({ context }) => context.switchedOn, isDisable),
});

const removesFirst = varied(pfMiniport, {
  'operating.adapter.initialized.request.calling.disabling': (state) => ({
    ...state,
    entry: send('pci', { type: 'RemoveVf', vf: 0 }),
    on: { ...state.on, 'RemoveVf.return': { actions: 'disable' } },
  }),
});

function system(machine: AnyStateMachine): ZooSystem {
  const freed = () => ({ vfs: {}, vports: {}, filters: {} });
  const remove = { type: 'IRP_MN_REMOVE_DEVICE', id: 'pnp', irql: 'PASSIVE_LEVEL' };
  const actors = {
    pnp: caller(
      [{ to: 'ndis', message: { ...remove, deviceObject: 'FDO' }, until: 'IoCompleteRequest' }],
      ['IoCallDriver.return'],
    ),
    vstack: responder({
      ProtocolUnbindAdapterEx: ({ id }) => ({
        type: 'ProtocolUnbindAdapterEx.return',
        id,
        status: 'NDIS_STATUS_SUCCESS',
      }),
    }),
    ndis: fromRest('ndis', { context: freed }),
    pf: fromRest('pf', { machine, context: freed }),
    pci: pciFromRest(bus),
    ...allFromRest('device'),
  };
  return {
    spec: { actors, initial: beginAll('pnp') },
    properties: [
      noBugcheck(['ndis', 'pf', 'pci']),
      cameUp('VfsRemovedOnce', 'the PF is removed, and its VFs with it', ['pci', 'pnp'], (view) => {
        const { children } = contextOf<WithChildren>(view, 'pci');
        return children.length === 0 && view.pnp?.value === 'finished';
      }),
    ],
  };
}

export const z26: ZooEntry = {
  id: 'Z26',
  title: 'VFs are removed twice when the PF is removed',
  source: 'sfc, Linux commit 45423cf',
  story:
    'When the PF goes, its driver removes each VF and then switches SR-IOV off. The second step makes the bus remove ' +
    'the same VFs once more: the list of devices is corrupt. No race is needed, it happens whenever a PF with VFs is ' +
    'removed; only few remove one. The fix drops the first step: switching SR-IOV off is what removes VFs.',
  variation:
    'pf-miniport: removes the VFs itself before it clears VF Enable (on a bus with VF device objects)',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(removesFirst),
  fixed: () => system(pfMiniport),
};
