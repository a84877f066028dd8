/** What the PCI bus driver does for the PF's power, by name. */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import { PMCSR_BIT } from '../../src/wdk/config-space.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { ConfigAccess, IoCompleteRequest } from '../messages/index.ts';
import { controlOn, field } from './capability.ts';
import type { PciContext, PciEvent, PowerIrp } from './context.ts';

const { send, reply, assign } = messaging<PciContext, PciEvent>();

const irps = ['IRP_MN_SET_POWER', 'IRP_MN_QUERY_POWER'] as const;
const complete = (status: NtStatus) =>
  reply(irps, ({ event: { id, type: request } }) => ({
    type: 'IoCompleteRequest',
    id,
    request,
    status,
  }));

/** The completion of the IRP that waited for the device. */
const finish = (statusOf: (irp: PowerIrp) => NtStatus) =>
  send('*', ({ context: { power } }) => {
    if (power === null) return undefined;
    const { from, id } = power;
    const request = 'IRP_MN_SET_POWER';
    const status = statusOf(power);
    return to(from, { type: 'IoCompleteRequest', id, request, status } satisfies IoCompleteRequest);
  });

const batch = ({ device, pfRid }: PciContext, accesses: readonly ConfigAccess[]): Outgoing =>
  to(device, { type: 'ConfigBatch', id: 'power', rid: pfRid, accesses } as never);

/** PMCSR for a state. No Soft Reset is read-only: what is written there does not count. */
const powerBits = { D0: 0, D3: PMCSR_BIT.PowerState.value } as const;

export const powerActions = {
  completePower: complete('STATUS_SUCCESS'),
  completePowerGone: complete('STATUS_NO_SUCH_DEVICE'),
  rememberPower: assign('IRP_MN_SET_POWER', ({ event }) => ({
    power: { from: sender(event), id: event.id, powerState: event.powerState },
  })),
  writePowerState: send('IRP_MN_SET_POWER', ({ context, event }) => {
    const { powerControl } = context;
    if (powerControl === null) return undefined;
    return batch(context, [
      { offset: powerControl, length: 2, value: powerBits[event.powerState] },
    ]);
  }),
  restoreVfEnable: send('*', ({ context }) =>
    context.sriov === null
      ? undefined
      : batch(context, [
          field(context.sriov.offset, 'NumVFs', context.numVFs),
          field(context.sriov.offset, 'Control', controlOn(false, false)),
        ]),
  ),
  finishPower: finish(() => 'STATUS_SUCCESS'),
  // A device that is gone cannot be powered up any more; off it is.
  endPower: finish(({ powerState }) =>
    powerState === 'D0' ? 'STATUS_NO_SUCH_DEVICE' : 'STATUS_SUCCESS',
  ),
  forgetPower: assign('*', () => ({ power: null })),
};
