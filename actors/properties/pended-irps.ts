/**
 * What STATUS_PENDING promises: the IRP was marked, is not completed in the same call, and is
 * completed later.
 */
import type { MonitorProperty, StateProperty, SystemView } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { irpKey, irpText, passed, receiveIrp, sendIrp } from './irps.ts';
import { driverMonitor, wrong } from './monitor.ts';

/**
 * C34: a driver that marked an IRP returns STATUS_PENDING even if somebody else has completed it
 * meanwhile. A driver may also pass the IRP down and return what it was told, STATUS_PENDING.
 */
export const pendedCompletedRequest: MonitorProperty = driverMonitor<Irps>({
  name: 'PendedCompletedRequest',
  rule: 'a dispatch routine that returns STATUS_PENDING has not completed the IRP itself',
  source: 'wdm-pendedcompletedrequest; kernel-rules 4, 5; C34',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  initial: {},
  // A cancel is another rule's.
  received: (memory, seen) =>
    seen.message.type === 'IoCancelIrp' ? memory : receiveIrp(memory, seen).irps,
  did(memory, seen, { sent = [] }) {
    const { irps, event } = sendIrp(memory, seen);
    if (seen.message.type !== 'IoCallDriver.return') return irps;
    if (event.kind === 'pendedTwice') {
      return wrong(`${seen.from} returned STATUS_PENDING a second time for ${irpText(event.irp)}`);
    }
    if (event.kind !== 'notHeld') return irps;
    const key = irpKey(event.irp);
    const passedDown = sent
      .map(({ message }) => passed(seen.from, message as typeof seen.message))
      .some((irp) => irp !== undefined && irpKey(irp) === key);
    if (passedDown) return irps;
    const irp = irpText(event.irp);
    return wrong(`${seen.from} returned STATUS_PENDING for ${irp}, which it does not hold`);
  },
  finally(memory) {
    const lost = Object.values(memory).filter(
      ({ pended, request }) => pended && request !== 'IOCTL_VPCI_INVALIDATE_BLOCK',
    );
    return lost.length === 0
      ? undefined
      : lost.map((irp) => `${irpText(irp)} was pended and never completed`).join('; ');
  },
});

interface QueuedIrp {
  readonly from: string;
  readonly id: string;
  readonly request: string;
  readonly pending?: boolean;
}

/** An IOCTL in the queue of a VPCI bus driver was marked before it was put there. */
export function markIrpPending(buses: readonly string[]): StateProperty {
  return {
    kind: 'always',
    name: 'MarkIrpPending',
    rule: 'an IRP is marked pending before it can be seen in a queue',
    source: 'wdm-markirppending, wdm-markingqueuedirps; kernel-rules 2, 3',
    bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
    reads: buses,
    each: true,
    check: (view) => buses.map((bus) => unmarked(view, bus)).find((found) => found !== undefined),
  };
}

function unmarked(view: SystemView, bus: string): string | undefined {
  const queue: unknown = view[bus]?.context.outstanding;
  if (!Array.isArray(queue)) return undefined;
  const found = (queue as readonly QueuedIrp[]).find(
    ({ request, pending }) => request.startsWith('IOCTL_') && pending !== true,
  );
  return (
    found && `${bus} queued ${found.request} (${found.id}) of ${found.from} without marking it`
  );
}
