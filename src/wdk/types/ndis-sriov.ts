/** Parameters of the OID_SRIOV_ requests, and NDIS_OID_REQUEST that carries them. */
import type { CardGroup } from '../card.ts';
import { BUFFER_OFFSET, HEADER, RESERVED_FLAGS, VF_ID } from './fields.ts';

export const NDIS_SRIOV_STRUCTS = {
  common: {
    kind: 'struct',
    header: 'ntddndis.h',
    irqlMax: null,
    minOs: 'NDIS 6.30 (Windows Server 2012)',
  },
  cards: {
    NDIS_SRIOV_READ_VF_CONFIG_SPACE_PARAMETERS: {
      doc: "which bytes of a VF's config space to read",
      parameters: [
        HEADER,
        VF_ID,
        { name: 'Offset', dir: 'field', type: 'ULONG', rule: 'in VF config space' },
        { name: 'Length', dir: 'field', type: 'ULONG', rule: 'bytes' },
        BUFFER_OFFSET,
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_read_vf_config_space_parameters.md',
    },
    NDIS_SRIOV_WRITE_VF_CONFIG_SPACE_PARAMETERS: {
      doc: "which bytes of a VF's config space to write",
      parameters: [
        HEADER,
        VF_ID,
        { name: 'Offset', dir: 'field', type: 'ULONG' },
        { name: 'Length', dir: 'field', type: 'ULONG' },
        BUFFER_OFFSET,
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_write_vf_config_space_parameters.md',
      contradictions: ['C32'],
    },
    NDIS_SRIOV_READ_VF_CONFIG_BLOCK_PARAMETERS: {
      doc: 'which block of a VF to read',
      parameters: [
        HEADER,
        VF_ID,
        { name: 'BlockId', dir: 'field', type: 'ULONG' },
        { name: 'Length', dir: 'field', type: 'ULONG' },
        BUFFER_OFFSET,
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_read_vf_config_block_parameters.md',
    },
    NDIS_SRIOV_WRITE_VF_CONFIG_BLOCK_PARAMETERS: {
      doc: 'which block of a VF to write',
      parameters: [
        HEADER,
        VF_ID,
        { name: 'BlockId', dir: 'field', type: 'ULONG' },
        { name: 'Length', dir: 'field', type: 'ULONG' },
        BUFFER_OFFSET,
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_write_vf_config_block_parameters.md',
    },
    NDIS_SRIOV_RESET_VF_PARAMETERS: {
      doc: 'which VF to reset',
      parameters: [HEADER, VF_ID],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_reset_vf_parameters.md',
    },
    NDIS_SRIOV_SET_VF_POWER_STATE_PARAMETERS: {
      doc: 'which VF goes to which power state',
      parameters: [
        HEADER,
        VF_ID,
        { name: 'PowerState', dir: 'field', type: 'NDIS_DEVICE_POWER_STATE', rule: 'target' },
        { name: 'WakeEnable', dir: 'field', type: 'BOOLEAN', rule: 'FALSE when PowerState is D0' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_set_vf_power_state_parameters.md',
    },
    NDIS_SRIOV_VF_INVALIDATE_CONFIG_BLOCK_INFO: {
      doc: 'which blocks the VF must read again',
      parameters: [
        HEADER,
        { name: 'BlockMask', dir: 'field', type: 'ULONG64', rule: 'bit n = block n' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_vf_invalidate_config_block_info.md',
      contradictions: ['C32'],
    },
    NDIS_SRIOV_BAR_RESOURCES_INFO: {
      doc: 'the memory behind one BAR of a VF',
      parameters: [
        HEADER,
        VF_ID,
        {
          name: 'BarIndex',
          dir: 'field',
          type: 'USHORT',
          rule: 'register offset in the BAR table',
        },
        {
          name: 'BarResourcesOffset',
          dir: 'field',
          type: 'ULONG',
          rule: 'to a CM_PARTIAL_RESOURCE_DESCRIPTOR',
        },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_bar_resources_info.md',
    },
    NDIS_SRIOV_PROBED_BARS_INFO: {
      doc: 'the BAR values found when the device was sized',
      parameters: [
        HEADER,
        {
          name: 'BaseRegisterValuesOffset',
          dir: 'field',
          type: 'ULONG',
          rule: 'to ULONG[PCI_TYPE0_ADDRESSES]',
        },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_probed_bars_info.md',
      contradictions: ['C11'],
    },
    NDIS_SRIOV_PF_LUID_INFO: {
      doc: "the PF's local identifier",
      parameters: [
        HEADER,
        { name: 'Luid', dir: 'field', type: 'LUID', rule: 'not the same as NetLuid' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_pf_luid_info.md',
    },
    NDIS_SRIOV_VF_SERIAL_NUMBER_INFO: {
      doc: 'the serial number of a VF',
      parameters: [
        HEADER,
        {
          name: 'SerialNumber',
          dir: 'field',
          type: 'ULONG',
          rule: 'unique among VF adapters of the child partition',
        },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_vf_serial_number_info.md',
    },
    NDIS_SRIOV_VF_VENDOR_DEVICE_ID_INFO: {
      doc: 'the ids a VF shows to its guest',
      parameters: [
        HEADER,
        VF_ID,
        { name: 'VendorId', dir: 'field', type: 'USHORT' },
        { name: 'DeviceId', dir: 'field', type: 'USHORT' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_vf_vendor_device_id_info.md',
    },
    NDIS_SRIOV_CAPABILITIES: {
      doc: 'whether a miniport drives a PF or a VF, and may',
      parameters: [
        HEADER,
        RESERVED_FLAGS,
        {
          name: 'SriovCapabilities',
          dir: 'field',
          type: 'ULONG',
          rule: 'SRIOV_SUPPORTED 0x1, PF_MINIPORT 0x2, VF_MINIPORT 0x4 (values from header)',
        },
      ],
      rules: ['PF: SUPPORTED|PF_MINIPORT; VF: SUPPORTED|VF_MINIPORT'],
      source: 'ntddndis/ns-ntddndis-_ndis_sriov_capabilities.md',
      contradictions: ['C25'],
    },
    NDIS_OID_REQUEST: {
      doc: 'an OID on its way to a miniport',
      header: 'ndis.h (oidrequest.h)',
      parameters: [
        {
          name: 'RequestType',
          dir: 'field',
          type: 'NDIS_REQUEST_TYPE',
          rule: 'query, set, method, statistics',
        },
        { name: 'PortNumber', dir: 'field', type: 'NDIS_PORT_NUMBER' },
        {
          name: 'Timeout',
          dir: 'field',
          type: 'UINT',
          rule: 'seconds; expiry lets NDIS cancel or reset',
        },
        { name: 'RequestId', dir: 'field', type: 'PVOID', rule: 'cancel key; 0 may be ignored' },
        { name: 'RequestHandle', dir: 'field', type: 'NDIS_HANDLE' },
        {
          name: 'DATA.QUERY_INFORMATION',
          dir: 'field',
          type: 'union',
          rule: 'Oid, InformationBuffer, InformationBufferLength, BytesWritten, BytesNeeded',
        },
        {
          name: 'DATA.SET_INFORMATION',
          dir: 'field',
          type: 'union',
          rule: 'Oid, InformationBuffer, InformationBufferLength, BytesRead, BytesNeeded',
        },
        {
          name: 'DATA.METHOD_INFORMATION',
          dir: 'field',
          type: 'union',
          rule:
            'Oid, InformationBuffer, InputBufferLength, OutputBufferLength, MethodId, ' +
            'BytesWritten, BytesRead, BytesNeeded',
        },
        {
          name: 'SupportedRevision',
          dir: 'field',
          type: 'UCHAR',
          rule: 'set by handler on a successful set',
        },
        {
          name: 'SwitchId/VPortId/Flags',
          dir: 'field',
          type: '',
          rule: 'NDIS 6.50; VPortId valid only with flag 0x1',
        },
      ],
      rules: [
        'Request and buffers from nonpaged memory',
        'METHOD: one buffer for input and output',
        'Valid for one hop only: filters clone it',
      ],
      minOs: 'NDIS 6.0',
      source: 'oidrequest/ns-oidrequest-ndis_oid_request.md',
      contradictions: ['C19'],
    },
  },
} as const satisfies CardGroup;
