/** OIDs on virtual ports and on the filters that steer packets to them. */
import type { CardGroup } from '../card.ts';
import {
  DONE,
  LATER,
  NO_SRIOV,
  OTHER_REASON,
  SHORT_METHOD_BY_MINIPORT,
  SHORT_METHOD_BY_NDIS,
  SHORT_SET_BY_MINIPORT,
} from './oid-returns.ts';

export const VPORT_OIDS = {
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
    OID_NIC_SWITCH_CREATE_VPORT: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_VPORT_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VPORT_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Non-default VPorts only',
        'NDIS validates and assigns VPortId in 1..NumVPorts-1 before forwarding; issuer ' +
          'passes NDIS_DEFAULT_VPORT_ID in',
        'AttachedFunctionId = NDIS_PF_FUNCTION_ID or a VF already allocated',
        'At most one non-default VPort per VF',
        'Attachment and queue-pair count are fixed afterwards (VMMQ relaxes queue pairs)',
        'VF VPort starts activated; PF VPort starts deactivated',
        'No filters on it at creation: no receive indications until SET_FILTER/MOVE_FILTER',
      ],
      source: 'network/oid-nic-switch-create-vport.md',
      contradictions: ['C29', 'C32'],
    },
    OID_NIC_SWITCH_DELETE_VPORT: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_NIC_SWITCH_DELETE_VPORT_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_DELETE_VPORT_PARAMETERS',
        },
        SHORT_SET_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Clear or move all its filters first',
        'VF-attached: VF miniport must already be paused and halted (virtualization ' +
          'stack ensures)',
        'PF-attached: stop DMA, wait for indicated packets, free shared memory',
        'After completion no more indications for that VPort',
        'Only way an activated VPort becomes inactive',
        'Default VPort must not be named',
      ],
      calledBy: 'the driver that created the VPort',
      source: 'network/oid-nic-switch-delete-vport.md',
      contradictions: ['C31', 'C32'],
    },
    OID_NIC_SWITCH_VPORT_PARAMETERS: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'inout', type: 'NDIS_NIC_SWITCH_VPORT_PARAMETERS' },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VPORT_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Changeable: name, interrupt moderation, PF-side processor affinity, state ' +
          '(deactivated->activated only); queue pairs with VMMQ',
        'Only members flagged NDIS_NIC_SWITCH_VPORT_PARAMS_*_CHANGED may change',
        'VF VPort state always activated; default VPort always activated',
      ],
      providedBy: 'NDIS (method) / PF miniport (set)',
      source: 'network/oid-nic-switch-vport-parameters.md',
      contradictions: ['C23'],
    },
    OID_NIC_SWITCH_ENUM_VPORTS: {
      irqlMax: null,
      irqlNote: 'answered by NDIS, miniport not called',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_NIC_SWITCH_VPORT_INFO_ARRAY + VPORT_INFO[]',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_NIC_SWITCH_VPORT_INFO_ARRAY',
        },
        SHORT_METHOD_BY_NDIS,
        OTHER_REASON,
      ],
      rules: ['NDIS cache', 'Flags: by switch or by function, mutually exclusive'],
      providedBy: 'NDIS',
      calledBy: 'overlying driver or user mode',
      source: 'network/oid-nic-switch-enum-vports.md',
      contradictions: ['C23'],
    },
    OID_RECEIVE_FILTER_MOVE_FILTER: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'in',
          type: 'NDIS_RECEIVE_FILTER_MOVE_FILTER_PARAMETERS',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_RECEIVE_FILTER_MOVE_FILTER_PARAMETERS',
        },
        SHORT_SET_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        'Atomic: removed from source and set on destination at once',
        'NDIS validates first',
        'Default VPort -> VF VPort at attach, back at failover/teardown',
      ],
      source: 'network/oid-receive-filter-move-filter.md',
      contradictions: ['C23'],
    },
    OID_RECEIVE_FILTER_SET_FILTER: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_RECEIVE_FILTER_PARAMETERS + fields',
        },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'set' },
        { status: 'NDIS_STATUS_PENDING', when: 'async' },
        { status: 'NDIS_STATUS_INVALID_PARAMETER', when: 'bad parameter' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'short buffer' },
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'miniport older than 6.20' },
        { status: 'NDIS_STATUS_FAILURE', when: 'other' },
      ],
      rules: [
        'NDIS assigns FilterId',
        "Only the VPort's creator may set filters on it (anyone on the default VPort)",
        'If packets were indicated while handling it, it must complete with SUCCESS',
      ],
      minOs: 'NDIS 6.20',
      source: 'network/oid-receive-filter-set-filter.md',
    },
    OID_RECEIVE_FILTER_CLEAR_FILTER: {
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'InformationBuffer', dir: 'in', type: 'NDIS_RECEIVE_FILTER_CLEAR_PARAMETERS' },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'cleared' },
        LATER,
        { status: 'NDIS_STATUS_NOT_ACCEPTED', when: 'adapter surprise removed' },
        { status: 'NDIS_STATUS_FILE_NOT_FOUND', when: 'from NDIS: bad FilterId' },
        { status: 'NDIS_STATUS_INVALID_LENGTH', when: 'from NDIS' },
      ],
      rules: [
        'All filters of a VPort cleared before it is deleted',
        'No indications on a VPort after its last filter is cleared',
        'Verifier status set: SUCCESS, NOT_ACCEPTED, REQUEST_ABORTED (+PENDING return)',
      ],
      calledBy: 'the driver that set it',
      minOs: 'NDIS 6.20',
      source: 'network/oid-receive-filter-clear-filter.md',
    },
  },
} as const satisfies CardGroup;
