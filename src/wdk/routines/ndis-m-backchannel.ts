/** NDIS calls of the PF-VF backchannel, and of access to a miniport's own config space. */
import type { CardGroup } from '../card.ts';

/** The adapter. */
const ADAPTER = {
  name: 'NdisMiniportHandle',
  dir: 'in',
  type: 'NDIS_HANDLE',
  rule: 'adapter handle NDIS gave to MiniportInitializeEx',
} as const;

/** How much of a block. */
const BLOCK_LENGTH = {
  name: 'Length',
  dir: 'in',
  type: 'ULONG',
  rule: 'bytes; page states no cap, VPCI cap applies underneath',
} as const;

/** Which space. */
const WHICH_SPACE = {
  name: 'WhichSpace',
  dir: 'in',
  type: 'ULONG',
  rule: 'see IRP_MN_READ_CONFIG',
} as const;

export const NDIS_M_BACKCHANNEL_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'ndis.h',
    providedBy: 'NDIS',
    minOs: 'NDIS 6.30 (Windows Server 2012)',
  },
  cards: {
    NdisMReadConfigBlock: {
      doc: 'read a configuration block from the PF and wait for it',
      irqlMax: 'APC_LEVEL',
      parameters: [
        ADAPTER,
        { name: 'BlockId', dir: 'in', type: 'ULONG', rule: 'IHV-private' },
        { name: 'Buffer', dir: 'out', type: 'PVOID', rule: 'caller-allocated' },
        BLOCK_LENGTH,
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'ok' },
        { status: 'NDIS_STATUS_FAILURE', when: 'failed' },
      ],
      rules: [
        'Only a VF miniport may call it',
        'Blocks until the PF miniport completes OID_SRIOV_READ_VF_CONFIG_BLOCK',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call ReadVfConfigBlock of GUID_VPCI_INTERFACE_STANDARD',
      ],
      providedBy: 'NDIS (guest)',
      calledBy: 'VF miniport',
      source: 'ndis/nf-ndis-ndismreadconfigblock.md',
    },
    NdisMWriteConfigBlock: {
      doc: 'write a configuration block to the PF and wait for it',
      irqlMax: 'APC_LEVEL',
      parameters: [
        ADAPTER,
        { name: 'BlockId', dir: 'in', type: 'ULONG', rule: 'IHV-private' },
        { name: 'Buffer', dir: 'in', type: 'PVOID', rule: 'caller-allocated' },
        BLOCK_LENGTH,
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'ok' },
        { status: 'NDIS_STATUS_FAILURE', when: 'failed' },
      ],
      rules: [
        'Only a VF miniport may call it',
        'Blocks until the PF miniport completes OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call WriteVfConfigBlock of GUID_VPCI_INTERFACE_STANDARD',
      ],
      providedBy: 'NDIS (guest)',
      calledBy: 'VF miniport',
      source: 'ndis/nf-ndis-ndismwriteconfigblock.md',
      contradictions: ['C05'],
    },
    NdisMInvalidateConfigBlock: {
      doc: 'tell a VF to read blocks again',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        ADAPTER,
        {
          name: 'VFId',
          dir: 'in',
          type: 'NDIS_SRIOV_FUNCTION_ID',
          rule: 'VF to notify (page text describes it as a location query, copy slip)',
        },
        { name: 'BlockMask', dir: 'in', type: 'ULONGLONG', rule: 'bit n = block n, blocks 0..63' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Only the PF miniport may call it',
        'Stack ORs masks of successive calls until delivered: notifications coalesce, ' +
          'none is lost',
        'Ends in OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK at the VF miniport',
        'No VBD section on this page',
      ],
      calledBy: 'PF miniport',
      source: 'ndis/nf-ndis-ndisminvalidateconfigblock.md',
      contradictions: ['C17', 'C32'],
    },
    NdisMGetBusData: {
      doc: "read the adapter's own config space",
      irqlMax: null,
      irqlNote: 'Any level',
      parameters: [
        ADAPTER,
        WHICH_SPACE,
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Buffer', dir: 'out', type: 'PVOID', rule: '>= Length' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [{ status: 'byte count', when: 'ok' }],
      rules: [
        'Page says any IRQL',
        'On a VF it turns into OID_SRIOV_READ_VF_CONFIG_SPACE at the PF miniport and ' +
          'returns when that completes',
        'A VF driver therefore should not call it above APC_LEVEL (GetBusData remark)',
      ],
      calledBy: 'miniport (PF or VF)',
      minOs: 'NDIS 6.0',
      source: 'ndis/nf-ndis-ndismgetbusdata.md',
      contradictions: ['C09'],
    },
    NdisMSetBusData: {
      doc: "write the adapter's own config space",
      irqlMax: null,
      irqlNote: 'Any level',
      parameters: [
        ADAPTER,
        WHICH_SPACE,
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Buffer', dir: 'in', type: 'PVOID', rule: '>= Length' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [{ status: 'byte count', when: 'ok' }],
      rules: [
        'Page says any IRQL',
        'On a VF it turns into OID_SRIOV_WRITE_VF_CONFIG_SPACE at the PF miniport and ' +
          'returns when that completes',
        'A VF driver therefore should not call it above APC_LEVEL (GetBusData remark)',
      ],
      calledBy: 'miniport (PF or VF)',
      minOs: 'NDIS 6.0',
      source: 'ndis/nf-ndis-ndismsetbusdata.md',
      contradictions: ['C09'],
    },
  },
} as const satisfies CardGroup;
