/** What a remove lock does: a remove IRP ends when nothing else is in the driver's hands. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irp, Irps } from './irps.ts';
import { followIrp, irpText, irpTraffic } from './irps.ts';
import { monitor, text, wrong } from './monitor.ts';

/**
 * Completions to different requesters travel on different channels, so that only IRPs of the one
 * who sent the remove IRP are known to be outstanding when its completion arrives.
 */
export const removeLock: MonitorProperty = monitor<Irps>({
  name: 'RemoveLock',
  rule: 'a driver completes a remove IRP when it has completed every other IRP of that device',
  source: 'nf-wdm-ioreleaseremovelockandwait; kernel-rules 35, 37',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  observes: irpTraffic.filter((type) => type !== 'IoCallDriver.return' && type !== 'IoCancelIrp'),
  initial: {},
  next(memory, seen) {
    const { irps, event } = followIrp(memory, seen);
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
    irp.owner === removed.owner &&
    irp.requester === removed.requester &&
    irp.slot === removed.slot &&
    (irp.deviceObject ?? removed.deviceObject) === removed.deviceObject
  );
}
