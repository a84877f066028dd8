/** A VF is started in its guest when it has resources: before, its BARs lie nowhere. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { receiveIrp, sendIrp } from './irps.ts';
import type { Observation, Seen } from './monitor.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';

interface Memory {
  /** IRP_MN_START_DEVICE of a child in the bus driver's hands. */
  readonly irps: Irps;
  /** It is the bus driver at the end of the channel, and not a driver between. */
  readonly isBus: boolean;
  /** Slots whose resources the host has confirmed. */
  readonly assigned: Readonly<Record<string, true>>;
}

const slotOf = (message: Seen) => String(number(message, 'slot') ?? '');

export const startedWithResources: MonitorProperty = driverMonitor<Memory>({
  name: 'StartedWithResources',
  rule: 'a VPCI bus starts a child only when the host has confirmed its resources (VPCI_RESOURCES_ASSIGNED2)',
  source: 'vpci-protocol 4; S2.8, S2.9',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  initial: { irps: {}, isBus: false, assigned: {} },
  received(memory, seen) {
    const { message } = seen;
    switch (message.type) {
      case 'VPCI_BUS_RELATIONS2':
        return { ...memory, isBus: true };
      case 'VPCI_RESOURCES_ASSIGNED2.completion':
        return text(message, 'status') === 'STATUS_SUCCESS'
          ? { ...memory, assigned: entry(memory.assigned, slotOf(message), true) }
          : memory;
      case 'VMBUS_RESCIND_CHANNEL_OFFER':
        return { ...memory, assigned: {} };
      case 'IRP_MN_START_DEVICE':
        return memory.isBus && message.deviceObject === 'PDO'
          ? { ...memory, irps: receiveIrp(memory.irps, seen).irps }
          : memory;
      default:
        return memory;
    }
  },
  did(memory, seen) {
    const { message } = seen;
    if (message.type === 'VPCI_RESOURCES_RELEASED') {
      return { ...memory, assigned: entry(memory.assigned, slotOf(message), undefined) };
    }
    return message.type === 'IoCompleteRequest' ? completed(memory, seen) : memory;
  },
});

function completed(memory: Memory, seen: Observation) {
  const { irps, event } = sendIrp(memory.irps, seen);
  if (event.kind !== 'completed') return memory;
  const slot = String(event.irp.slot);
  return text(seen.message, 'status') === 'STATUS_SUCCESS' && memory.assigned[slot] === undefined
    ? wrong(`${seen.from} started the child in slot ${slot}, which has no resources`)
    : { ...memory, irps };
}
