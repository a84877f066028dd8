/**
 * VF Enable in the device is what the bus driver says that it is. Judged at the PCI bus driver: what it
 * answers, against what it has written into the SR-IOV capability.
 */
import type { MonitorProperty } from '../../src/system/index.ts';
import { SRIOV_CONTROL_BIT, SRIOV_FIELD } from '../../src/wdk/sriov-capability.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';

interface Memory {
  /** As last written. */
  readonly numVfs: number;
  readonly enabled: boolean;
  /** The call that is not answered: how many VFs it wants, 0 for none. */
  readonly asked: number | null;
  /** The device was pulled out: nothing can be written any more. */
  readonly pulled: boolean;
}

const nothing: Memory = { numVfs: 0, enabled: false, asked: null, pulled: false };

/** For a device whose SR-IOV capability is at `capability`. */
export function vfEnable(capability: number): MonitorProperty {
  const written = (memory: Memory, { message }: Observation): Memory => {
    const accesses = Array.isArray(message.accesses) ? (message.accesses as readonly Seen[]) : [];
    return accesses.reduce((after, access) => writtenInto(after, access, capability), memory);
  };
  return driverMonitor<Memory>({
    name: 'VfEnable',
    rule:
      'EnableVirtualization succeeds when NumVFs and VF Enable are written as asked; a PF that was ' +
      'removed in order has VF Enable clear',
    source:
      'nc-wdm-enable_virtualization; ddi-sequences S1.7, S5.2, S5.3; PCIe SR-IOV 3.3.3.1, 3.3.7',
    initial: nothing,
    received(memory, { message }) {
      const { type } = message;
      if (type === 'IRP_MN_SURPRISE_REMOVAL') return { ...memory, pulled: true };
      if (type === 'IRP_MN_START_DEVICE') return nothing;
      if (type !== 'EnableVirtualization' || memory.asked !== null) return memory;
      return {
        ...memory,
        asked: message.enableVirtualization === true ? (number(message, 'numVFs') ?? 0) : 0,
      };
    },
    did(memory, seen) {
      const { message, from } = seen;
      if (message.type === 'ConfigBatch') return written(memory, seen);
      if (message.type === 'EnableVirtualization.return') return answered(memory, seen);
      const isRemoval =
        message.type === 'IoCompleteRequest' && text(message, 'request') === 'IRP_MN_REMOVE_DEVICE';
      if (!isRemoval) return memory;
      return memory.enabled && !memory.pulled
        ? wrong(`${from} completed IRP_MN_REMOVE_DEVICE with VF Enable still set`)
        : nothing;
    },
  });
}

function writtenInto(memory: Memory, access: Seen, capability: number): Memory {
  const value = number(access, 'value');
  if (value === undefined) return memory;
  const field = (number(access, 'offset') ?? 0) - capability;
  if (field === SRIOV_FIELD.NumVFs.offset) return { ...memory, numVfs: value };
  if (field !== SRIOV_FIELD.Control.offset) return memory;
  return { ...memory, enabled: (value & SRIOV_CONTROL_BIT.VFEnable.value) !== 0 };
}

function answered(memory: Memory, { from, to, message }: Observation): Memory | Wrong {
  const { asked, numVfs, enabled } = memory;
  // A second call is refused while one is under way: the answer that ends it is the one that succeeds.
  if (text(message, 'status') !== 'STATUS_SUCCESS') return { ...memory, asked: null };
  if (asked === null)
    return wrong(`${from} told ${to} that EnableVirtualization worked, which nobody had called`);
  const isRight = asked === 0 ? !enabled : enabled && numVfs === asked;
  const is = enabled ? `VF Enable is set for ${numVfs} VFs` : 'VF Enable is clear';
  const call = asked === 0 ? 'disabling' : `enabling ${asked} VFs`;
  return isRight
    ? { ...memory, asked: null }
    : wrong(`${from} told ${to} that ${call} worked, while ${is}`);
}
