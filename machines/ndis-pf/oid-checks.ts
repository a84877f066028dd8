/**
 * What NDIS itself decides about an OID before the miniport sees it: which it answers, which it
 * refuses, and the ids that it assigns. It checks the contents of SR-IOV OIDs only where their
 * pages say so.
 */
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { OidName } from '../../src/wdk/oids.ts';
import { OID, reachesPfMiniport } from '../../src/wdk/oids.ts';
import { lowestFree } from '../common.ts';
import type { OidParameters } from '../messages/index.ts';
import type { NdisPfContext, OidTicket, SwitchCache } from './context.ts';

const PF = CONSTANT.NDIS_PF_FUNCTION_ID.value;
const DEFAULT_VPORT = CONSTANT.NDIS_DEFAULT_VPORT_ID.value;

/**
 * C21: pages also let the extensible switch issue CREATE_SWITCH. Taken: NDIS only, as the OID's own
 * page has it.
 */
const NDIS_ONLY: readonly string[] = [
  'OID_NIC_SWITCH_CREATE_SWITCH',
  'OID_NIC_SWITCH_DELETE_SWITCH',
  'OID_PNP_SET_POWER',
  'OID_PNP_QUERY_POWER',
];

/** What the hardware could do may be asked whether SR-IOV is enabled or not. */
const ALWAYS_ANSWERED: readonly string[] = [
  'OID_SRIOV_HARDWARE_CAPABILITIES',
  'OID_NIC_SWITCH_HARDWARE_CAPABILITIES',
  'OID_SRIOV_PF_LUID',
];

/** No SR-IOV on this adapter, not enabled, or not a request that a protocol may send to a PF. */
export function notSupported(context: NdisPfContext, oid: string): boolean {
  if (!(oid in OID) || NDIS_ONLY.includes(oid)) return true;
  if (ALWAYS_ANSWERED.includes(oid)) return false;
  const known = reachesPfMiniport(oid as OidName) || OID[oid as OidName].answeredBy === 'ndis';
  return !known || !context.sriov || context.nicSwitch === null;
}

/** Whether NDIS answers from its cache: the miniport never sees such a request (C23, C24). */
export function answeredByNdis(oid: string, { set }: OidParameters): boolean {
  const { answeredBy } = OID[oid as OidName];
  return answeredBy === 'ndis' || (answeredBy === 'ndis-get pf-set' && set !== true);
}

/**
 * The status with which NDIS refuses the request when its turn comes; null: the miniport gets it.
 */
export function ndisRefusal(context: NdisPfContext, ticket: OidTicket): NdisStatus | null {
  if (ticket.requester === null) return null;
  const p = ticket.parameters;
  switch (ticket.oid) {
    // C22: taken from the OID's page: FILE_NOT_FOUND, from NDIS.
    case 'OID_NIC_SWITCH_FREE_VF':
      return String(p.vf) in context.vfs && !hasVPort(context, p.vf)
        ? null
        : 'NDIS_STATUS_FILE_NOT_FOUND';
    case 'OID_RECEIVE_FILTER_CLEAR_FILTER':
      return String(p.filter) in context.filters ? null : 'NDIS_STATUS_FILE_NOT_FOUND';
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      if (!newVPortValid(context, p)) return 'NDIS_STATUS_INVALID_PARAMETER';
      return vportLeft(context) ? null : 'NDIS_STATUS_FAILURE';
    default:
      return parametersValid(context, ticket.oid, p) ? null : 'NDIS_STATUS_INVALID_PARAMETER';
  }
}

function parametersValid(cache: SwitchCache, oid: string, p: OidParameters): boolean {
  switch (oid) {
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return (
        p.vf === CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value &&
        p.requestorId === CONSTANT.NDIS_INVALID_RID.value &&
        (p.switchId ?? 0) === CONSTANT.NDIS_DEFAULT_SWITCH_ID.value
      );
    // Never the default VPort, and only after its filters.
    case 'OID_NIC_SWITCH_DELETE_VPORT':
      return (
        String(p.vport) in cache.vports && !Object.values(cache.filters).includes(p.vport ?? -1)
      );
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return vportExists(cache, p.vport);
    case 'OID_RECEIVE_FILTER_MOVE_FILTER':
      return String(p.filter) in cache.filters && vportExists(cache, p.destinationVPort);
    default:
      return true;
  }
}

/**
 * The issuer leaves the id to NDIS; the function is the PF or an allocated VF, which gets one VPort
 * at most.
 */
function newVPortValid(cache: SwitchCache, p: OidParameters): boolean {
  if ((p.vport ?? DEFAULT_VPORT) !== DEFAULT_VPORT) return false;
  if (p.attachedFunction === PF) return true;
  return String(p.attachedFunction) in cache.vfs && !hasVPort(cache, p.attachedFunction);
}

/**
 * C29: 1 to NumVPorts - 1. A switch for n VFs has n + 1 VPorts, the least that its capabilities
 * allow.
 */
function vportLeft(context: NdisPfContext): boolean {
  return Object.keys(context.vports).length < (context.nicSwitch?.numVFs ?? 0);
}

function hasVPort(cache: SwitchCache, vf: number | undefined): boolean {
  return Object.values(cache.vports).some((vport) => vport.attachedFunction === vf);
}

function vportExists(cache: SwitchCache, vport: number | undefined): boolean {
  return vport === DEFAULT_VPORT || String(vport) in cache.vports;
}

/** The parameters with the VPortId or FilterId that NDIS assigns. */
export function assigned(context: NdisPfContext, { oid, parameters }: OidTicket): OidParameters {
  if (oid === 'OID_NIC_SWITCH_CREATE_VPORT') {
    return { ...parameters, vport: lowestFree(Object.keys(context.vports).map(Number), 1) };
  }
  if (oid === 'OID_RECEIVE_FILTER_SET_FILTER') {
    return { ...parameters, filter: lowestFree(Object.keys(context.filters).map(Number), 1) };
  }
  return parameters;
}

/**
 * OIDs that the verifier lets a miniport end in SUCCESS, NOT_ACCEPTED or REQUEST_ABORTED only
 * (kernel rule 72).
 */
const HARD_TO_REFUSE: readonly string[] = [
  'OID_NIC_SWITCH_FREE_VF',
  'OID_NIC_SWITCH_DELETE_SWITCH',
  'OID_RECEIVE_FILTER_CLEAR_FILTER',
];

/** Whether Driver Verifier's NdisOidComplete lets a miniport finish the OID with this status. */
export function finalStatusAllowed(oid: string, status: NdisStatus): boolean {
  if (status === 'NDIS_STATUS_PENDING') return false;
  if (status === 'NDIS_STATUS_SUCCESS' || status === 'NDIS_STATUS_NOT_ACCEPTED') return true;
  // Success is the only answer to the query, and a power state may not be refused.
  if (oid === 'OID_PNP_SET_POWER' || oid === 'OID_PNP_QUERY_POWER') return false;
  return !HARD_TO_REFUSE.includes(oid) || status === 'NDIS_STATUS_REQUEST_ABORTED';
}
