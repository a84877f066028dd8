/** A halted miniport has nothing at work any more: no timer, no work item, no thread that still calls somebody. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Seen } from './monitor.ts';
import { driverMonitor, text, wrong } from './monitor.ts';

/** Its adapter context is freed. */
interface Memory {
  readonly halted: boolean;
}

const isCall = ({ type }: Seen) =>
  type.startsWith('NdisM') || type.startsWith('IOCTL_') || type === 'VbdCall';

export const noCallAfterHalt: MonitorProperty = driverMonitor<Memory>({
  name: 'NoCallAfterHalt',
  rule:
    'after MiniportHaltEx, or a MiniportInitializeEx that failed, a miniport calls nobody until it is initialized ' +
    'again: its timers, work items and DPCs have ended before',
  source: 'nc-ndis-miniport_halt; kernel-rules 37, 74; CVE-2026-43447',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  initial: { halted: false },
  received: (memory, { message }) =>
    message.type === 'MiniportInitializeEx' ? { halted: false } : memory,
  did(memory, { from, to, message }) {
    switch (message.type) {
      case 'MiniportHaltEx.return':
        return { halted: true };
      case 'MiniportInitializeEx.return':
        return { halted: text(message, 'status') !== 'NDIS_STATUS_SUCCESS' };
      default:
        return memory.halted && isCall(message)
          ? wrong(`${from} called ${message.type} of ${to} after it was halted`)
          : memory;
    }
  },
});
