/** What a PF driver without NDIS offers to the stack, as SRIOV_DEVICE_INTERFACE_STANDARD. */
import type { CardGroup } from '../card.ts';

/** First parameter of every member routine. */
const CONTEXT = {
  name: 'Context',
  dir: 'in',
  type: 'PVOID',
  rule: 'driver context from the interface',
} as const;

/** Which VF. */
const VF_INDEX = {
  name: 'VfIndex',
  dir: 'in',
  type: 'USHORT',
  rule: 'zero-based VF index',
} as const;

/** Which block. */
const BLOCK_ID = {
  name: 'BlockId',
  dir: 'in',
  type: 'ULONG',
  rule: 'IHV-private block number; OS does not interpret it',
} as const;

/** How much of it. */
const BLOCK_LENGTH = {
  name: 'Length',
  dir: 'in',
  type: 'ULONG',
  rule: 'must not exceed VPCI_MAX_READ_WRITE_BLOCK_SIZE',
} as const;

export const PCIVIRT_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'pcivirt.h',
    irqlMax: 'PASSIVE_LEVEL',
    providedBy: 'SRIOV_DEVICE_INTERFACE_STANDARD',
    calledBy: 'virtualization stack (VPCI VSP)',
    minOs: 'Windows Server 2016',
  },
  cards: {
    SRIOV_READ_CONFIG: {
      doc: "read a VF's config space",
      parameters: [
        CONTEXT,
        { name: 'Data', dir: 'out', type: 'PVOID' },
        VF_INDEX,
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['NTSTATUS result, unlike GetVirtualFunctionData which returns a count'],
      source: 'pcivirt/nc-pcivirt-sriov_read_config.md',
    },
    SRIOV_WRITE_CONFIG: {
      doc: "write a VF's config space",
      parameters: [
        CONTEXT,
        { name: 'Data', dir: 'in', type: 'const VOID*' },
        VF_INDEX,
        { name: 'Offset', dir: 'in', type: 'ULONG' },
        { name: 'Length', dir: 'in', type: 'ULONG' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      source: 'pcivirt/nc-pcivirt-sriov_write_config.md',
    },
    SRIOV_READ_BLOCK: {
      doc: 'a VF reads a configuration block',
      parameters: [
        CONTEXT,
        VF_INDEX,
        BLOCK_ID,
        { name: 'Buffer', dir: 'out', type: 'PVOID' },
        BLOCK_LENGTH,
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['Header range annotation is strictly below 128, page says not above'],
      source: 'pcivirt/nc-pcivirt-sriov_read_block.md',
    },
    SRIOV_WRITE_BLOCK: {
      doc: 'a VF writes a configuration block',
      parameters: [
        CONTEXT,
        VF_INDEX,
        BLOCK_ID,
        { name: 'Buffer', dir: 'in', type: 'PVOID' },
        BLOCK_LENGTH,
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['Header range annotation is strictly below 128, page says not above'],
      source: 'pcivirt/nc-pcivirt-sriov_write_block.md',
    },
    SRIOV_QUERY_PROBED_BARS: {
      doc: 'what the VF BARs read when they were sized',
      parameters: [
        CONTEXT,
        {
          name: 'BaseRegisterValues',
          dir: 'out',
          type: 'PULONG',
          rule: 'PCI_TYPE0_ADDRESSES entries',
        },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['PF BAR values as if -1 had been written'],
      source: 'pcivirt/nc-pcivirt-sriov_query_probed_bars.md',
    },
    SRIOV_QUERY_PROBED_BARS_2: {
      doc: 'the same for one VF',
      parameters: [CONTEXT, VF_INDEX, { name: 'BaseRegisterValues', dir: 'out', type: 'PULONG' }],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['Per-VF variant'],
      source: 'pcivirt/nc-pcivirt-sriov_query_probed_bars_2.md',
    },
    SRIOV_GET_VENDOR_AND_DEVICE_IDS: {
      doc: 'the ids a VF shows to its guest',
      parameters: [
        CONTEXT,
        VF_INDEX,
        { name: 'VendorId', dir: 'out', type: 'PUSHORT' },
        { name: 'DeviceId', dir: 'out', type: 'PUSHORT' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: ['IDs may differ from hardware so guests load another driver'],
      source: 'pcivirt/nc-pcivirt-sriov_get_vendor_and_device_ids.md',
    },
    SRIOV_GET_DEVICE_LOCATION: {
      doc: 'segment, bus and function number of a VF',
      parameters: [
        CONTEXT,
        VF_INDEX,
        { name: 'SegmentNumber', dir: 'out', type: 'PUINT16' },
        { name: 'BusNumber', dir: 'out', type: 'PUINT8' },
        { name: 'FunctionNumber', dir: 'out', type: 'PUINT8' },
      ],
      returns: [{ status: 'void', when: '' }],
      rules: ['No status, unlike GetLocation'],
      source: 'pcivirt/nc-pcivirt-sriov_get_device_location.md',
    },
    SRIOV_RESET_FUNCTION: {
      doc: 'reset one VF',
      parameters: [CONTEXT, VF_INDEX],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['One VF only'],
      source: 'pcivirt/nc-pcivirt-sriov_reset_function.md',
    },
    SRIOV_SET_POWER_STATE: {
      doc: 'change the power state of one VF',
      parameters: [
        CONTEXT,
        VF_INDEX,
        { name: 'PowerState', dir: 'in', type: 'DEVICE_POWER_STATE' },
        { name: 'Wake', dir: 'in', type: 'BOOLEAN', rule: 'must be FALSE for D0' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      source: 'pcivirt/nc-pcivirt-sriov_set_power_state.md',
    },
    SRIOV_GET_RESOURCE_FOR_BAR: {
      doc: 'the memory behind one BAR of a VF',
      parameters: [
        CONTEXT,
        VF_INDEX,
        { name: 'BarIndex', dir: 'in', type: 'USHORT', rule: '0..5' },
        { name: 'Resource', dir: 'out', type: 'PCM_PARTIAL_RESOURCE_DESCRIPTOR' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
        { status: 'STATUS_INVALID_DEVICE_REQUEST', when: 'sample: VfIndex >= NumVFs' },
      ],
      rules: ['VF slice = total length / NumVFs, start + slice * VfIndex'],
      source: 'pcivirt/nc-pcivirt-sriov_get_resource_for_bar.md',
    },
    SRIOV_QUERY_LUID: {
      doc: 'the local identifier of the device',
      parameters: [CONTEXT, { name: 'Luid', dir: 'out', type: 'PLUID' }],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'done' },
        { status: 'other NTSTATUS', when: 'failed' },
      ],
      rules: ['Device LUID'],
      source: 'pcivirt/nc-pcivirt-sriov_query_luid.md',
    },
  },
} as const satisfies CardGroup;
