/** Parameters of the OID_NIC_SWITCH_ requests. */
import type { CardGroup } from '../card.ts';
import { HEADER, RESERVED_FLAGS, VF_ID } from './fields.ts';

export const NDIS_NIC_SWITCH_STRUCTS = {
  common: {
    kind: 'struct',
    header: 'ntddndis.h',
    irqlMax: null,
    minOs: 'NDIS 6.30 (Windows Server 2012)',
  },
  cards: {
    NDIS_NIC_SWITCH_VF_PARAMETERS: {
      doc: 'whose VF it is, its id and requestor id',
      parameters: [
        HEADER,
        RESERVED_FLAGS,
        { name: 'SwitchId', dir: 'field', type: 'NDIS_NIC_SWITCH_ID', rule: 'default' },
        { name: 'VMName', dir: 'field', type: 'NDIS_VM_NAME' },
        { name: 'VMFriendlyName', dir: 'field', type: 'NDIS_VM_FRIENDLYNAME' },
        { name: 'NicName', dir: 'field', type: 'NDIS_SWITCH_NIC_NAME' },
        { name: 'MacAddressLength', dir: 'field', type: 'USHORT' },
        { name: 'PermanentMacAddress', dir: 'field', type: 'UCHAR[]' },
        { name: 'CurrentMacAddress', dir: 'field', type: 'UCHAR[]' },
        {
          name: 'VFId',
          dir: 'field',
          type: 'NDIS_SRIOV_FUNCTION_ID (USHORT)',
          rule: 'in INVALID, out assigned',
        },
        {
          name: 'RequestorId',
          dir: 'field',
          type: 'NDIS_VF_RID (ULONG)',
          rule: 'in INVALID, out RID',
        },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vf_parameters.md',
    },
    NDIS_NIC_SWITCH_FREE_VF_PARAMETERS: {
      doc: 'which VF to give back',
      parameters: [HEADER, RESERVED_FLAGS, VF_ID],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_free_vf_parameters.md',
    },
    NDIS_NIC_SWITCH_PARAMETERS: {
      doc: 'the switch and how many VFs it may give out',
      parameters: [
        HEADER,
        { name: 'Flags', dir: 'field', type: 'ULONG' },
        { name: 'SwitchType', dir: 'field', type: 'NDIS_NIC_SWITCH_TYPE', rule: 'external only' },
        { name: 'SwitchId', dir: 'field', type: 'NDIS_NIC_SWITCH_ID', rule: 'default only' },
        { name: 'SwitchFriendlyName', dir: 'field', type: 'NDIS_NIC_SWITCH_FRIENDLYNAME' },
        { name: 'NumVFs', dir: 'field', type: 'ULONG', rule: 'VFs for the switch' },
        {
          name: 'NumQueuePairsForDefaultVPort',
          dir: 'field',
          type: 'ULONG',
          rule: 'NDIS 6.60+ (revision 2)',
        },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_parameters.md',
      contradictions: ['C28'],
    },
    NDIS_NIC_SWITCH_DELETE_SWITCH_PARAMETERS: {
      doc: 'which switch to delete',
      parameters: [
        HEADER,
        RESERVED_FLAGS,
        { name: 'SwitchId', dir: 'field', type: 'NDIS_NIC_SWITCH_ID' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_delete_switch_parameters.md',
      contradictions: ['C32'],
    },
    NDIS_NIC_SWITCH_VPORT_PARAMETERS: {
      doc: 'a virtual port and the function behind it',
      parameters: [
        HEADER,
        { name: 'Flags', dir: 'field', type: 'ULONG', rule: '*_CHANGED flags for set' },
        { name: 'SwitchId', dir: 'field', type: 'NDIS_NIC_SWITCH_ID' },
        {
          name: 'VPortId',
          dir: 'field',
          type: 'NDIS_NIC_SWITCH_VPORT_ID',
          rule: 'assigned by NDIS',
        },
        { name: 'VPortName', dir: 'field', type: 'NDIS_VPORT_NAME' },
        {
          name: 'AttachedFunctionId',
          dir: 'field',
          type: 'NDIS_SRIOV_FUNCTION_ID (USHORT)',
          rule: 'NDIS_PF_FUNCTION_ID or VF',
        },
        { name: 'NumQueuePairs', dir: 'field', type: 'ULONG' },
        { name: 'InterruptModeration', dir: 'field', type: 'enum' },
        { name: 'VPortState', dir: 'field', type: 'NDIS_NIC_SWITCH_VPORT_STATE' },
        { name: 'ProcessorAffinity', dir: 'field', type: 'GROUP_AFFINITY', rule: 'PF VPorts only' },
        { name: 'LookaheadSize', dir: 'field', type: 'ULONG', rule: '0' },
        { name: 'QosSqId', dir: 'field', type: 'NDIS_QOS_SQ_ID', rule: 'revision 2' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vport_parameters.md',
      contradictions: ['C29'],
    },
    NDIS_NIC_SWITCH_DELETE_VPORT_PARAMETERS: {
      doc: 'which virtual port to delete',
      parameters: [
        HEADER,
        RESERVED_FLAGS,
        { name: 'VPortId', dir: 'field', type: 'NDIS_NIC_SWITCH_VPORT_ID', rule: 'non-default' },
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_delete_vport_parameters.md',
    },
    NDIS_NIC_SWITCH_INFO: {
      doc: 'one switch in a list',
      parameters: [HEADER],
      rules: [
        'NumVFs (enabled) vs NumAllocatedVFs',
        'NumVPorts (configured, default included) vs NumActiveVPorts',
        'NumQueuePairsForDefaultVPort is 1 at NDIS 6.30',
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_info.md',
    },
    NDIS_NIC_SWITCH_INFO_ARRAY: {
      doc: 'the list of switches',
      parameters: [HEADER],
      rules: ['FirstElementOffset/NumElements/ElementSize'],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_info_array.md',
    },
    NDIS_NIC_SWITCH_VF_INFO: {
      doc: 'one allocated VF in a list',
      parameters: [HEADER],
      rules: ['Same content as VF_PARAMETERS, read-only'],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vf_info.md',
    },
    NDIS_NIC_SWITCH_VF_INFO_ARRAY: {
      doc: 'the list of allocated VFs',
      parameters: [HEADER],
      rules: ['Flag ENUM_ON_SPECIFIC_SWITCH = 1'],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vf_info_array.md',
    },
    NDIS_NIC_SWITCH_VPORT_INFO: {
      doc: 'one virtual port in a list',
      parameters: [HEADER],
      rules: ['Carries NumFilters; miniport keeps the count'],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vport_info.md',
    },
    NDIS_NIC_SWITCH_VPORT_INFO_ARRAY: {
      doc: 'the list of virtual ports',
      parameters: [HEADER],
      rules: ['Flags ENUM_ON_SPECIFIC_FUNCTION=1, ENUM_ON_SPECIFIC_SWITCH=2, exclusive'],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_vport_info_array.md',
    },
    NDIS_NIC_SWITCH_CAPABILITIES: {
      doc: 'what a NIC switch can do and how many of each it has',
      parameters: [HEADER],
      rules: [
        'MaxNumSwitches must be 1',
        'MaxNumVPorts >= MaxNumVFs+1',
        'MaxNumQueuePairs >= MaxNumVPorts',
        'MaxNumMacAddresses >= MaxNumVPorts',
        'MaxNumVFs may be below *NumVFs',
        'SINGLE_VPORT_POOL: a VF may find no VPort left; traffic then stays synthetic',
      ],
      source: 'ntddndis/ns-ntddndis-_ndis_nic_switch_capabilities.md',
    },
  },
} as const satisfies CardGroup;
