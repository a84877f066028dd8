/**
 * The data path of a VM network adapter goes to its VF only while the VF's adapter can carry it.
 */
import type { MonitorProperty } from '../../src/system/index.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';

/** What the guest's NDIS has done: restarted its miniport, and moved the path to the VF. */
interface Memory {
  readonly running: boolean;
  readonly toVf: boolean;
}

const restarted = ['MiniportRestart.return', 'NdisMRestartComplete'];

/** Judged at the guest's NDIS, which restarts and pauses the miniport, and moves the path. */
export const dataPath: MonitorProperty = driverMonitor<Memory>({
  name: 'DataPath',
  rule: 'the data path goes to a VF, and back, in turn, and only while the adapter of the VF runs',
  source: 'sr-iov-vf-data-path; S2.11, S3.2; observed-orders',
  initial: { running: false, toVf: false },
  received: (memory, { message }) =>
    restarted.includes(message.type) && text(message, 'status') === 'NDIS_STATUS_SUCCESS'
      ? { ...memory, running: true }
      : memory,
  did({ running, toVf }, { from, to, message }) {
    if (message.type === 'MiniportPause' || message.type === 'MiniportHaltEx') {
      return toVf
        ? wrong(`${from} called ${message.type} of ${to} before it moved the path away from its VF`)
        : { toVf, running: false };
    }
    if (message.type !== 'SwitchDataPath') return { running, toVf };
    const there = message.toVf === true;
    const vf = number(message, 'vf');
    if (toVf === there) {
      return wrong(
        `${from} moved the path ${there ? 'to' : 'from'} VF ${vf}, where it was already`,
      );
    }
    return there && !running
      ? wrong(`${from} moved the path to VF ${vf}, whose adapter does not run`)
      : { running, toVf: there };
  },
});
