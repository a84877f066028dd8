/**
 * The interfaces that IRP_MN_QUERY_INTERFACE hands out: members in order, x64 layout, version.
 * Every one begins with the INTERFACE header, whose two routines count references.
 */
import type { GuidName } from './guids.ts';

/** Members by size and alignment on x64. */
type MemberType = 'USHORT' | 'UINT32' | 'PVOID' | 'routine';

const MEMBER_BYTES: Readonly<Record<MemberType, number>> = {
  USHORT: 2,
  UINT32: 4,
  PVOID: 8,
  routine: 8,
};

interface Member {
  readonly name: string;
  readonly type: MemberType;
}

interface InterfaceFacts {
  readonly guid: GuidName;
  readonly version: number;
  /** Whether a page or sample prints the version, or this model had to choose one. */
  readonly versionFrom: 'sample' | 'assumed';
  readonly partition: 'parent' | 'guest' | 'either';
  readonly exporter: string;
  readonly members: readonly Member[];
  readonly doc: string;
}

const HEADER = [
  { name: 'Size', type: 'USHORT' },
  { name: 'Version', type: 'USHORT' },
  { name: 'Context', type: 'PVOID' },
  { name: 'InterfaceReference', type: 'routine' },
  { name: 'InterfaceDereference', type: 'routine' },
] as const satisfies readonly Member[];

/** Every interface. */
export const INTERFACE = {
  PCI_VIRTUALIZATION_INTERFACE: {
    guid: 'GUID_PCI_VIRTUALIZATION_INTERFACE',
    version: 1,
    versionFrom: 'assumed',
    partition: 'parent',
    exporter: 'PCI bus driver',
    members: [
      ...HEADER,
      { name: 'SetVirtualFunctionData', type: 'routine' },
      { name: 'GetVirtualFunctionData', type: 'routine' },
      { name: 'GetLocation', type: 'routine' },
      { name: 'GetResources', type: 'routine' },
      { name: 'EnableVirtualization', type: 'routine' },
      { name: 'GetVirtualFunctionProbedBars', type: 'routine' },
    ],
    doc: 'what the PF side does with VFs',
  },
  VPCI_INTERFACE_STANDARD: {
    guid: 'GUID_VPCI_INTERFACE_STANDARD',
    version: 1,
    versionFrom: 'assumed',
    partition: 'guest',
    exporter: 'VPCI bus driver',
    members: [
      ...HEADER,
      { name: 'WriteVfConfigBlock', type: 'routine' },
      { name: 'ReadVfConfigBlock', type: 'routine' },
      { name: 'SerialNumber', type: 'UINT32' },
    ],
    doc: "the VF side's blocks; note that write stands before read",
  },
  BUS_INTERFACE_STANDARD: {
    guid: 'GUID_BUS_INTERFACE_STANDARD',
    version: 1,
    versionFrom: 'sample',
    partition: 'either',
    exporter: 'PCI or VPCI bus driver',
    members: [
      ...HEADER,
      { name: 'TranslateBusAddress', type: 'routine' },
      { name: 'GetDmaAdapter', type: 'routine' },
      { name: 'SetBusData', type: 'routine' },
      { name: 'GetBusData', type: 'routine' },
    ],
    doc: "a function's own config space; of no use for a VF from the PF side",
  },
  SRIOV_DEVICE_INTERFACE_STANDARD: {
    guid: 'GUID_SRIOV_DEVICE_INTERFACE_STANDARD',
    version: 1,
    versionFrom: 'sample',
    partition: 'parent',
    exporter: 'PF driver without NDIS',
    members: [
      ...HEADER,
      { name: 'ReadVfConfig', type: 'routine' },
      { name: 'WriteVfConfig', type: 'routine' },
      { name: 'ReadVfConfigBlock', type: 'routine' },
      { name: 'WriteVfConfigBlock', type: 'routine' },
      { name: 'QueryProbedBars', type: 'routine' },
      { name: 'GetVendorAndDevice', type: 'routine' },
      { name: 'GetDeviceLocation', type: 'routine' },
      { name: 'ResetVf', type: 'routine' },
      { name: 'SetVfPowerState', type: 'routine' },
      { name: 'GetResourceForBar', type: 'routine' },
      { name: 'QueryLuid', type: 'routine' },
    ],
    doc: 'what the virtualization stack asks of a PF driver without NDIS',
  },
} as const satisfies Record<string, InterfaceFacts>;

/** An interface by the name of its structure. */
export type InterfaceName = keyof typeof INTERFACE;

/** The members of interface `N`. */
export type InterfaceMemberName<N extends InterfaceName> =
  (typeof INTERFACE)[N]['members'][number]['name'];

function layout(name: InterfaceName): { offsets: Record<string, number>; sizeBytes: number } {
  const offsets: Record<string, number> = {};
  let end = 0;
  for (const member of INTERFACE[name].members) {
    const bytes = MEMBER_BYTES[member.type];
    const offset = Math.ceil(end / bytes) * bytes;
    offsets[member.name] = offset;
    end = offset + bytes;
  }
  return { offsets, sizeBytes: Math.ceil(end / 8) * 8 };
}

/** What an exporter puts into Size, and the least a requester must offer. */
export function interfaceSizeBytes(name: InterfaceName): number {
  return layout(name).sizeBytes;
}

/** The offset of a member from the start of the structure. */
export function interfaceMemberOffset<N extends InterfaceName>(
  name: N,
  member: InterfaceMemberName<N>,
): number {
  const offset = layout(name).offsets[member];
  if (offset === undefined) throw new Error(`${name} has no member ${member}`);
  return offset;
}
