/** The guest of the resting stack, of whose VF something is removed while a driver of its own is at work. */
import type { AnyStateMachine } from 'xstate';
import type { ActorSpec } from '../../src/system/index.ts';
import { allFromRest, caller, fromRest, responder } from './bench-host.ts';

type Minor = 'IRP_MN_REMOVE_DEVICE' | 'IRP_MN_SURPRISE_REMOVAL';

/** The PnP manager sends these IRPs to NDIS, one after the other; VF miniport and context as given. */
export function guestWith(
  machine: AnyStateMachine,
  context: object,
  ...irps: readonly Minor[]
): Readonly<Record<string, ActorSpec>> {
  return {
    'pnp.g0': caller(
      irps.map((type) => ({
        to: 'ndis.vf0',
        message: { type, id: 'pnp', irql: 'PASSIVE_LEVEL', deviceObject: 'FDO', slot: 0 },
        until: 'IoCompleteRequest',
      })),
      ['IoSetDeviceInterfaceState', 'IoCallDriver.return'],
    ),
    vstack: responder({}, ['SwitchDataPath', 'VPCI_RESOURCES_RELEASED']),
    ...allFromRest('vpci.g0', 'ndis.vf0'),
    vf0: fromRest('vf0', { machine, context: () => context }),
  };
}
