/**
 * OIDs of SR-IOV, the NIC switch and power. Numbers as in the public ntddndis.h; `requestType` is
 * what the OID's own page says (C23). `answeredBy` names who completes the request: NDIS answers
 * some from what the miniport registered, and the miniport never sees those.
 */
export type OidRequestType = 'query' | 'set' | 'method' | 'method+set';

/** Who completes an OID; `ndis-get pf-set`: NDIS answers the method, the PF the set request. */
export type OidAnswerer =
  | 'ndis'
  | 'ndis-guest'
  | 'ndis-get pf-set'
  | 'pf'
  | 'vf'
  | 'miniport'
  | 'undocumented';

interface OidFacts {
  readonly value: number;
  readonly requestType: OidRequestType;
  readonly answeredBy: OidAnswerer;
  /** The structure in the buffer; null where the header names none. */
  readonly struct: string | null;
  readonly doc: string;
}

/** Every OID the model knows. */
export const OID = {
  OID_NIC_SWITCH_CREATE_SWITCH: {
    value: 0x00010237,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_PARAMETERS',
    doc: 'create the NIC switch, or take over the one made at start',
  },
  OID_NIC_SWITCH_DELETE_SWITCH: {
    value: 0x00010239,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_DELETE_SWITCH_PARAMETERS',
    doc: 'take the switch away, when no VF and no VPort is left',
  },
  OID_NIC_SWITCH_PARAMETERS: {
    value: 0x00010238,
    requestType: 'method+set',
    answeredBy: 'ndis-get pf-set',
    struct: 'NDIS_NIC_SWITCH_PARAMETERS',
    doc: 'read (NDIS) or change (PF) the switch',
  },
  OID_NIC_SWITCH_ENUM_SWITCHES: {
    value: 0x00010240,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_INFO_ARRAY + NDIS_NIC_SWITCH_INFO[]',
    doc: 'list the switches',
  },
  OID_NIC_SWITCH_CREATE_VPORT: {
    value: 0x00010241,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_VPORT_PARAMETERS',
    doc: 'create a virtual port for the PF or a VF',
  },
  OID_NIC_SWITCH_DELETE_VPORT: {
    value: 0x00010244,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_DELETE_VPORT_PARAMETERS',
    doc: 'delete a virtual port, after its filters',
  },
  OID_NIC_SWITCH_VPORT_PARAMETERS: {
    value: 0x00010242,
    requestType: 'method+set',
    answeredBy: 'ndis-get pf-set',
    struct: 'NDIS_NIC_SWITCH_VPORT_PARAMETERS',
    doc: 'read (NDIS) or change (PF) a virtual port',
  },
  OID_NIC_SWITCH_ENUM_VPORTS: {
    value: 0x00010243,
    requestType: 'method',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_VPORT_INFO_ARRAY + VPORT_INFO[]',
    doc: 'list the virtual ports',
  },
  OID_NIC_SWITCH_ALLOCATE_VF: {
    value: 0x00010245,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_VF_PARAMETERS',
    doc: 'take a VF for a guest; answers with its id and requestor id',
  },
  OID_NIC_SWITCH_FREE_VF: {
    value: 0x00010246,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_NIC_SWITCH_FREE_VF_PARAMETERS',
    doc: 'give a VF back, after its virtual ports',
  },
  OID_NIC_SWITCH_VF_PARAMETERS: {
    value: 0x00010247,
    requestType: 'method',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_VF_PARAMETERS',
    doc: 'read the parameters of an allocated VF',
  },
  OID_NIC_SWITCH_ENUM_VFS: {
    value: 0x00010248,
    requestType: 'method',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_VF_INFO_ARRAY + VF_INFO[]',
    doc: 'list the allocated VFs',
  },
  OID_NIC_SWITCH_HARDWARE_CAPABILITIES: {
    value: 0x0001022e,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_CAPABILITIES',
    doc: 'what the switch hardware could do',
  },
  OID_NIC_SWITCH_CURRENT_CAPABILITIES: {
    value: 0x0001022f,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_NIC_SWITCH_CAPABILITIES',
    doc: 'what is enabled of it',
  },
  OID_SRIOV_HARDWARE_CAPABILITIES: {
    value: 0x00010249,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_SRIOV_CAPABILITIES',
    doc: 'whether the adapter could do SR-IOV',
  },
  OID_SRIOV_CURRENT_CAPABILITIES: {
    value: 0x00010250,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_SRIOV_CAPABILITIES',
    doc: 'whether SR-IOV is enabled',
  },
  OID_SRIOV_PF_LUID: {
    value: 0x00010260,
    requestType: 'query',
    answeredBy: 'ndis',
    struct: 'NDIS_SRIOV_PF_LUID_INFO',
    doc: "the PF's local identifier",
  },
  OID_SRIOV_PROBED_BARS: {
    value: 0x00010258,
    requestType: 'query',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_PROBED_BARS_INFO + ULONG[PCI_TYPE0_ADDRESSES]',
    doc: 'the sizes of the base address registers',
  },
  OID_SRIOV_BAR_RESOURCES: {
    value: 0x00010259,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_BAR_RESOURCES_INFO + CM_PARTIAL_RESOURCE_DESCRIPTOR',
    doc: 'the memory range behind one BAR of a VF',
  },
  OID_SRIOV_READ_VF_CONFIG_SPACE: {
    value: 0x00010251,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_READ_VF_CONFIG_SPACE_PARAMETERS',
    doc: "read a VF's config space",
  },
  OID_SRIOV_WRITE_VF_CONFIG_SPACE: {
    value: 0x00010252,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_WRITE_VF_CONFIG_SPACE_PARAMETERS',
    doc: "write a VF's config space",
  },
  OID_SRIOV_READ_VF_CONFIG_BLOCK: {
    value: 0x00010253,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_READ_VF_CONFIG_BLOCK_PARAMETERS',
    doc: "read a VF's configuration block",
  },
  OID_SRIOV_WRITE_VF_CONFIG_BLOCK: {
    value: 0x00010254,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_WRITE_VF_CONFIG_BLOCK_PARAMETERS',
    doc: "write a VF's configuration block",
  },
  OID_SRIOV_RESET_VF: {
    value: 0x00010255,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_RESET_VF_PARAMETERS',
    doc: 'function level reset of one VF',
  },
  OID_SRIOV_SET_VF_POWER_STATE: {
    value: 0x00010256,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_SET_VF_POWER_STATE_PARAMETERS',
    doc: 'change the power state of one VF',
  },
  OID_SRIOV_VF_VENDOR_DEVICE_ID: {
    value: 0x00010257,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_SRIOV_VF_VENDOR_DEVICE_ID_INFO',
    doc: 'the ids the guest shall see',
  },
  OID_SRIOV_VF_SERIAL_NUMBER: {
    value: 0x00010262,
    requestType: 'query',
    answeredBy: 'ndis-guest',
    struct: 'NDIS_SRIOV_VF_SERIAL_NUMBER_INFO',
    doc: 'the serial number the stack gave the VF',
  },
  OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK: {
    value: 0x00010269,
    requestType: 'method',
    answeredBy: 'vf',
    struct: 'NDIS_SRIOV_VF_INVALIDATE_CONFIG_BLOCK_INFO',
    doc: 'these blocks changed: read them again',
  },
  OID_SRIOV_CONFIG_STATE: {
    value: 0x00010261,
    requestType: 'set',
    answeredBy: 'undocumented',
    struct: null,
    doc: 'in the header only; VF miniports',
  },
  OID_SRIOV_OVERLYING_ADAPTER_INFO: {
    value: 0x00010268,
    requestType: 'set',
    answeredBy: 'undocumented',
    struct: null,
    doc: 'in the header only',
  },
  OID_RECEIVE_FILTER_MOVE_FILTER: {
    value: 0x00010230,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_RECEIVE_FILTER_MOVE_FILTER_PARAMETERS',
    doc: 'move a filter to another virtual port, with no packet lost',
  },
  OID_RECEIVE_FILTER_SET_FILTER: {
    value: 0x00010227,
    requestType: 'method',
    answeredBy: 'pf',
    struct: 'NDIS_RECEIVE_FILTER_PARAMETERS + fields',
    doc: 'add a filter',
  },
  OID_RECEIVE_FILTER_CLEAR_FILTER: {
    value: 0x00010228,
    requestType: 'set',
    answeredBy: 'pf',
    struct: 'NDIS_RECEIVE_FILTER_CLEAR_PARAMETERS',
    doc: 'remove a filter',
  },
  OID_PNP_SET_POWER: {
    value: 0xfd010101,
    requestType: 'set',
    answeredBy: 'miniport',
    struct: 'NDIS_DEVICE_POWER_STATE',
    doc: 'enter this power state',
  },
  OID_PNP_QUERY_POWER: {
    value: 0xfd010102,
    requestType: 'query',
    answeredBy: 'miniport',
    struct: 'NDIS_DEVICE_POWER_STATE',
    doc: 'may the adapter enter this power state?',
  },
} as const satisfies Record<string, OidFacts>;

/** An OID by name. */
export type OidName = keyof typeof OID;

/** Whether the PF miniport gets to see the request at all. */
export function reachesPfMiniport(oid: OidName): boolean {
  const by: OidAnswerer = OID[oid].answeredBy;
  return by === 'pf' || by === 'ndis-get pf-set' || by === 'miniport';
}
