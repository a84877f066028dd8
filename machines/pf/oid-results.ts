/** What the OIDs of the PF miniport give back when they succeed. */
import { makeRid } from '../../src/wdk/constants.ts';
import type { OidResult } from '../messages/index.ts';
import type { BusOutcome } from './bus.ts';
import type { PendedOid, PfMiniportContext, PfOid } from './context.ts';

/** Of an OID that is answered at once. */
export function immediateResult(context: PfMiniportContext, oid: PfOid): OidResult {
  const p = oid.parameters;
  switch (oid.type) {
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      return { vport: p.vport };
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return { filter: p.filter };
    case 'OID_SRIOV_READ_VF_CONFIG_BLOCK':
      return {
        block: context.vfs[String(p.vf)]?.blocks[String(p.blockId)],
        count: p.length,
      };
    case 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK':
      return { count: p.length };
    // The ids may equal the adapter's or differ, to choose another driver in the guest.
    case 'OID_SRIOV_VF_VENDOR_DEVICE_ID':
      return { vendorId: context.vendorId, deviceId: context.vfDeviceId };
    case 'OID_SRIOV_BAR_RESOURCES':
      return { resource: barOf(context, p.vf ?? 0, p.bar ?? 0) };
    default:
      return {};
  }
}

/**
 * A VF's part of a VF BAR: the BARs of all VFs lie one behind the other; the start counts from the
 * first VF's.
 */
function barOf(context: PfMiniportContext, vf: number, bar: number) {
  const length = context.vfBars[bar]?.bytes ?? 0;
  return { start: vf * length, length };
}

/** Of an OID that was pended while the bus driver worked. */
export function pendedResult(oid: PendedOid, outcome: BusOutcome): OidResult {
  switch (oid.oid) {
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return { vf: oid.vf ?? 0, requestorId: requestorIdOf(outcome) };
    case 'OID_SRIOV_READ_VF_CONFIG_SPACE':
      return { value: outcome.value, count: outcome.count };
    case 'OID_SRIOV_WRITE_VF_CONFIG_SPACE':
      return { count: outcome.count };
    case 'OID_SRIOV_PROBED_BARS':
      return { bars: outcome.bars };
    default:
      return {};
  }
}

/** NDIS_MAKE_RID of a location. */
export function requestorIdOf(outcome: BusOutcome): number {
  return makeRid(outcome.segmentNumber ?? 0, outcome.busNumber ?? 0, outcome.functionNumber ?? 0);
}
