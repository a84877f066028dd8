/** OID_SRIOV_RESET_VF does what it says: a function level reset, of that VF and of no other. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { PCIE_BIT } from '../../src/wdk/config-space.ts';
import type { Seen } from './monitor.ts';
import { driverMonitor, number, structure, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid, isOidCall } from './oids.ts';

interface Memory {
  /** OID_SRIOV_RESET_VF at the miniport. */
  readonly resets: Oids;
  /** VFs whose function level reset was begun for one of them. */
  readonly begun: Readonly<Record<string, true>>;
}

const reset = 'OID_SRIOV_RESET_VF';

export const resetVfResetsIt: MonitorProperty = driverMonitor<Memory>({
  name: 'ResetVfResetsIt',
  rule: 'OID_SRIOV_RESET_VF succeeds when a function level reset of that VF was begun for it, and resets no other VF',
  source: 'resetting-a-virtual-function; S3.5, S12.3',
  initial: { resets: {}, begun: {} },
  received: (memory, seen) =>
    seen.message.type === reset && isOidCall(seen)
      ? { ...memory, resets: followOid(memory.resets, seen, ['vf']).oids }
      : memory,
  did(memory, seen) {
    // NDIS passes OIDs on; they are in the miniport's hands, and not in its own.
    if (isOidCall(seen)) return memory;
    const { from, message } = seen;
    const asked = Object.values(memory.resets).map(({ parameters }) => number(parameters, 'vf'));
    const written = functionLevelReset(message);
    if (written !== undefined) {
      const [vf] = asked;
      return vf === undefined || asked.includes(written)
        ? { ...memory, begun: entry(memory.begun, written, true) }
        : wrong(`${from} was asked to reset VF ${vf}, and resets VF ${written}`);
    }
    const { oids: resets, event } = followOid(memory.resets, seen);
    if (event.kind !== 'ended') return { ...memory, resets };
    const vf = number(event.oid.parameters, 'vf') ?? 0;
    if (event.status === 'NDIS_STATUS_SUCCESS' && memory.begun[vf] === undefined) {
      return wrong(`${from} ended ${reset} for VF ${vf} with success, and has not reset it`);
    }
    return { resets, begun: entry(memory.begun, vf, undefined) };
  },
});

/** The VF whose Initiate Function Level Reset bit this message sets, by either way to the bus driver. */
function functionLevelReset(message: Seen): number | undefined {
  const viaVbd =
    message.type === 'VbdCall' && text(message, 'routine') === 'SetVirtualFunctionData';
  if (!viaVbd && message.type !== 'NdisMSetVirtualFunctionBusData') return undefined;
  const call = viaVbd ? structure(message, 'parameters') : message;
  const value = number(call, 'value') ?? 0;
  return (value & PCIE_BIT.InitiateFunctionLevelReset.value) === 0 ? undefined : number(call, 'vf');
}
