/** What a remove lock does: a remove IRP ends when nothing else is in the driver's hands. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irp, Irps } from './irps.ts';
import { irpText, receiveIrp, sendIrp } from './irps.ts';
import { driverMonitor, text, wrong } from './monitor.ts';

export const removeLock: MonitorProperty = driverMonitor<Irps>({
  name: 'RemoveLock',
  rule: 'a driver completes a remove IRP when it has completed every other IRP of that device',
  source: 'nf-wdm-ioreleaseremovelockandwait; kernel-rules 35, 37',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  initial: {},
  // The flags of the ledger are other rules'.
  received: (memory, seen) =>
    seen.message.type === 'IoCancelIrp' ? memory : receiveIrp(memory, seen).irps,
  did(memory, seen) {
    if (seen.message.type === 'IoCallDriver.return') return memory;
    const { irps, event } = sendIrp(memory, seen);
    if (event.kind !== 'completed' || event.irp.request !== 'IRP_MN_REMOVE_DEVICE') return irps;
    if (text(seen.message, 'status') !== 'STATUS_SUCCESS') return irps;
    const left = Object.values(irps).find((irp) => isOfSameDevice(irp, event.irp));
    return left === undefined
      ? irps
      : wrong(`${seen.from} completed the removal of its device and still holds ${irpText(left)}`);
  },
});

function isOfSameDevice(irp: Irp, removed: Irp): boolean {
  return (
    irp.slot === removed.slot && (irp.deviceObject ?? removed.deviceObject) === removed.deviceObject
  );
}
