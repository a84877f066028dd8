/** Structures that IRP_MN_QUERY_INTERFACE fills. Sizes and offsets are in interfaces.ts. */
import type { CardGroup } from '../card.ts';

/** Bytes of the structure. */
const SIZE = { name: 'Size', dir: 'field', type: 'USHORT' } as const;

/** Handed back on every call. */
const CONTEXT = { name: 'Context', dir: 'field', type: 'PVOID' } as const;

/** One more user. */
const REFERENCE = {
  name: 'InterfaceReference',
  dir: 'field',
  type: 'PINTERFACE_REFERENCE',
} as const;

/** One user less. */
const DEREFERENCE = {
  name: 'InterfaceDereference',
  dir: 'field',
  type: 'PINTERFACE_DEREFERENCE',
} as const;

export const INTERFACE_STRUCTS = {
  common: {
    kind: 'struct',
    header: 'wdm.h',
  },
  cards: {
    INTERFACE: {
      doc: 'the header of every interface',
      irqlMax: null,
      parameters: [
        SIZE,
        { name: 'Version', dir: 'field', type: 'USHORT' },
        CONTEXT,
        REFERENCE,
        DEREFERENCE,
      ],
      rules: [
        'Must be the first member of every query-interface structure',
        'New behaviour means a new GUID, not a bumped Size/Version',
        'Reference per hand-out by exporter, dereference per importer',
      ],
      providedBy: 'exporting driver',
      calledBy: 'importing driver',
      source: 'wdm/ns-wdm-_interface.md',
    },
    PCI_VIRTUALIZATION_INTERFACE: {
      doc: "the PCI bus driver's routines for VFs",
      irqlMax: null,
      parameters: [
        { name: 'Size', dir: 'field', type: 'USHORT', rule: 'byte size of the structure' },
        {
          name: 'Version',
          dir: 'field',
          type: 'USHORT',
          rule: 'interface version; docs give no number',
        },
        { name: 'Context', dir: 'field', type: 'PVOID', rule: 'handed back on every member call' },
        {
          name: 'InterfaceReference',
          dir: 'field',
          type: 'PINTERFACE_REFERENCE',
          rule: '+1 on the interface count',
        },
        {
          name: 'InterfaceDereference',
          dir: 'field',
          type: 'PINTERFACE_DEREFERENCE',
          rule: '-1 on the interface count',
        },
        {
          name: 'SetVirtualFunctionData',
          dir: 'field',
          type: 'PSET_VIRTUAL_DEVICE_DATA',
          rule: 'write VF config space',
        },
        {
          name: 'GetVirtualFunctionData',
          dir: 'field',
          type: 'PGET_VIRTUAL_DEVICE_DATA',
          rule: 'read VF config space',
        },
        {
          name: 'GetLocation',
          dir: 'field',
          type: 'PGET_VIRTUAL_DEVICE_LOCATION',
          rule: 'VF segment/bus/function',
        },
        {
          name: 'GetResources',
          dir: 'field',
          type: 'PGET_VIRTUAL_DEVICE_RESOURCES',
          rule: 'captured bus count',
        },
        {
          name: 'EnableVirtualization',
          dir: 'field',
          type: 'PENABLE_VIRTUALIZATION',
          rule: 'switch VF Enable on/off',
        },
        {
          name: 'GetVirtualFunctionProbedBars',
          dir: 'field',
          type: 'PGET_VIRTUAL_FUNCTION_PROBED_BARS',
          rule: 'saved BAR probe values',
        },
      ],
      rules: [
        'First five members are an INTERFACE header',
        'Member order: Size, Version, Context, InterfaceReference, ' +
          'InterfaceDereference, SetVirtualFunctionData, GetVirtualFunctionData, ' +
          'GetLocation, GetResources, EnableVirtualization, GetVirtualFunctionProbedBars',
        'Obtained with IRP_MN_QUERY_INTERFACE, InterfaceType ' +
          'GUID_PCI_VIRTUALIZATION_INTERFACE, sent to the bus driver',
        'VFs are not full PCIe devices on the bus, so BUS_INTERFACE_STANDARD cannot manage a VF',
        'Tie-break used by the docs: PF config space -> BUS_INTERFACE_STANDARD; VF ' +
          'config space -> this interface',
      ],
      providedBy: 'PCI bus driver (management OS)',
      calledBy: "PF-side drivers: NDIS on behalf of the PF miniport, or the IHV's VBD",
      minOs: 'Windows Server 2012',
      source: 'wdm/ns-wdm-pci_virtualization_interface.md',
      aliases: ['PPCI_VIRTUALIZATION_INTERFACE', '_PCI_VIRTUALIZATION_INTERFACE'],
    },
    BUS_INTERFACE_STANDARD: {
      doc: "access to a function's own config space",
      irqlMax: null,
      parameters: [
        SIZE,
        { name: 'Version', dir: 'field', type: 'USHORT', rule: 'sample code queries version 1' },
        CONTEXT,
        REFERENCE,
        DEREFERENCE,
        { name: 'TranslateBusAddress', dir: 'field', type: 'routine', rule: 'PASSIVE_LEVEL' },
        { name: 'GetDmaAdapter', dir: 'field', type: 'routine', rule: 'PASSIVE_LEVEL' },
        { name: 'SetBusData', dir: 'field', type: 'routine', rule: 'write own config space' },
        { name: 'GetBusData', dir: 'field', type: 'routine', rule: 'read own config space' },
      ],
      rules: [
        'Cannot be used to manage a VF from the PF side',
        'Query at PASSIVE_LEVEL; keep the copy in nonpaged memory if used at DISPATCH_LEVEL',
        'PCI driver references before returning it; the user must dereference',
        "The interface serialises the caller with the PCI driver's own accesses, no " +
          'extra spin lock needed',
      ],
      providedBy: 'PCI bus driver (or VPCI in a guest)',
      calledBy: 'function drivers',
      source: 'wdm/ns-wdm-_bus_interface_standard.md',
    },
    VPCI_INTERFACE_STANDARD: {
      doc: "the guest VPCI bus driver's block routines",
      header: 'vpci.h',
      irqlMax: null,
      parameters: [
        SIZE,
        { name: 'Version', dir: 'field', type: 'USHORT', rule: 'no number in docs or header' },
        CONTEXT,
        REFERENCE,
        DEREFERENCE,
        {
          name: 'WriteVfConfigBlock',
          dir: 'field',
          type: 'PVPCI_WRITE_BLOCK',
          rule: 'comes BEFORE the read pointer',
        },
        { name: 'ReadVfConfigBlock', dir: 'field', type: 'PVPCI_READ_BLOCK' },
        {
          name: 'SerialNumber',
          dir: 'field',
          type: 'UINT32',
          rule: 'unique per exposed VF, made by the virtualization stack',
        },
      ],
      rules: [
        'Member order has Write before Read',
        'Queried with IRP_MN_QUERY_INTERFACE / GUID_VPCI_INTERFACE_STANDARD at ' +
          'PASSIVE_LEVEL to the PDO on the VPCI bus',
        'Exists only in the guest (child partition); the PF side has no such interface',
      ],
      providedBy: 'VPCI bus driver in the guest OS',
      calledBy: 'VF driver or guest-side VBD; NDIS for a VF miniport',
      minOs: 'Windows Server 2012',
      source: 'vpci/ns-vpci-vpci_interface_standard.md',
      contradictions: ['C03', 'C04'],
    },
    SRIOV_DEVICE_INTERFACE_STANDARD: {
      doc: 'the callbacks of a PF driver without NDIS',
      header: 'pcivirt.h',
      irqlMax: 'PASSIVE_LEVEL',
      parameters: [
        { name: 'ReadVfConfig', dir: 'field', type: 'callback' },
        { name: 'WriteVfConfig', dir: 'field', type: 'callback' },
        { name: 'ReadVfConfigBlock', dir: 'field', type: 'callback' },
        { name: 'WriteVfConfigBlock', dir: 'field', type: 'callback' },
        { name: 'QueryProbedBars', dir: 'field', type: 'callback' },
        { name: 'GetVendorAndDevice', dir: 'field', type: 'callback' },
        { name: 'GetDeviceLocation', dir: 'field', type: 'callback' },
        { name: 'ResetVf', dir: 'field', type: 'callback' },
        { name: 'SetVfPowerState', dir: 'field', type: 'callback' },
        { name: 'GetResourceForBar', dir: 'field', type: 'callback' },
        { name: 'QueryLuid', dir: 'field', type: 'callback' },
      ],
      rules: [
        'PF-driver-side interface for non-NDIS SR-IOV devices',
        'Version 1 in the sample registration',
        'SRIOV_DEVICE_INTERFACE_STANDARD_2 appends QueryProbedBars_2, QueryVfLuid, QueryLuidVf',
      ],
      providedBy: 'PF driver (management OS)',
      calledBy: 'virtualization stack (VPCI VSP)',
      minOs: 'Windows Server 2016',
      source: 'pcivirt/ns-pcivirt-_sriov_device_interface_standard.md',
    },
  },
} as const satisfies CardGroup;
