/**
 * Cancel and completion agree on one owner: neither both complete the IRP, nor each leaves it to
 * the other.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { irpKey, irpText, receiveIrp, sendIrp } from './irps.ts';
import { driverMonitor, wrong } from './monitor.ts';

interface Memory {
  readonly irps: Irps;
  /** Cancelled and completed by the driver; until the requester uses the id again. */
  readonly ended: Readonly<Record<string, true>>;
}

export const cancelOwnership: MonitorProperty = driverMonitor<Memory>({
  name: 'IrpCancelField',
  rule: 'an IRP is completed exactly once after IoCancelIrp, as cancelled or with its own status',
  source: 'wdm-irpcancelfield; kernel-rules 21, 27, 28, 32; Z63',
  bugcheck: bugcheckText('MULTIPLE_IRP_COMPLETE_REQUESTS'),
  initial: { irps: {}, ended: {} },
  received({ irps: before, ended }, seen) {
    const { irps, event } = receiveIrp(before, seen);
    if (event.kind !== 'received') return { irps, ended };
    return { irps, ended: entry(ended, irpKey(event.irp), undefined) };
  },
  did({ irps: before, ended }, seen) {
    if (seen.message.type === 'IoCallDriver.return') return { irps: before, ended };
    const { irps, event } = sendIrp(before, seen);
    if (event.kind === 'completed' && event.irp.cancelled) {
      return { irps, ended: entry(ended, irpKey(event.irp), true) };
    }
    if (event.kind !== 'notHeld' || ended[irpKey(event.irp)] === undefined) return { irps, ended };
    return wrong(
      `${seen.from} completed the cancelled ${irpText(event.irp)} twice: ` +
        'the cancel routine and the completion both took it',
    );
  },
  finally({ irps }) {
    const lost = Object.values(irps).filter(({ cancelled }) => cancelled);
    return lost.length === 0
      ? undefined
      : lost.map((irp) => `neither cancel nor completion took ${irpText(irp)}`).join('; ');
  },
});
