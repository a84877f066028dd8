/** NumVFs and VF Enable are written in the order that the SR-IOV capability wants, and not faster than it allows. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { SRIOV_TIMING_MS } from '../../src/wdk/sriov-capability.ts';
import type { Observation, Wrong } from './monitor.ts';
import { driverMonitor, wrong } from './monitor.ts';
import type { Control, RegisterWrite, SriovDevice } from './sriov-control.ts';
import {
  afterCompletion,
  afterReceipt,
  afterWrite,
  setsVfEnable,
  writesOf,
} from './sriov-control.ts';
import { isTimePassing } from './timers.ts';

interface Memory {
  readonly control: Control | null;
  /** VF Enable was cleared, and no timer of the driver has fired since. */
  readonly justCleared: boolean;
}

/** Judged at the bus driver: its writes to the registers of `device`. */
export function numVfs(device: SriovDevice): MonitorProperty {
  return driverMonitor<Memory>({
    name: 'NumVfs',
    rule:
      'NumVFs is written before VF Enable is set and never while it is set; after VF Enable is ' +
      'cleared, neither is written before one second has passed',
    source: 'PCIe SR-IOV 3.3.3.1, 3.3.7; ddi-facts EnableVirtualization; qemu-sriov, Behaviour',
    initial: { control: null, justCleared: false },
    received({ control: before, justCleared }, { from, message }) {
      const control = afterReceipt(before, message);
      const waits = justCleared && control !== null && !isTimePassing(from, message);
      return { control, justCleared: waits };
    },
    did({ control: before, justCleared }, { from, message }) {
      let memory: Memory | Wrong = { control: afterCompletion(before, message), justCleared };
      for (const write of writesOf(device, message)) {
        if (!('control' in memory)) return memory;
        memory = judged(device, memory, from, write);
      }
      return memory;
    },
  });
}

function judged(
  device: SriovDevice,
  { control, justCleared }: Memory,
  from: Observation['from'],
  write: RegisterWrite,
): Memory | Wrong {
  const after = afterWrite(device, control, write);
  if (control === null || after === null) return { control: after, justCleared: false };
  const sets = setsVfEnable(write) && control.vfEnable !== 'set';
  const isNumVfs = write.register === 'NumVFs';
  if (isNumVfs && control.vfEnable === 'set') {
    return wrong(
      `${from} wrote ${write.value} to NumVFs while VF Enable is set; NumVFs is written first, ` +
        'then VF Enable is set, and to change NumVFs VF Enable is cleared first',
    );
  }
  if (sets && control.numVfs === 0) {
    return wrong(
      `${from} set VF Enable while NumVFs is 0; NumVFs is written before VF Enable is set`,
    );
  }
  if (justCleared && (isNumVfs || sets)) {
    const what = isNumVfs ? `wrote ${write.value} to NumVFs` : 'set VF Enable again';
    const wait = SRIOV_TIMING_MS.afterVFEnableCleared.value;
    return wrong(
      `${from} ${what} right after it had cleared VF Enable, without a timer in between; ` +
        `the device needs ${wait} ms`,
    );
  }
  const cleared = control.vfEnable === 'set' && after.vfEnable === 'clear';
  return { control: after, justCleared: justCleared || cleared };
}
