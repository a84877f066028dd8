/** Requests that may not fail, or only in certain ways. */

import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irp, Irps } from './irps.ts';
import { irpText, receiveIrp, sendIrp } from './irps.ts';
import { driverMonitor, hasSucceeded, monitor, text, wrong } from './monitor.ts';

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

const deviceOf = ({ deviceObject, slot }: Irp) => `${deviceObject ?? ''} ${slot ?? ''}`.trim();
/** Requests whose end matters. */
const followed: readonly string[] = [...mayNotFail, 'IRP_MN_START_DEVICE'];

/**
 * C36: only a second remove IRP for a device object that is deleted already may end
 * STATUS_NO_SUCH_DEVICE.
 */
export const pnpRemove: MonitorProperty = driverMonitor<Removals>({
  name: 'PnpRemove',
  rule:
    'IRP_MN_SURPRISE_REMOVAL, IRP_MN_REMOVE_DEVICE, IRP_MN_CANCEL_REMOVE_DEVICE and ' +
    'IRP_MN_CANCEL_STOP_DEVICE do not fail',
  source: 'wdm-pnpremove; kernel-rules 47; C36',
  bugcheck: verifier,
  initial: { irps: {}, removed: {} },
  received: (memory, seen) =>
    followed.includes(seen.message.type)
      ? { ...memory, irps: receiveIrp(memory.irps, seen).irps }
      : memory,
  did(memory, seen) {
    if (seen.message.type === 'IoCallDriver.return') return memory;
    const { irps, event } = sendIrp(memory.irps, seen);
    if (event.kind !== 'completed') return { ...memory, irps };
    const { irp } = event;
    const status = text(seen.message, 'status');
    const worked = hasSucceeded(seen.message);
    const again = irp.request === 'IRP_MN_REMOVE_DEVICE' && memory.removed[deviceOf(irp)] === true;
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
  each: true,
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

export const ndisOidComplete: MonitorProperty = monitor<null>({
  name: 'NdisOidComplete',
  rule: 'OIDs that free something end with one of the statuses that Driver Verifier allows',
  source: 'ndis-ndisoidcomplete; kernel-rules 72; C22',
  bugcheck: verifier,
  each: true,
  observes: ['MiniportOidRequest.return', 'NdisMOidRequestComplete'],
  initial: null,
  next(memory, { from, message }) {
    const [oid, id, status] = [text(message, 'oid'), text(message, 'id'), text(message, 'status')];
    const legal = allowed[oid];
    if (legal === undefined || status === 'NDIS_STATUS_PENDING' || legal.includes(status)) {
      return memory;
    }
    return wrong(`${oid} (${id}) at ${from} ended ${status}; legal are ${legal.join(', ')}`);
  },
});
