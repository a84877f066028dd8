/**
 * Every block that the PF invalidates is announced to the VF's driver afterwards, unless the VF
 * goes away.
 */
import { blocksOf, emptyMask, minusMask, orMasks } from '../../machines/block-mask.ts';
import { entry } from '../../machines/common.ts';
import { lifecycleId } from '../../machines/vstack/guards.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation } from './monitor.ts';
import { monitor, number, structure, text } from './monitor.ts';

interface Memory {
  /** VM network adapter (and number of its VF miniport) by VFId. */
  readonly adapterOf: Readonly<Record<string, number>>;
  /** Miniports that have been initialized and not been told to go. */
  readonly up: Readonly<Record<string, true>>;
  /** Bits that are still to be announced, by miniport. */
  readonly due: Readonly<Record<string, string>>;
}

/**
 * What counts is what the driver learns: one announcement after several invalidations of a block
 * serves them all, and a driver that starts reads afresh.
 */
export function invalidationNotLost(vfs: number): MonitorProperty {
  const adapters = new Map(Array.from({ length: vfs }, (_, vf) => [lifecycleId(vf), vf]));
  return monitor<Memory>({
    name: 'InvalidationNotLost',
    rule: 'each block that NdisMInvalidateConfigBlock names is announced to a VF that stays',
    source: 'backchannel-communication-from-the-pf-miniport-driver; S8; Z40',
    observes: [
      'ProtocolOidRequestComplete',
      'NdisMInvalidateConfigBlock',
      'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
      'MiniportInitializeEx.return',
      'MiniportDevicePnPEventNotify',
      'MiniportHaltEx',
    ],
    initial: { adapterOf: {}, up: {}, due: {} },
    next: (memory, seen) => next(memory, seen, adapters),
    finally({ due }) {
      const lost = Object.entries(due).map(
        ([miniport, mask]) =>
          `${miniport} was never told that block ${blocksOf(mask).join(', ')} changed`,
      );
      return lost.length === 0 ? undefined : lost.join('; ');
    },
  });
}

function next(
  memory: Memory,
  { from, to, message }: Observation,
  adapters: ReadonlyMap<string, number>,
): Memory {
  switch (message.type) {
    case 'ProtocolOidRequestComplete': {
      const adapter = adapters.get(text(message, 'id'));
      return adapter === undefined ? memory : allocation(memory, message, adapter);
    }
    case 'NdisMInvalidateConfigBlock': {
      const adapter = memory.adapterOf[number(message, 'vf') ?? ''];
      const miniport = `vf${adapter ?? ''}`;
      if (memory.up[miniport] !== true) return memory;
      const mask = orMasks(memory.due[miniport] ?? emptyMask, text(message, 'blockMask'));
      return { ...memory, due: entry(memory.due, miniport, mask) };
    }
    case 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK': {
      const mask = text(structure(message, 'parameters'), 'blockMask');
      const left = minusMask(memory.due[to] ?? emptyMask, mask === '' ? emptyMask : mask);
      return { ...memory, due: entry(memory.due, to, left === emptyMask ? undefined : left) };
    }
    case 'MiniportInitializeEx.return':
      return text(message, 'status') === 'NDIS_STATUS_SUCCESS'
        ? { ...excused(memory, from), up: entry(memory.up, from, true) }
        : memory;
    case 'MiniportDevicePnPEventNotify':
    case 'MiniportHaltEx':
      return excused(memory, to);
    default:
      return memory;
  }
}

/** The driver starts or goes: nothing is due to it. */
function excused(memory: Memory, miniport: string): Memory {
  return {
    ...memory,
    up: entry(memory.up, miniport, undefined),
    due: entry(memory.due, miniport, undefined),
  };
}

function allocation(memory: Memory, message: Observation['message'], adapter: number): Memory {
  if (text(message, 'status') !== 'NDIS_STATUS_SUCCESS') return memory;
  const result = structure(message, 'result');
  switch (text(message, 'oid')) {
    case 'OID_NIC_SWITCH_ALLOCATE_VF': {
      const vf = number(result, 'vf');
      return vf === undefined
        ? memory
        : { ...memory, adapterOf: entry(memory.adapterOf, vf, adapter) };
    }
    case 'OID_NIC_SWITCH_FREE_VF': {
      const left = Object.entries(memory.adapterOf).filter(([, each]) => each !== adapter);
      const gone = { ...memory, adapterOf: Object.fromEntries(left) };
      return { ...gone, due: entry(gone.due, `vf${adapter}`, undefined) };
    }
    default:
      return memory;
  }
}
