/** The bus driver reads and writes the config space of VFs that are there, and that have had their time to settle. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { SRIOV_TIMING_MS } from '../../src/wdk/sriov-capability.ts';
import type { Observation, Wrong } from './monitor.ts';
import { driverMonitor, number, requestKey, wrong } from './monitor.ts';
import type { Control, SriovDevice } from './sriov-control.ts';
import { afterCompletion, afterReceipt, afterWrite, writesOf } from './sriov-control.ts';
import { isTimePassing } from './timers.ts';

interface Memory {
  readonly control: Control | null;
  /** VF Enable was set, and no timer of the driver has fired since. */
  readonly justSet: boolean;
  /** Calls that came while VF Enable was not set, and it has not been set since; by caller, routine and id: the VF. */
  readonly hopeless: Readonly<Record<string, number>>;
}

const routines: readonly string[] = ['GetVirtualFunctionData', 'SetVirtualFunctionData'];
const accesses: readonly string[] = ['ConfigRead', 'ConfigWrite', 'ConfigBatch'];

/** Judged at the bus driver of `device`. */
export function vfAccess(device: SriovDevice): MonitorProperty {
  return driverMonitor<Memory>({
    name: 'VfAccess',
    rule:
      'config space of a VF is accessed 100 ms after VF Enable was set, and not said to be read or ' +
      'written while VF Enable is not set',
    source:
      'nc-wdm-get_virtual_device_data, nc-wdm-set_virtual_device_data; PCIe SR-IOV 3.3.3.1; ' +
      'qemu-sriov, Behaviour',
    initial: { control: null, justSet: false, hopeless: {} },
    received: (memory, seen) => received(memory, seen),
    did(memory, seen) {
      const { message } = seen;
      if (accesses.includes(message.type)) return accessed(device, memory, seen);
      if (message.type.endsWith('.return')) return answered(memory, seen);
      return { ...memory, control: afterCompletion(memory.control, message) };
    },
  });
}

function received(memory: Memory, { from, message }: Observation): Memory {
  const control = afterReceipt(memory.control, message);
  if (control === null) return { control, justSet: false, hopeless: {} };
  if (isTimePassing(from, message)) return { ...memory, justSet: false };
  if (control.vfEnable === 'set' || !routines.includes(message.type)) return memory;
  const vf = number(message, 'vf') ?? 0;
  const key = requestKey(message.from ?? from, message.type, message);
  return { ...memory, hopeless: entry(memory.hopeless, key, vf) };
}

function accessed(device: SriovDevice, memory: Memory, { from, message }: Observation) {
  if (number(message, 'rid') !== device.pf.rid) {
    const wait = SRIOV_TIMING_MS.afterVFEnableSet.value;
    return memory.justSet
      ? wrong(
          `${from} accessed config space of a VF right after it had set VF Enable, without a timer ` +
            `in between; VFs need ${wait} ms before the first access`,
        )
      : memory;
  }
  return writesOf(device, message).reduce((before, write) => {
    const control = afterWrite(device, before.control, write);
    if (control?.vfEnable !== 'set') {
      return { control, justSet: false, hopeless: control === null ? {} : before.hopeless };
    }
    const isNew = before.control?.vfEnable !== 'set';
    return { control, justSet: before.justSet || isNew, hopeless: {} };
  }, memory);
}

function answered(memory: Memory, { from, to, message }: Observation): Memory | Wrong {
  const routine = message.type.replace(/\.return$/, '');
  const key = requestKey(to, routine, message);
  const vf = memory.hopeless[key];
  if (vf === undefined) return memory;
  const count = number(message, 'count') ?? 0;
  if (count === 0) return { ...memory, hopeless: entry(memory.hopeless, key, undefined) };
  const why =
    memory.control?.vfEnable === 'lost'
      ? 'VF Enable was lost when the PF went from D3hot to D0, and is not set again'
      : 'VF Enable is clear';
  return wrong(
    `${from} returned ${count} bytes from ${routine} of VF ${vf} to ${to}, while no VF is there: ${why}`,
  );
}
