/** Requests that may not fail, or only in certain ways. */

import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { NTSTATUS, ntSuccess } from '../../src/wdk/ntstatus.ts';
import type { Irp, Irps } from './irps.ts';
import { followIrp, irpText, irpTraffic } from './irps.ts';
import { monitor, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, oidText, oidTraffic } from './oids.ts';

const verifier = bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION');

const mayNotFail: readonly string[] = [
  'IRP_MN_SURPRISE_REMOVAL',
  'IRP_MN_REMOVE_DEVICE',
  'IRP_MN_CANCEL_REMOVE_DEVICE',
  'IRP_MN_CANCEL_STOP_DEVICE',
];

interface Removals {
  readonly irps: Irps;
  /** Device objects that were removed and not started since. */
  readonly removed: Readonly<Record<string, true>>;
}

const deviceOf = ({ owner, deviceObject, slot }: Irp) =>
  `${owner} ${deviceObject ?? ''} ${slot ?? ''}`;

/**
 * C36: only a second remove IRP for a device object that is deleted already may end
 * STATUS_NO_SUCH_DEVICE.
 */
export const pnpRemove: MonitorProperty = monitor<Removals>({
  name: 'PnpRemove',
  rule:
    'IRP_MN_SURPRISE_REMOVAL, IRP_MN_REMOVE_DEVICE, IRP_MN_CANCEL_REMOVE_DEVICE and ' +
    'IRP_MN_CANCEL_STOP_DEVICE do not fail',
  source: 'wdm-pnpremove; kernel-rules 47; C36',
  bugcheck: verifier,
  observes: irpTraffic.filter((type) => type !== 'IoCallDriver.return' && type !== 'IoCancelIrp'),
  initial: { irps: {}, removed: {} },
  next(memory, seen) {
    const { irps, event } = followIrp(memory.irps, seen);
    if (event.kind !== 'completed') return { ...memory, irps };
    const { irp } = event;
    const status = text(seen.message, 'status');
    const device = deviceOf(irp);
    const worked = status in NTSTATUS && ntSuccess(status as NtStatus);
    const again = irp.request === 'IRP_MN_REMOVE_DEVICE' && memory.removed[device] === true;
    if (worked || (again && status === 'STATUS_NO_SUCH_DEVICE')) {
      return { irps, removed: removedAfter(memory.removed, irp, worked) };
    }
    return mayNotFail.includes(irp.request)
      ? wrong(`${seen.from} completed ${irpText(irp)} with ${status}`)
      : { ...memory, irps };
  },
});

function removedAfter(removed: Removals['removed'], irp: Irp, worked: boolean) {
  if (!worked) return removed;
  if (irp.request === 'IRP_MN_REMOVE_DEVICE') return entry(removed, deviceOf(irp), true);
  if (irp.request === 'IRP_MN_START_DEVICE') return entry(removed, deviceOf(irp), undefined);
  return removed;
}

export const miniportPauseReturn: MonitorProperty = monitor<null>({
  name: 'MiniportPauseReturn',
  rule: 'MiniportPause succeeds, at once or after NDIS_STATUS_PENDING',
  source: 'ndis-miniportpause-return; kernel-rules 75',
  bugcheck: verifier,
  observes: ['MiniportPause.return', 'NdisMPauseComplete'],
  initial: null,
  next(memory, { from, message }) {
    const status = text(message, 'status');
    const pending = message.type === 'MiniportPause.return' && status === 'NDIS_STATUS_PENDING';
    if (pending || status === 'NDIS_STATUS_SUCCESS') return memory;
    return wrong(`${from} ended MiniportPause with ${status} (${message.type})`);
  },
});

const releasing = [
  'NDIS_STATUS_SUCCESS',
  'NDIS_STATUS_NOT_ACCEPTED',
  'NDIS_STATUS_REQUEST_ABORTED',
];
/**
 * What Driver Verifier lets a miniport say. C22: two pages name other failures of
 * OID_NIC_SWITCH_FREE_VF.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  OID_NIC_SWITCH_FREE_VF: releasing,
  OID_NIC_SWITCH_DELETE_SWITCH: releasing,
  OID_RECEIVE_FILTER_CLEAR_FILTER: releasing,
  OID_PNP_SET_POWER: ['NDIS_STATUS_SUCCESS', 'NDIS_STATUS_NOT_ACCEPTED'],
};

export const ndisOidComplete: MonitorProperty = monitor<Oids>({
  name: 'NdisOidComplete',
  rule: 'OIDs that free something end with one of the statuses that Driver Verifier allows',
  source: 'ndis-ndisoidcomplete; kernel-rules 72; C22',
  bugcheck: verifier,
  observes: oidTraffic,
  initial: {},
  next(memory, seen) {
    const { oids, event } = followOid(memory, seen);
    if (event.kind !== 'ended') return oids;
    const legal = allowed[event.oid.oid];
    if (legal === undefined || legal.includes(event.status)) return oids;
    return wrong(`${oidText(event.oid)} ended ${event.status}; legal are ${legal.join(', ')}`);
  },
});
