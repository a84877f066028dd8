/** STATUS_INVALID_DEVICE_STATE from EnableVirtualization says that VF Enable is already as the caller wants it. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, text, wrong } from './monitor.ts';
import type { Control, SriovDevice } from './sriov-control.ts';
import { afterCompletion, afterReceipt, afterWrite, writesOf } from './sriov-control.ts';

interface Memory {
  readonly control: Control | null;
  /** Calls that are not answered, by caller and id: whether VF Enable was not as it is to be when it came. */
  readonly calls: Readonly<Record<string, boolean>>;
}

/** Judged at the bus driver of `device`: what it refuses, against what it has written. */
export function enableRefused(device: SriovDevice): MonitorProperty {
  return driverMonitor<Memory>({
    name: 'EnableRefused',
    rule:
      'EnableVirtualization is refused with STATUS_INVALID_DEVICE_STATE only when VF Enable is set ' +
      'already, or clear already',
    source: 'nc-wdm-enable_virtualization; ddi-facts EnableVirtualization; C02',
    initial: { control: null, calls: {} },
    received: (memory, seen) => received(memory, seen),
    did(memory, seen) {
      if (seen.message.type === 'EnableVirtualization.return') return answered(memory, seen);
      const control = afterCompletion(memory.control, seen.message);
      const writes = writesOf(device, seen.message);
      const after = writes.reduce((before, write) => afterWrite(device, before, write), control);
      return after === null ? { control: null, calls: {} } : { ...memory, control: after };
    },
  });
}

function received(memory: Memory, { from, message }: Observation): Memory {
  const control = afterReceipt(memory.control, message);
  if (control === null) return { control, calls: {} };
  if (message.type !== 'EnableVirtualization') return memory;
  // Answered at once and carried out afterwards: when that ends is not seen.
  if (text(message, 'irql') === 'DISPATCH_LEVEL') return { control: null, calls: {} };
  const wanted = message.enableVirtualization === true;
  const isFree = Object.keys(memory.calls).length === 0 && !control.asleep;
  const differs = isFree && control.vfEnable !== 'lost' && wanted !== (control.vfEnable === 'set');
  return { control, calls: entry(memory.calls, keyOf(message.from ?? from, message), differs) };
}

function answered(memory: Memory, { from, to, message }: Observation): Memory | Wrong {
  const key = keyOf(to, message);
  const isRefused = text(message, 'status') === 'STATUS_INVALID_DEVICE_STATE';
  if (!isRefused || memory.calls[key] !== true) {
    return { ...memory, calls: entry(memory.calls, key, undefined) };
  }
  const is = memory.control?.vfEnable === 'set' ? 'set' : 'clear';
  return wrong(
    `${from} refused EnableVirtualization of ${to} with STATUS_INVALID_DEVICE_STATE, which says ` +
      `that it is done already; VF Enable is ${is}`,
  );
}

const keyOf = (caller: string, message: Seen) => `${caller} ${text(message, 'id')}`;
