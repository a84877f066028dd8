/**
 * NDIS's copy of the switch: fed by OIDs that the miniport completed with success, and by nothing
 * else.
 */
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { entry } from '../common.ts';
import type { OidParameters, OidResult } from '../messages/index.ts';
import type { NdisPfContext, OidTicket, SwitchCache } from './context.ts';

export const emptyCache: SwitchCache = { nicSwitch: null, vfs: {}, vports: {}, filters: {} };

/** Whether everything that protocols created has been freed again. */
export function nothingCreated({ vfs, vports, filters }: SwitchCache): boolean {
  return [vfs, vports, filters].every((table) => Object.keys(table).length === 0);
}

/** What changes when the miniport has carried the OID out. */
export function carriedOut(
  cache: SwitchCache,
  { oid, parameters: p }: OidTicket,
  result: OidResult,
): Partial<SwitchCache> {
  switch (oid) {
    case 'OID_NIC_SWITCH_CREATE_SWITCH':
      return { nicSwitch: { numVFs: p.numVFs ?? 0 } };
    case 'OID_NIC_SWITCH_DELETE_SWITCH':
      return { nicSwitch: null };
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return result.vf === undefined
        ? {}
        : { vfs: entry(cache.vfs, result.vf, result.requestorId ?? 0) };
    case 'OID_NIC_SWITCH_FREE_VF':
      return { vfs: entry(cache.vfs, p.vf ?? 0, undefined) };
    case 'OID_NIC_SWITCH_CREATE_VPORT': {
      const attachedFunction = p.attachedFunction ?? CONSTANT.NDIS_PF_FUNCTION_ID.value;
      const ofPf = attachedFunction === CONSTANT.NDIS_PF_FUNCTION_ID.value;
      const state = `NdisNicSwitchVPortState${ofPf ? 'Deactivated' : 'Activated'}` as const;
      return { vports: entry(cache.vports, p.vport ?? 0, { attachedFunction, state }) };
    }
    case 'OID_NIC_SWITCH_VPORT_PARAMETERS': {
      const vport = cache.vports[String(p.vport)];
      if (vport === undefined || p.vportState === undefined) return {};
      return { vports: entry(cache.vports, p.vport ?? 0, { ...vport, state: p.vportState }) };
    }
    case 'OID_NIC_SWITCH_DELETE_VPORT':
      return { vports: entry(cache.vports, p.vport ?? 0, undefined) };
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return { filters: entry(cache.filters, p.filter ?? 0, p.vport ?? 0) };
    case 'OID_RECEIVE_FILTER_MOVE_FILTER':
      return { filters: entry(cache.filters, p.filter ?? 0, p.destinationVPort ?? 0) };
    case 'OID_RECEIVE_FILTER_CLEAR_FILTER':
      return { filters: entry(cache.filters, p.filter ?? 0, undefined) };
    default:
      return {};
  }
}

interface Answer {
  readonly status: NdisStatus;
  readonly result: OidResult;
}
const found = (result: OidResult): Answer => ({ status: 'NDIS_STATUS_SUCCESS', result });
const unknown: Answer = { status: 'NDIS_STATUS_INVALID_PARAMETER', result: {} };
const sriovCapabilities =
  CONSTANT.NDIS_SRIOV_CAPS_SRIOV_SUPPORTED.value | CONSTANT.NDIS_SRIOV_CAPS_PF_MINIPORT.value;

/** What NDIS answers without the miniport. */
export function answerFromCache(context: NdisPfContext, oid: string, p: OidParameters): Answer {
  switch (oid) {
    case 'OID_NIC_SWITCH_ENUM_SWITCHES':
      return found({ elements: context.nicSwitch === null ? [] : [0] });
    case 'OID_NIC_SWITCH_ENUM_VFS':
      return found({ elements: Object.keys(context.vfs).map(Number) });
    case 'OID_NIC_SWITCH_ENUM_VPORTS':
      return found({ elements: vportsOf(context, p.attachedFunction) });
    case 'OID_NIC_SWITCH_VF_PARAMETERS': {
      const requestorId = context.vfs[String(p.vf)];
      return requestorId === undefined ? unknown : found({ vf: p.vf, requestorId });
    }
    case 'OID_NIC_SWITCH_VPORT_PARAMETERS': {
      const vport = context.vports[String(p.vport)];
      if (p.vport === CONSTANT.NDIS_DEFAULT_VPORT_ID.value) {
        return found({ vport: 0, vf: CONSTANT.NDIS_PF_FUNCTION_ID.value });
      }
      return vport === undefined ? unknown : found({ vport: p.vport, vf: vport.attachedFunction });
    }
    case 'OID_SRIOV_HARDWARE_CAPABILITIES':
    case 'OID_SRIOV_CURRENT_CAPABILITIES':
      return found({ value: sriovCapabilities });
    // The local identifier is valid from before MiniportInitializeEx to MiniportHaltEx; it is any
    // fixed number.
    case 'OID_SRIOV_PF_LUID':
      return found({ value: 1 });
    // OID_NIC_SWITCH_PARAMETERS and the capabilities of the switch: the VFs it is for.
    default:
      return found({ value: context.nicSwitch?.numVFs ?? context.numVFs });
  }
}

/** By switch: the default VPort and all others; by function: those attached to it. */
function vportsOf(cache: SwitchCache, attached: number | undefined): readonly number[] {
  const ids = Object.keys(cache.vports).map(Number);
  if (attached === undefined) return [CONSTANT.NDIS_DEFAULT_VPORT_ID.value, ...ids];
  const own = ids.filter((id) => cache.vports[String(id)]?.attachedFunction === attached);
  return attached === CONSTANT.NDIS_PF_FUNCTION_ID.value
    ? [CONSTANT.NDIS_DEFAULT_VPORT_ID.value, ...own]
    : own;
}
