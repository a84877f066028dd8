/** The PCI bus driver's routines for VFs, handed out as PCI_VIRTUALIZATION_INTERFACE. */
import type { CardGroup } from '../card.ts';

/** First parameter of every member routine. */
const CONTEXT = {
  name: 'Context',
  dir: 'inout',
  type: 'PVOID',
  rule: 'the Context of the PCI_VIRTUALIZATION_INTERFACE it came from',
} as const;

/** Which VF. */
const VIRTUAL_FUNCTION = {
  name: 'VirtualFunction',
  dir: 'in',
  type: 'USHORT',
  rule: 'zero-based VF number on the device',
} as const;

export const PCI_VIRTUALIZATION_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'wdm.h',
    providedBy: 'PCI_VIRTUALIZATION_INTERFACE',
    minOs: 'Windows Server 2012',
  },
  cards: {
    SetVirtualFunctionData: {
      doc: "write a VF's config space",
      irqlMax: 'APC_LEVEL',
      parameters: [
        CONTEXT,
        VIRTUAL_FUNCTION,
        { name: 'Buffer', dir: 'in', type: 'PVOID', rule: 'bytes to write' },
        { name: 'Offset', dir: 'in', type: 'ULONG', rule: 'start offset in VF config space' },
        { name: 'Length', dir: 'in', type: 'ULONG', rule: 'byte count' },
      ],
      returns: [
        { status: 'bytes written (ULONG)', when: 'write worked' },
        { status: '0', when: 'write failed' },
      ],
      rules: [
        'Function type SET_VIRTUAL_DEVICE_DATA',
        'Returns a byte count, never an NTSTATUS',
        'VF counterpart of SetBusData',
        'Virtualization stack calls it when a guest driver calls SetBusData',
      ],
      calledBy: 'virtualization stack / VBD / NDIS',
      source: 'wdm/nc-wdm-set_virtual_device_data.md',
      contradictions: ['C04', 'C09'],
      aliases: ['SET_VIRTUAL_DEVICE_DATA', 'PSET_VIRTUAL_DEVICE_DATA'],
    },
    GetVirtualFunctionData: {
      doc: "read a VF's config space",
      irqlMax: 'APC_LEVEL',
      parameters: [
        CONTEXT,
        VIRTUAL_FUNCTION,
        { name: 'Buffer', dir: 'out', type: 'PVOID', rule: 'receives data' },
        { name: 'Offset', dir: 'in', type: 'ULONG', rule: 'start offset in VF config space' },
        { name: 'Length', dir: 'in', type: 'ULONG', rule: 'byte count' },
      ],
      returns: [
        { status: 'bytes read (ULONG)', when: 'read worked' },
        { status: '0', when: 'read failed' },
      ],
      rules: [
        'Function type GET_VIRTUAL_DEVICE_DATA',
        'Returns a byte count, never an NTSTATUS',
        'VF counterpart of GetBusData',
        'Virtualization stack calls it when a guest driver calls GetBusData',
        'This is the routine other pages name for a VBD-mediated VF config read (see C03)',
      ],
      calledBy: 'virtualization stack / VBD / NDIS',
      source: 'wdm/nc-wdm-get_virtual_device_data.md',
      contradictions: ['C03', 'C09'],
      aliases: ['GET_VIRTUAL_DEVICE_DATA', 'PGET_VIRTUAL_DEVICE_DATA'],
    },
    GetLocation: {
      doc: 'segment, bus and function number of a VF',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        CONTEXT,
        VIRTUAL_FUNCTION,
        { name: 'SegmentNumber', dir: 'out', type: 'PUINT16', rule: 'PCI segment' },
        { name: 'BusNumber', dir: 'out', type: 'PUINT8', rule: 'current bus' },
        { name: 'FunctionNumber', dir: 'out', type: 'PUINT8', rule: '8-bit ARI function number' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'location returned' },
        { status: 'STATUS_INVALID_PARAMETER', when: 'VirtualFunction above TotalVFs' },
      ],
      rules: [
        'Function type GET_VIRTUAL_DEVICE_LOCATION',
        'ARI view: bus is one device with 256 functions, so there is no device number output',
        'Bus number can change; do not keep it in the registry',
        'Needed by an IOMMU-using virtualization system',
      ],
      calledBy: 'VBD / NDIS for the PF miniport',
      source: 'wdm/nc-wdm-get_virtual_device_location.md',
      contradictions: ['C10'],
      aliases: ['GET_VIRTUAL_DEVICE_LOCATION', 'PGET_VIRTUAL_DEVICE_LOCATION'],
    },
    GetResources: {
      doc: 'how many extra buses the PF has captured for its VFs',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        CONTEXT,
        {
          name: 'CapturedBusNumbers',
          dir: 'out',
          type: 'PUINT8',
          rule: 'count of extra PCI buses captured for the PF',
        },
      ],
      returns: [{ status: 'void', when: 'no return value; no failure path documented' }],
      rules: [
        'Function type GET_VIRTUAL_DEVICE_RESOURCES',
        'Capture needed when: >8 functions and device lacks ARI; or device has ARI, >8 ' +
          'functions, upstream port lacks ARI; or ARI both sides and >256 functions',
        'Each captured bus carries 256 functions',
        'Captured count = Subordinate Bus Number minus Secondary Bus Number',
      ],
      calledBy: 'VBD / NDIS',
      source: 'wdm/nc-wdm-get_virtual_device_resources.md',
      aliases: ['GET_VIRTUAL_DEVICE_RESOURCES', 'PGET_VIRTUAL_DEVICE_RESOURCES'],
    },
    EnableVirtualization: {
      doc: 'switch the VFs of a PF on or off',
      irqlMax: 'DISPATCH_LEVEL',
      parameters: [
        CONTEXT,
        {
          name: 'NumVFs',
          dir: 'in',
          type: 'UINT16',
          rule:
            'written to NumVFs of the SR-IOV capability; must be 0 when ' +
            'EnableVirtualization is FALSE',
        },
        {
          name: 'EnableVfMigration',
          dir: 'in',
          type: 'BOOLEAN',
          rule: 'MR-IOV only; FALSE on an SR-IOV-only device',
        },
        {
          name: 'EnableMigrationInterrupt',
          dir: 'in',
          type: 'BOOLEAN',
          rule: 'must be FALSE when EnableVfMigration is FALSE',
        },
        {
          name: 'EnableVirtualization',
          dir: 'in',
          type: 'BOOLEAN',
          rule: 'TRUE sets VF Enable, FALSE clears it',
        },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        {
          status: 'STATUS_INVALID_PARAMETER',
          when: 'NumVFs is 0, or NumVFs > TotalVFs (see C01 for the disable case)',
        },
        {
          status: 'STATUS_INVALID_DEVICE_STATE',
          when: 'enable when already enabled, or disable when already disabled',
        },
      ],
      rules: [
        'Function type ENABLE_VIRTUALIZATION',
        "Writes NumVFs and the VF Enable bit of SR-IOV Control in the PF's SR-IOV " +
          'extended capability',
        'Not idempotent: a repeat call in the same direction fails',
        'To change NumVFs: disable first, then enable (stated for the NDIS wrapper)',
      ],
      calledBy: 'VBD / NDIS for the PF miniport',
      source: 'wdm/nc-wdm-enable_virtualization.md',
      contradictions: ['C01', 'C02', 'C08'],
      aliases: ['ENABLE_VIRTUALIZATION', 'PENABLE_VIRTUALIZATION'],
    },
    GetVirtualFunctionProbedBars: {
      doc: 'what the VF BARs read when they were sized',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        CONTEXT,
        {
          name: 'BaseRegisterValues',
          dir: 'out',
          type: 'PULONG',
          rule: 'array; at most PCI_TYPE0_ADDRESSES entries',
        },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'values returned' },
        { status: 'STATUS_INVALID_DEVICE_STATE', when: 'device has no SR-IOV support' },
      ],
      rules: [
        'Function type GET_VIRTUAL_FUNCTION_PROBED_BARS',
        'Returns values saved when the PCI driver probed at detection (wrote ' +
          '0xFFFFFFFF, read back); never re-probes a started device',
        '0 for a BAR means that BAR is absent',
        'No VF number parameter: one answer for the device',
      ],
      calledBy: 'VPCI side (through the stack) / VBD / NDIS',
      source: 'wdm/nc-wdm-get_virtual_function_probed_bars.md',
      contradictions: ['C11'],
      aliases: ['GET_VIRTUAL_FUNCTION_PROBED_BARS', 'PGET_VIRTUAL_FUNCTION_PROBED_BARS'],
    },
  },
} as const satisfies CardGroup;
