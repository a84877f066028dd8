/**
 * What the PF miniport checks before it does anything for an OID: the buffer's length, the members
 * of the structure, that every VF named was allocated (and not freed again), and the order of
 * creation and deletion.
 */
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { OidParameters, OidResult } from '../messages/index.ts';
import { bufferBytesNeeded, bufferTooShort } from '../oid-buffers.ts';
import type { PfMiniportContext, PfOidName } from './context.ts';
import { blockKnown, freeVfId, isEmptySwitch, vportExists, vportsOf } from './switch-table.ts';

const PF = CONSTANT.NDIS_PF_FUNCTION_ID.value;
const DEFAULT_SWITCH = CONSTANT.NDIS_DEFAULT_SWITCH_ID.value;
const DEFAULT_VPORT = CONSTANT.NDIS_DEFAULT_VPORT_ID.value;
const configSpaceBytes = 4096;

/** Why an OID is refused: its final status, and bytes needed where the buffer was short. */
export interface Refusal {
  readonly status: NdisStatus;
  readonly result: OidResult;
}

/**
 * Null: the OID can be carried out. C07: pages differ on who fills in BytesNeeded. Taken: whoever
 * handles the request, so here it is the miniport.
 */
export function refusalOf(
  context: PfMiniportContext,
  oid: PfOidName,
  parameters: OidParameters,
): Refusal | null {
  const status = neverFails(oid)
    ? freeingRefused(context, oid, parameters)
    : failure(context, oid, parameters);
  if (status === null) return null;
  const bytesNeeded = bufferBytesNeeded(oid, parameters);
  return {
    status,
    result: status === 'NDIS_STATUS_INVALID_LENGTH' ? { bytesNeeded } : {},
  };
}

/**
 * OIDs that Driver Verifier lets a miniport end only in SUCCESS, NOT_ACCEPTED or REQUEST_ABORTED
 * (kernel rule 72).
 */
function neverFails(oid: PfOidName): boolean {
  return (
    oid === 'OID_NIC_SWITCH_FREE_VF' ||
    oid === 'OID_NIC_SWITCH_DELETE_SWITCH' ||
    oid === 'OID_RECEIVE_FILTER_CLEAR_FILTER' ||
    oid === 'OID_PNP_SET_POWER'
  );
}

/**
 * C22: one page has NDIS answer NDIS_STATUS_FILE_NOT_FOUND for a VF that is not allocated or still
 * has a VPort, another has the PF miniport answer INVALID_PARAMETER, which the verifier forbids.
 * NDIS answers FILE_NOT_FOUND in this model; should such a request get here all the same, the
 * miniport stays within the verifier's set.
 */
function freeingRefused(
  context: PfMiniportContext,
  oid: PfOidName,
  p: OidParameters,
): NdisStatus | null {
  switch (oid) {
    case 'OID_NIC_SWITCH_FREE_VF':
      return allocated(context, p) && vportsOf(context, p.vf).length === 0
        ? null
        : 'NDIS_STATUS_NOT_ACCEPTED';
    case 'OID_NIC_SWITCH_DELETE_SWITCH':
      return context.nicSwitch !== null && (p.switchId ?? 0) === 0 && isEmptySwitch(context)
        ? null
        : 'NDIS_STATUS_NOT_ACCEPTED';
    case 'OID_RECEIVE_FILTER_CLEAR_FILTER':
      return String(p.filter) in context.filters ? null : 'NDIS_STATUS_NOT_ACCEPTED';
    default:
      return null;
  }
}

function failure(context: PfMiniportContext, oid: PfOidName, p: OidParameters): NdisStatus | null {
  if (context.totalVFs === 0 && oid !== 'OID_PNP_QUERY_POWER') return 'NDIS_STATUS_NOT_SUPPORTED';
  if (bufferTooShort(oid, p)) return 'NDIS_STATUS_INVALID_LENGTH';
  if (needsSwitch(oid) && context.nicSwitch === null) return 'NDIS_STATUS_NOT_SUPPORTED';
  if (namesVf(oid) && !allocated(context, p)) return 'NDIS_STATUS_INVALID_PARAMETER';
  if (oid === 'OID_NIC_SWITCH_CREATE_SWITCH' && context.nicSwitch !== null) {
    return 'NDIS_STATUS_FAILURE';
  }
  if (!parametersValid(context, oid, p)) return 'NDIS_STATUS_INVALID_PARAMETER';
  if (oid === 'OID_NIC_SWITCH_ALLOCATE_VF' && freeVfId(context) === null) {
    return 'NDIS_STATUS_FAILURE';
  }
  // Without the register in the VF there is nothing that could start the reset.
  if (oid === 'OID_SRIOV_RESET_VF' && context.vfRegisters.deviceControl === null) {
    return 'NDIS_STATUS_NOT_SUPPORTED';
  }
  return null;
}

/** Only after OID_NIC_SWITCH_CREATE_SWITCH has succeeded (S1.10). */
function needsSwitch(oid: PfOidName): boolean {
  return (
    oid === 'OID_NIC_SWITCH_PARAMETERS' ||
    oid === 'OID_NIC_SWITCH_CREATE_VPORT' ||
    oid === 'OID_NIC_SWITCH_DELETE_VPORT' ||
    oid === 'OID_NIC_SWITCH_VPORT_PARAMETERS' ||
    oid === 'OID_NIC_SWITCH_ALLOCATE_VF' ||
    oid === 'OID_RECEIVE_FILTER_SET_FILTER' ||
    oid === 'OID_RECEIVE_FILTER_MOVE_FILTER'
  );
}

