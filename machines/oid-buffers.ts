/**
 * How long an OID's buffer must be: the members of its structure as the header lays them out on
 * x64. Where the buffer also carries data (config space, blocks), the data stand behind the
 * structure at BufferOffset.
 */
import type { OidParameters } from './messages/index.ts';

/**
 * NDIS_OBJECT_HEADER, IF_COUNTED_STRING (names of machines, NICs, switches and ports),
 * GROUP_AFFINITY.
 */
const nameBytes = 516;
const headerBytes = 4;

/**
 * Bytes of the fixed part. No entry: the facts do not list the members, so no buffer counts as
 * short.
 */
const STRUCTURE_BYTES: Readonly<Record<string, number>> = {
  OID_NIC_SWITCH_CREATE_SWITCH: headerBytes + 12 + nameBytes + 8,
  OID_NIC_SWITCH_PARAMETERS: headerBytes + 12 + nameBytes + 8,
  OID_NIC_SWITCH_DELETE_SWITCH: headerBytes + 8,
  OID_NIC_SWITCH_ALLOCATE_VF: headerBytes + 8 + 3 * nameBytes + 66 + 6,
  OID_NIC_SWITCH_VF_PARAMETERS: headerBytes + 8 + 3 * nameBytes + 66 + 6,
  OID_NIC_SWITCH_FREE_VF: headerBytes + 8,
  OID_NIC_SWITCH_CREATE_VPORT: headerBytes + 12 + nameBytes + 44,
  OID_NIC_SWITCH_VPORT_PARAMETERS: headerBytes + 12 + nameBytes + 44,
  OID_NIC_SWITCH_DELETE_VPORT: headerBytes + 8,
  OID_SRIOV_HARDWARE_CAPABILITIES: headerBytes + 8,
  OID_SRIOV_CURRENT_CAPABILITIES: headerBytes + 8,
  OID_SRIOV_PF_LUID: headerBytes + 8,
  // C11: the array is ULONG[PCI_TYPE0_ADDRESSES], not that many bytes.
  OID_SRIOV_PROBED_BARS: headerBytes + 4 + 6 * 4,
  OID_SRIOV_BAR_RESOURCES: headerBytes + 8 + 20,
  OID_SRIOV_READ_VF_CONFIG_SPACE: headerBytes + 16,
  OID_SRIOV_WRITE_VF_CONFIG_SPACE: headerBytes + 16,
  OID_SRIOV_READ_VF_CONFIG_BLOCK: headerBytes + 16,
  OID_SRIOV_WRITE_VF_CONFIG_BLOCK: headerBytes + 16,
  OID_SRIOV_RESET_VF: headerBytes + 2,
  OID_SRIOV_SET_VF_POWER_STATE: headerBytes + 12,
  OID_SRIOV_VF_VENDOR_DEVICE_ID: headerBytes + 6,
  OID_SRIOV_VF_SERIAL_NUMBER: headerBytes + 4,
  // The 64-bit mask is aligned.
  OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK: headerBytes + 4 + 8,
};

const CARRIES_DATA: readonly string[] = [
  'OID_SRIOV_READ_VF_CONFIG_SPACE',
  'OID_SRIOV_WRITE_VF_CONFIG_SPACE',
  'OID_SRIOV_READ_VF_CONFIG_BLOCK',
  'OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
];

/** Bytes that the InformationBuffer of this request must have at least. */
export function bufferBytesNeeded(oid: string, parameters: OidParameters): number {
  const fixed = STRUCTURE_BYTES[oid] ?? 0;
  return CARRIES_DATA.includes(oid) ? fixed + (parameters.length ?? 0) : fixed;
}

/**
 * Whether the buffer cannot hold what the request needs; a buffer without a stated length is large
 * enough.
 */
export function bufferTooShort(oid: string, parameters: OidParameters): boolean {
  return (
    parameters.bufferBytes !== undefined &&
    parameters.bufferBytes < bufferBytesNeeded(oid, parameters)
  );
}
