/** NDIS calls by which a PF miniport switches VFs on and off and reaches their config space. */
import type { CardGroup } from '../card.ts';

/** The adapter. */
const ADAPTER = {
  name: 'NdisMiniportHandle',
  dir: 'in',
  type: 'NDIS_HANDLE',
  rule: 'adapter handle NDIS gave to MiniportInitializeEx',
} as const;

/** Which VF. */
const VF_ID = {
  name: 'VFId',
  dir: 'in',
  type: 'NDIS_SRIOV_FUNCTION_ID (USHORT)',
  rule: 'VF identifier',
} as const;

export const NDIS_M_VIRTUALIZATION_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'ndis.h',
    providedBy: 'NDIS',
    calledBy: 'PF miniport',
  },
  cards: {
    NdisMEnableVirtualization: {
      doc: 'switch the VFs of an adapter on or off',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER,
        { name: 'NumVFs', dir: 'in', type: 'USHORT', rule: 'number of VFs; 0 when disabling' },
        { name: 'EnableVFMigration', dir: 'in', type: 'BOOLEAN', rule: 'reserved, FALSE' },
        { name: 'EnableMigrationInterrupt', dir: 'in', type: 'BOOLEAN', rule: 'reserved, FALSE' },
        {
          name: 'EnableVirtualization',
          dir: 'in',
          type: 'BOOLEAN',
          rule: 'TRUE enable / FALSE disable',
        },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'done' },
        { status: 'NDIS_STATUS_NOT_SUPPORTED', when: 'adapter or system lacks SR-IOV' },
        { status: 'NDIS_STATUS_INVALID_PARAMETER', when: 'disabling with NumVFs != 0' },
        {
          status: 'NDIS_STATUS_FAILURE',
          when:
            'other failure; also what an enable-while-enabled produces (page only says it ' +
            'fails)',
        },
      ],
      rules: [
        'Only the PF miniport may call it',
        'Dynamic switch: enable in CREATE_SWITCH, disable in DELETE_SWITCH of the last switch',
        'Static switch: enable in MiniportInitializeEx after creating it, disable only ' +
          'in MiniportHaltEx',
        'Must disable before enabling again',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call EnableVirtualization of ' +
          'GUID_PCI_VIRTUALIZATION_INTERFACE',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismenablevirtualization.md',
      contradictions: ['C01', 'C02', 'C08'],
    },
    NdisMGetVirtualFunctionBusData: {
      doc: "read a VF's config space",
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        ADAPTER,
        VF_ID,
        { name: 'Buffer', dir: 'out', type: 'PVOID', rule: 'at least Length bytes' },
        { name: 'Offset', dir: 'in', type: 'ULONG', rule: 'byte offset in VF config space' },
        { name: 'Length', dir: 'in', type: 'ULONG', rule: 'bytes' },
      ],
      returns: [
        { status: 'byte count', when: 'ok' },
        { status: '0', when: 'failed' },
      ],
      rules: [
        'Only the PF miniport may call it',
        'Legal any time after virtualization has been enabled',
        'Normally called while handling OID_SRIOV_READ_VF_CONFIG_SPACE',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call GetVirtualFunctionData of ' +
          'GUID_PCI_VIRTUALIZATION_INTERFACE',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismgetvirtualfunctionbusdata.md',
      contradictions: ['C09', 'C03'],
    },
    NdisMSetVirtualFunctionBusData: {
      doc: "write a VF's config space",
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        ADAPTER,
        VF_ID,
        { name: 'Buffer', dir: 'in', type: 'PVOID', rule: 'at least Length bytes' },
        { name: 'Offset', dir: 'in', type: 'ULONG', rule: 'byte offset in VF config space' },
        { name: 'Length', dir: 'in', type: 'ULONG', rule: 'bytes' },
      ],
      returns: [
        { status: 'byte count', when: 'ok' },
        { status: '0', when: 'failed' },
      ],
      rules: [
        'Only the PF miniport may call it',
        'Legal any time after virtualization has been enabled',
        'Normally called while handling OID_SRIOV_WRITE_VF_CONFIG_SPACE',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call SetVirtualFunctionData of ' +
          'GUID_PCI_VIRTUALIZATION_INTERFACE',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismsetvirtualfunctionbusdata.md',
      contradictions: ['C09', 'C04'],
    },
    NdisMGetVirtualFunctionLocation: {
      doc: 'segment, bus and function number of a VF',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER,
        VF_ID,
        { name: 'SegmentNumber', dir: 'out', type: 'PUSHORT' },
        { name: 'BusNumber', dir: 'out', type: 'PUCHAR' },
        { name: 'FunctionNumber', dir: 'out', type: 'PUCHAR' },
      ],
      returns: [{ status: 'void', when: 'no failure signal' }],
      rules: [
        'Only the PF miniport may call it',
        'Used in ALLOCATE_VF; result fed to NDIS_MAKE_RID for RequestorId',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call GetLocation of GUID_PCI_VIRTUALIZATION_INTERFACE',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismgetvirtualfunctionlocation.md',
    },
    NdisMGetVirtualDeviceLocation: {
      doc: 'named in an index only',
      irqlMax: null,
      documented: false,
      rules: [
        'No page describes it; an old generated index lists the name alone',
        'Treat as undocumented; docs use NdisMGetVirtualFunctionLocation instead',
      ],
      calledBy: 'PF miniport (presumed)',
      source: 'no page of the public documentation',
    },
    NDIS_MAKE_RID: {
      doc: 'a requestor id from segment, bus and function number',
      irqlMax: null,
      parameters: [
        { name: '_Segment', dir: 'in', type: 'USHORT' },
        { name: '_Bus', dir: 'in', type: 'UCHAR' },
        { name: '_Function', dir: 'in', type: 'UCHAR' },
      ],
      returns: [{ status: 'NDIS_VF_RID (ULONG)', when: 'built value' }],
      rules: ['Macro; inputs from NdisMGetVirtualFunctionLocation (or VBD GetLocation)'],
      providedBy: 'header',
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndis_make_rid.md',
    },
    NdisMQueryProbedBars: {
      doc: 'what the VF BARs read when they were sized',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        ADAPTER,
        {
          name: 'BaseRegisterValues',
          dir: 'out',
          type: 'PULONG',
          rule: 'up to PCI_TYPE0_ADDRESSES',
        },
      ],
      returns: [
        { status: 'NDIS_STATUS_SUCCESS', when: 'ok' },
        { status: 'NDIS_STATUS_FAILURE', when: 'failed' },
      ],
      rules: [
        'Only the PF miniport may call it',
        'Used in OID_SRIOV_PROBED_BARS',
        'If the IHV package has a VBD, the miniport must not call it; it asks the VBD ' +
          '(private channel) to call GetVirtualFunctionProbedBars of ' +
          'GUID_PCI_VIRTUALIZATION_INTERFACE',
      ],
      minOs: 'NDIS 6.30 (Windows Server 2012)',
      source: 'ndis/nf-ndis-ndismqueryprobedbars.md',
      contradictions: ['C11'],
    },
  },
} as const satisfies CardGroup;
