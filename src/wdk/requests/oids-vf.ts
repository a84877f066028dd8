/** OIDs by which a VF is allocated, reset, powered and given back. */
import type { CardGroup } from '../card.ts';
import {
  DONE,
  LATER,
  NO_SRIOV,
  OTHER_REASON,
  RESETTING,
  SHORT_METHOD_BY_MINIPORT,
  SHORT_METHOD_BY_NDIS,
  SHORT_QUERY_BY_NDIS,
  SHORT_SET_BY_MINIPORT,
  STOPPED,
} from './oid-returns.ts';

export const VF_OIDS = {
  common: {
    kind: 'oid',
    header: 'ntddndis.h',
    irqlNote: 'IRQL at which MiniportOidRequest receives it',
    providedBy: 'PF miniport',
    calledBy: 'overlying driver (virtualization stack / extensible switch)',
    minOs: 'NDIS 6.30 (Windows Server 2012)',
    valueSource: 'public ntddndis.h',
  },
  cards: {
    OID_NIC_SWITCH_ALLOCATE_VF: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_VF_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VF_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Switch must exist',
        'In: VFId = NDIS_INVALID_VF_FUNCTION_ID, RequestorId = NDIS_INVALID_RID, ' +
          'SwitchId default; VM/NIC names informational',
        'NDIS validates first and may fail with INVALID_PARAMETER without the miniport seeing it',
        'Out: VFId zero-based and unique, RequestorId from ' +
          'NdisMGetVirtualFunctionLocation + NDIS_MAKE_RID',
        'VF unusable until SUCCESS, and unattached until CREATE_VPORT',
        'VF resource parameters cannot change afterwards',
        'Only the allocating driver may free the VF, and must free all before it is halted',
      ],
      source: 'network/oid-nic-switch-allocate-vf.md',
      contradictions: ['C30', 'C31'],
    },
    OID_NIC_SWITCH_FREE_VF: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_NIC_SWITCH_FREE_VF_PARAMETERS' },
      ],
      returns: [
        DONE,
        LATER,
        RESETTING,
        STOPPED,
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'from NDIS' },
        {
          status: 'NDIS_STATUS_FILE_NOT_FOUND',
          when: 'from NDIS: VF not allocated or still has VPorts',
        },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'from NDIS: short buffer' },
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when:
            'per the handling page, from the PF miniport: unknown VF, not allocated, or ' +
            'VPort attached (C22)',
        },
      ],
      rules: [
        'All VPorts of the VF deleted first',
        'In teardown it follows OID_SRIOV_RESET_VF',
        'Detaches the VF from the switch',
        'Must precede DELETE_SWITCH',
        'Verifier allows the miniport only SUCCESS, PENDING (return only), ' +
          'NOT_ACCEPTED, REQUEST_ABORTED',
      ],
      calledBy: 'the driver that allocated the VF',
      source: 'network/oid-nic-switch-free-vf.md',
      contradictions: ['C22', 'C30', 'C31'],
    },
    OID_NIC_SWITCH_VF_PARAMETERS: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [
        { name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_VF_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VF_PARAMETERS',
        },
        SHORT_METHOD_BY_NDIS,
        OTHER_REASON,
      ],
      rules: ['Only allocated VFs', 'Answered from NDIS cache'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver or user mode',
      source: 'network/oid-nic-switch-vf-parameters.md',
      contradictions: ['C23'],
    },
    OID_NIC_SWITCH_ENUM_VFS: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_NIC_SWITCH_VF_INFO_ARRAY + VF_INFO[]',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VF_INFO_ARRAY',
        },
        SHORT_METHOD_BY_NDIS,
        OTHER_REASON,
      ],
      rules: ['NDIS cache fed by ALLOCATE_VF', 'NumElements 0 when none'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver or user mode',
      source: 'network/oid-nic-switch-enum-vfs.md',
      contradictions: ['C23'],
    },
    OID_SRIOV_RESET_VF: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_SRIOV_RESET_VF_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_RESET_VF_PARAMETERS',
        },
        SHORT_SET_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'Function Level Reset of that VF only; other VFs and PF untouched',
        'Leaves the VF quiescent with pending interrupts cleared',
        'In teardown: after DELETE_VPORT, before FREE_VF; also issued before detaching ' +
          'a VF from a partition',
      ],
      source: 'network/oid-sriov-reset-vf.md',
      contradictions: ['C31'],
    },
    OID_SRIOV_SET_VF_POWER_STATE: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_SRIOV_SET_VF_POWER_STATE_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_SET_VF_POWER_STATE_PARAMETERS',
        },
        SHORT_SET_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'One VF only',
        'WakeEnable must be FALSE for D0',
      ],
      source: 'network/oid-sriov-set-vf-power-state.md',
      contradictions: ['C32'],
    },
    OID_SRIOV_VF_VENDOR_DEVICE_ID: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'inout', type: 'NDIS_SRIOV_VF_VENDOR_DEVICE_ID_INFO' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_VF_VENDOR_DEVICE_ID_INFO',
        },
        SHORT_METHOD_BY_NDIS,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        "IDs may equal the adapter's or differ to choose another guest driver",
      ],
      source: 'network/oid-sriov-vf-vendor-device-id.md',
      contradictions: ['C07'],
    },
    OID_SRIOV_VF_SERIAL_NUMBER: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [
        { name: 'InformationBuffer', dir: 'out', type: 'NDIS_SRIOV_VF_SERIAL_NUMBER_INFO' },
      ],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_BY_NDIS, OTHER_REASON],
      rules: ['Serial generated before ALLOCATE_VF', 'NDIS takes it from the VPCI bus driver'],
      providedBy: 'NDIS (guest)',
      source: 'network/oid-sriov-vf-serial-number.md',
    },
  },
} as const satisfies CardGroup;
