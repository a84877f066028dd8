/** OIDs that carry a VF's config-space and block accesses to the PF, and notices back. */
import type { CardGroup } from '../card.ts';
import {
  DONE,
  NO_SRIOV,
  OTHER_REASON,
  SHORT_METHOD_BY_MINIPORT,
  SHORT_SET_BY_NDIS,
} from './oid-returns.ts';

export const BACKCHANNEL_OIDS = {
  common: {
    kind: 'oid',
    header: 'ntddndis.h',
    irqlMax: 'PASSIVE_LEVEL',
    irqlNote: 'IRQL at which MiniportOidRequest receives it',
    providedBy: 'PF miniport',
    minOs: 'NDIS 6.30 (Windows Server 2012)',
    valueSource: 'public ntddndis.h',
  },
  cards: {
    OID_SRIOV_READ_VF_CONFIG_SPACE: {
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_SRIOV_READ_VF_CONFIG_SPACE_PARAMETERS',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_READ_VF_CONFIG_SPACE_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'Also check the buffer can hold BufferOffset+Length',
        'Use NdisMGetVirtualFunctionBusData, or cached data',
        'Result goes at BufferOffset from the start of the structure',
        'Issued when a VF miniport calls NdisMGetBusData',
        'With a VBD: not NdisMGetVirtualFunctionBusData; which VBD routine is contradictory (C03)',
      ],
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      source: 'network/oid-sriov-read-vf-config-space.md',
      contradictions: ['C03'],
    },
    OID_SRIOV_WRITE_VF_CONFIG_SPACE: {
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'in',
          type: 'NDIS_SRIOV_WRITE_VF_CONFIG_SPACE_PARAMETERS',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_WRITE_VF_CONFIG_SPACE_PARAMETERS',
        },
        SHORT_SET_BY_NDIS,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'Use NdisMSetVirtualFunctionBusData',
        'Data at BufferOffset',
        'Issued when a VF miniport calls NdisMSetBusData',
      ],
      calledBy: 'overlying driver (virtualization stack / extensible switch)',
      source: 'network/oid-sriov-write-vf-config-space.md',
      contradictions: ['C04', 'C23', 'C32'],
    },
    OID_SRIOV_READ_VF_CONFIG_BLOCK: {
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_SRIOV_READ_VF_CONFIG_BLOCK_PARAMETERS',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_READ_VF_CONFIG_BLOCK_PARAMETERS',
        },
        SHORT_METHOD_BY_MINIPORT,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'BlockId must be a known block, else fail',
        'Caller in the guest returns only after this completes',
      ],
      calledBy: 'overlying driver / NDIS for NdisMReadConfigBlock',
      source: 'network/oid-sriov-read-vf-config-block.md',
      contradictions: ['C07'],
    },
    OID_SRIOV_WRITE_VF_CONFIG_BLOCK: {
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'in',
          type: 'NDIS_SRIOV_WRITE_VF_CONFIG_BLOCK_PARAMETERS',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_WRITE_VF_CONFIG_BLOCK_PARAMETERS',
        },
        SHORT_SET_BY_NDIS,
        OTHER_REASON,
      ],
      rules: [
        "PF miniport must check that the VF's resources were allocated by ALLOCATE_VF, " +
          'else fail the OID',
        'BlockId must be a known block, else fail',
      ],
      calledBy: 'overlying driver / NDIS for NdisMWriteConfigBlock',
      source: 'network/oid-sriov-write-vf-config-block.md',
      contradictions: ['C23', 'C07'],
    },
    OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK: {
      parameters: [
        {
          name: 'InformationBuffer',
          dir: 'inout',
          type: 'NDIS_SRIOV_VF_INVALIDATE_CONFIG_BLOCK_INFO',
        },
      ],
      returns: [
        DONE,
        NO_SRIOV,
        {
          status: 'NDIS_STATUS_INVALID_PARAMETER',
          when: 'bad member in NDIS_SRIOV_VF_INVALIDATE_CONFIG_BLOCK_INFO',
        },
        SHORT_SET_BY_NDIS,
        OTHER_REASON,
      ],
      rules: [
        'Only SR-IOV OID sent to the VF miniport',
        "Sent when the guest's IOCTL_VPCI_INVALIDATE_BLOCK completes",
        'Handler (re)reads masked blocks with NdisMReadConfigBlock',
        'NDIS re-arms the IOCTL meanwhile, so another may follow',
      ],
      providedBy: 'VF miniport',
      calledBy: 'NDIS (guest)',
      source: 'network/oid-sriov-vf-invalidate-config-block.md',
      contradictions: ['C17', 'C23', 'C07'],
    },
  },
} as const satisfies CardGroup;
