/** OIDs on the NIC switch itself and what it can do. Numbers are in oids.ts. */
import type { CardGroup } from '../card.ts';
import {
  DONE,
  LATER,
  NO_SRIOV,
  OTHER_REASON,
  RESETTING,
  SHORT_METHOD_BY_MINIPORT,
  SHORT_QUERY_BY_NDIS,
  SHORT_QUERY_PER_PAGE,
  STOPPED,
} from './oid-returns.ts';

export const NIC_SWITCH_OIDS = {
  common: {
    kind: 'oid',
    header: 'ntddndis.h',
    minOs: 'NDIS 6.30 (Windows Server 2012)',
    valueSource: 'public ntddndis.h',
  },
  cards: {
    OID_NIC_SWITCH_CREATE_SWITCH: {
      irqlMax: 'PASSIVE_LEVEL',
      irqlNote: 'IRQL at which MiniportOidRequest receives it',
      parameters: [{ name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_PARAMETERS' }],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Comes after MiniportInitializeEx; parameters from the registry NicSwitches\\0 key',
        'Static: compare with the switch made in MiniportInitializeEx, fail on any difference',
        'Dynamic: validate, create, then NdisMEnableVirtualization(TRUE, NumVFs)',
        'Creates the default VPort implicitly, attached to the PF',
        'No ALLOCATE_VF or CREATE_VPORT before it succeeds',
        'SwitchId must be NDIS_DEFAULT_SWITCH_ID, SwitchType external',
      ],
      providedBy: 'PF miniport',
      calledBy: 'NDIS only',
      source: 'network/oid-nic-switch-create-switch.md',
      contradictions: ['C21', 'C28'],
    },
    OID_NIC_SWITCH_DELETE_SWITCH: {
      irqlMax: 'PASSIVE_LEVEL',
      irqlNote: 'IRQL at which MiniportOidRequest receives it',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_NIC_SWITCH_DELETE_SWITCH_PARAMETERS' },
      ],
      returns: [
        DONE,
        LATER,
        RESETTING,
        STOPPED,
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'from NDIS: no SR-IOV' },
        { status: 'NDIS_STATUS_FILE_NOT_FOUND', when: 'from NDIS: bad parameter' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'from NDIS: short buffer' },
      ],
      rules: [
        'Precondition guaranteed by NDIS: filters cleared, non-default VPorts deleted, VFs freed',
        'Dynamic: free software and hardware; when the last switch goes call ' +
          'NdisMEnableVirtualization(FALSE, 0)',
        'Static: free software only; hardware and virtualization disable wait for MiniportHaltEx',
        'Deletes the default VPort implicitly',
        'Verifier allows the miniport only SUCCESS, PENDING (return only), ' +
          'NOT_ACCEPTED, REQUEST_ABORTED',
        'MiniportHaltEx follows it on a PF',
      ],
      providedBy: 'PF miniport',
      calledBy: 'NDIS only',
      source: 'network/oid-nic-switch-delete-switch.md',
      contradictions: ['C22'],
    },
    OID_NIC_SWITCH_PARAMETERS: {
      irqlMax: 'PASSIVE_LEVEL',
      irqlNote: 'IRQL at which MiniportOidRequest receives it',
      parameters: [{ name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_PARAMETERS' }],
      returns: [
        DONE,
        {
          status: 'NDIS_STATUS_REINIT_REQUIRED',
          when: 'set stored, needs adapter re-initialisation',
        },
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Only SwitchName may change (flag NDIS_NIC_SWITCH_PARAMETERS_SWITCH_NAME_CHANGED)',
        'NDIS writes the registry on SUCCESS and on REINIT_REQUIRED, not on failure',
        'After REINIT_REQUIRED the issuer must re-initialise the adapter',
      ],
      providedBy: 'NDIS (method) / PF miniport (set)',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      source: 'network/oid-nic-switch-parameters.md',
      contradictions: ['C23'],
    },
    OID_NIC_SWITCH_ENUM_SWITCHES: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'out',
          type: 'NDIS_NIC_SWITCH_INFO_ARRAY + NDIS_NIC_SWITCH_INFO[]',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_INFO_ARRAY',
        },
        SHORT_QUERY_BY_NDIS,
        OTHER_REASON,
      ],
      rules: [
        'Answered from NDIS cache; miniport never sees it',
        'Exactly one element (default switch) or zero',
      ],
      providedBy: 'NDIS',
      calledBy: 'overlying driver or user mode',
      source: 'network/oid-nic-switch-enum-switches.md',
      contradictions: ['C24'],
    },
    OID_NIC_SWITCH_HARDWARE_CAPABILITIES: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [{ name: 'InformationBuffer', dir: 'out', type: 'NDIS_NIC_SWITCH_CAPABILITIES' }],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_BY_NDIS, OTHER_REASON],
      rules: ['All hardware capabilities, enabled or not'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      minOs: 'NDIS 6.20',
      source: 'network/oid-nic-switch-hardware-capabilities.md',
    },
    OID_NIC_SWITCH_CURRENT_CAPABILITIES: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [{ name: 'InformationBuffer', dir: 'out', type: 'NDIS_NIC_SWITCH_CAPABILITIES' }],
      returns: [DONE, NO_SRIOV, SHORT_QUERY_PER_PAGE, OTHER_REASON],
      rules: ['Enabled capabilities only', 'Also in bind/attach parameters'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      minOs: 'NDIS 6.20',
      source: 'network/oid-nic-switch-current-capabilities.md',
    },
  },
} as const satisfies CardGroup;