/** The VFId in these must be one that OID_NIC_SWITCH_ALLOCATE_VF has handed out (S3.7). */
function namesVf(oid: PfOidName): boolean {
  return (
    oid === 'OID_SRIOV_READ_VF_CONFIG_SPACE' ||
    oid === 'OID_SRIOV_WRITE_VF_CONFIG_SPACE' ||
    oid === 'OID_SRIOV_READ_VF_CONFIG_BLOCK' ||
    oid === 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK' ||
    oid === 'OID_SRIOV_RESET_VF' ||
    oid === 'OID_SRIOV_SET_VF_POWER_STATE' ||
    oid === 'OID_SRIOV_VF_VENDOR_DEVICE_ID' ||
    oid === 'OID_SRIOV_BAR_RESOURCES'
  );
}

function allocated(context: PfMiniportContext, p: OidParameters): boolean {
  return p.vf !== undefined && String(p.vf) in context.vfs;
}

function parametersValid(context: PfMiniportContext, oid: PfOidName, p: OidParameters): boolean {
  switch (oid) {
    case 'OID_NIC_SWITCH_CREATE_SWITCH':
      return (p.switchId ?? 0) === DEFAULT_SWITCH && numVFsValid(context, p.numVFs ?? 0);
    case 'OID_NIC_SWITCH_PARAMETERS':
      // Only the name may change.
      return (
        (p.switchId ?? 0) === DEFAULT_SWITCH &&
        (p.numVFs === undefined || p.numVFs === context.nicSwitch?.numVFs)
      );
    case 'OID_NIC_SWITCH_ALLOCATE_VF':
      return (
        p.vf === CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value &&
        p.requestorId === CONSTANT.NDIS_INVALID_RID.value &&
        (p.switchId ?? 0) === DEFAULT_SWITCH
      );
    case 'OID_NIC_SWITCH_CREATE_VPORT':
      return newVPortValid(context, p);
    case 'OID_NIC_SWITCH_DELETE_VPORT':
      return (
        String(p.vport) in context.vports && !Object.values(context.filters).includes(p.vport ?? -1)
      );
    case 'OID_NIC_SWITCH_VPORT_PARAMETERS':
      return vportExists(context, p.vport) && stateChangeValid(context, p);
    case 'OID_RECEIVE_FILTER_SET_FILTER':
      return (
        p.filter !== undefined &&
        !(String(p.filter) in context.filters) &&
        vportExists(context, p.vport)
      );
    case 'OID_RECEIVE_FILTER_MOVE_FILTER':
      return (
        String(p.filter) in context.filters &&
        (p.vport === undefined || context.filters[String(p.filter)] === p.vport) &&
        vportExists(context, p.destinationVPort)
      );
    case 'OID_SRIOV_READ_VF_CONFIG_SPACE':
    case 'OID_SRIOV_WRITE_VF_CONFIG_SPACE':
      return accessValid(p) && (oid !== 'OID_SRIOV_WRITE_VF_CONFIG_SPACE' || p.value !== undefined);
    case 'OID_SRIOV_READ_VF_CONFIG_BLOCK':
    case 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK':
      return (
        blockKnown(context, p.blockId) &&
        blockLengthValid(p.length) &&
        (oid !== 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK' || p.block !== undefined)
      );
    case 'OID_SRIOV_SET_VF_POWER_STATE':
      return p.powerState !== undefined && !(p.powerState === 'D0' && p.wakeEnable === true);
    case 'OID_SRIOV_BAR_RESOURCES':
      return p.bar !== undefined && (context.vfBars[p.bar] ?? null) !== null;
    default:
      return true;
  }
}

/**
 * Static: the same as the switch that MiniportInitializeEx built. Dynamic: at least one VF, no more
 * than there are.
 */
function numVFsValid(context: PfMiniportContext, numVFs: number): boolean {
  return context.switchCreation === 'static'
    ? numVFs === context.built
    : Number.isInteger(numVFs) && numVFs >= 1 && numVFs <= context.totalVFs;
}

/**
 * NDIS has assigned the id. For the PF or an allocated VF; at most one non-default VPort per VF.
 */
function newVPortValid(context: PfMiniportContext, p: OidParameters): boolean {
  const idFree = p.vport !== undefined && p.vport !== DEFAULT_VPORT;
  if (!idFree || String(p.vport) in context.vports) return false;
  if (p.attachedFunction === PF) return true;
  const vf = p.attachedFunction;
  return vf !== undefined && String(vf) in context.vfs && vportsOf(context, vf).length === 0;
}

/** Deactivated to activated only; the default VPort and those of VFs are always activated. */
function stateChangeValid(context: PfMiniportContext, p: OidParameters): boolean {
  const vport = context.vports[String(p.vport)];
  const activated = vport === undefined || vport.activated;
  return p.vportState !== 'NdisNicSwitchVPortStateDeactivated' || !activated;
}

function accessValid({ offset, length }: OidParameters): boolean {
  return (
    offset !== undefined &&
    offset >= 0 &&
    (length === 1 || length === 2 || length === 4) &&
    offset + length <= configSpaceBytes
  );
}

/**
 * C14: the page allows a length equal to the maximum, the header's annotation does not; the page's
 * reading works.
 */
function blockLengthValid(length: number | undefined): boolean {
  return (
    length !== undefined && length >= 1 && length <= CONSTANT.VPCI_MAX_READ_WRITE_BLOCK_SIZE.value
  );
}
