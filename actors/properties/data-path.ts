/**
 * The data path of a VM network adapter goes to its VF only while the VF's adapter can carry it.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { monitor, number, text, wrong } from './monitor.ts';

interface Memory {
  /** Where the path of each adapter goes to; absent: to the synthetic one. */
  readonly toVf: Readonly<Record<string, true>>;
  /** `running` now, or `ran`: its miniport was restarted before. */
  readonly miniports: Readonly<Record<string, 'running' | 'ran'>>;
}

const restarted = ['MiniportRestart.return', 'NdisMRestartComplete'];

/**
 * The guest's message about the path and NDIS's calls of the miniport travel on different channels,
 * so that the order of their deliveries says nothing. What can be said: the path goes there and
 * back in turn, not before the adapter has ever run, and not for good when the adapter has stopped.
 */
export const dataPath: MonitorProperty = monitor<Memory>({
  name: 'DataPath',
  rule: 'the data path goes to a VF, and back, in turn, and only while the adapter of the VF runs',
  source: 'sr-iov-vf-data-path; S2.11, S3.2; observed-orders',
  observes: ['SwitchDataPath', 'MiniportPause', 'MiniportHaltEx', ...restarted],
  initial: { toVf: {}, miniports: {} },
  next(memory, { from, to, message }) {
    if (message.type === 'SwitchDataPath') {
      const vf = number(message, 'vf') ?? 0;
      const there = message.toVf === true;
      if ((memory.toVf[vf] === true) === there) {
        return wrong(
          `${from} moved the path ${there ? 'to' : 'from'} VF ${vf}, where it was already`,
        );
      }
      if (there && memory.miniports[`vf${vf}`] === undefined) {
        return wrong(`${from} moved the path to VF ${vf}, whose adapter has not run yet`);
      }
      return { ...memory, toVf: entry(memory.toVf, vf, there ? true : undefined) };
    }
    if (restarted.includes(message.type)) {
      return text(message, 'status') === 'NDIS_STATUS_SUCCESS'
        ? { ...memory, miniports: entry(memory.miniports, from, 'running') }
        : memory;
    }
    return memory.miniports[to] === undefined
      ? memory
      : { ...memory, miniports: entry(memory.miniports, to, 'ran') };
  },
  finally({ toVf, miniports }) {
    const stale = Object.keys(toVf).filter((vf) => miniports[`vf${vf}`] !== 'running');
    return stale.length === 0
      ? undefined
      : `the path still goes to VF ${stale.join(', ')}, whose adapter does not run`;
  },
});
