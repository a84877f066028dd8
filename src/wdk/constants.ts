/** Constants of the NDIS, VPCI and SR-IOV headers that drivers compare with. */
interface ConstantFacts {
  /** Undefined where the documentation names the constant and prints no number. */
  readonly value?: number;
  readonly doc: string;
}

/** Single values. Two ids with equal bits are told apart by the field they stand in. */
export const CONSTANT = {
  NDIS_PF_FUNCTION_ID: { value: 0xffff, doc: 'in AttachedFunctionId: the PF' },
  NDIS_INVALID_VF_FUNCTION_ID: { value: 0xffff, doc: 'in VFId: none yet' },
  NDIS_INVALID_RID: { value: 0xffffffff, doc: 'in RequestorId: none yet' },
  NDIS_DEFAULT_VPORT_ID: { value: 0, doc: 'the VPort a switch is born with; belongs to the PF' },
  NDIS_INVALID_VPORT_ID: { value: 0xffffffff, doc: 'no VPort' },
  NDIS_DEFAULT_SWITCH_ID: { value: 0, doc: 'the only NIC switch Windows uses' },
  NDIS_INVALID_SWITCH_ID: { value: 0xffffffff, doc: 'no switch' },
  NDIS_SRIOV_CAPS_SRIOV_SUPPORTED: { value: 0x1, doc: 'the adapter can do SR-IOV' },
  NDIS_SRIOV_CAPS_PF_MINIPORT: { value: 0x2, doc: 'this miniport drives the PF' },
  NDIS_SRIOV_CAPS_VF_MINIPORT: { value: 0x4, doc: 'this miniport drives a VF' },
  PCI_TYPE0_ADDRESSES: { value: 6, doc: 'base address registers of an endpoint' },
  VPCI_MAX_READ_WRITE_BLOCK_SIZE: { value: 128, doc: 'bytes in a configuration block' },
  SRIOV_INVALIDATE_BLOCK_ALL_VFS: { value: 0xffff, doc: 'as VfIndex: every VF' },
} as const satisfies Record<string, ConstantFacts>;

/** A constant by name. */
export type ConstantName = keyof typeof CONSTANT;

/** NDIS_NIC_SWITCH_VPORT_STATE. A VPort is activated once and never deactivated again. */
export const VPORT_STATE = {
  NdisNicSwitchVPortStateUndefined: { value: 0, doc: 'not set' },
  NdisNicSwitchVPortStateActivated: { value: 1, doc: 'packets flow' },
  NdisNicSwitchVPortStateDeactivated: { value: 2, doc: 'created, no packets yet' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** A VPort state by name. */
export type VPortState = keyof typeof VPORT_STATE;

/** Times a driver is held to, in milliseconds. */
export const TIMING_MS = {
  oidAdvised: { value: 1_000, doc: 'an OID should be done by then' },
  oidVerifierLimit: { value: 12_000, doc: 'Driver Verifier (NdisTimedOidComplete) breaks here' },
  checkForHang: { value: 2_000, doc: 'NDIS asks this often; twice with no OID progress is a hang' },
  irpUncancelledLimit: { value: 300_000, doc: 'a cancelled IRP still pending is logged then' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** NDIS_MAKE_RID: the requestor id from a VF's segment, bus and ARI function number. */
export function makeRid(segment: number, bus: number, fn: number): number {
  return (((segment & 0xffff) << 16) | ((bus & 0xff) << 8) | (fn & 0xff)) >>> 0;
}
