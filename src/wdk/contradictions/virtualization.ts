/** Where pages disagree on enabling VFs and reaching their configuration space. */
import type { Contradiction } from './contradiction.ts';

export const VIRTUALIZATION_CONTRADICTIONS = {
  C01: {
    topic: 'NumVFs = 0',
    readingA: 'Disable call must pass NumVFs = 0',
    sourceA: ['wdm/nc-wdm-enable_virtualization.md (NumVFs parameter)'],
    readingB: 'NumVFs = 0 gives STATUS_INVALID_PARAMETER, with no exception for disable',
    sourceB: ['wdm/nc-wdm-enable_virtualization.md (returns table)'],
    note:
      'Read literally every disable fails. Sane reading: the zero test applies only to ' +
      'enable. The NDIS wrapper supports it: it rejects disable with NON-zero NumVFs. Which ' +
      'check wins when both state and parameter are bad is not stated.',
    taken: 'A',
    why:
      'A disable must be possible, so the zero test is applied to an enable only; a disable ' +
      'with a number other than zero is refused, as the NDIS wrapper does.',
  },
  C02: {
    topic: 'Repeat enable/disable',
    readingA: 'Wrong-direction repeat, either way, gives STATUS_INVALID_DEVICE_STATE',
    sourceA: ['wdm/nc-wdm-enable_virtualization.md'],
    readingB:
      'Wrapper: only enable-while-enabled is said to fail, no status named; ' +
      'disable-while-disabled not mentioned',
    sourceB: ['ndis/nf-ndis-ndismenablevirtualization.md'],
    note: 'NDIS_STATUS_FAILURE is the only listed value left for it',
    taken: 'A',
    why:
      'The interface routine refuses a repeat in either direction, and the wrapper has ' +
      'NDIS_STATUS_FAILURE left to pass that on.',
  },
  C03: {
    topic: 'VBD route for a VF config-space READ',
    readingA: 'VBD calls ReadVfConfigBlock of GUID_VPCI_INTERFACE_STANDARD',
    sourceA: [
      'network/querying-the-pci-configuration-space-for-a-virtual-function.md',
      'network/oid-sriov-read-vf-config-space.md',
    ],
    readingB: 'VBD calls GetVirtualFunctionData of GUID_PCI_VIRTUALIZATION_INTERFACE',
    sourceB: ['ndis/nf-ndis-ndismgetvirtualfunctionbusdata.md'],
    note:
      'A looks wrong: ReadVfConfigBlock is guest-only, reads IHV blocks not config space ' +
      'and has no VF or offset argument; a parent-partition VBD sits on the PCI bus, not ' +
      'VPCI. B is correct and A a misuse that can be detected.',
    taken: 'B',
    why:
      'Only GetVirtualFunctionData has a VF and an offset to read from; a call by reading A ' +
      'is a misuse the model reports.',
  },
  C04: {
    topic: 'VBD route for a VF config-space WRITE',
    readingA:
      'SetVirtualFunctionData is said to belong to GUID_VPCI_INTERFACE_STANDARD (VPCI bus ' +
      'driver)',
    sourceA: [
      'network/oid-sriov-write-vf-config-space.md',
      'network/setting-the-pci-configuration-data-of-a-virtual-function.md',
    ],
    readingB:
      'SetVirtualFunctionData belongs to GUID_PCI_VIRTUALIZATION_INTERFACE (PCI bus driver)',
    sourceB: ['wdm/nc-wdm-set_virtual_device_data.md'],
    note: 'VPCI_INTERFACE_STANDARD has no such member, so B',
    taken: 'B',
    why:
      'VPCI_INTERFACE_STANDARD has no such member, so the routine can only come from the ' +
      'PCI bus driver.',
  },
  C08: {
    topic: 'IRQL of the enable path',
    readingA: 'EnableVirtualization <= DISPATCH_LEVEL',
    sourceA: ['wdm/nc-wdm-enable_virtualization.md'],
    readingB: 'NdisMEnableVirtualization PASSIVE_LEVEL',
    sourceB: ['ndis/nf-ndis-ndismenablevirtualization.md'],
    note:
      'Wrapper narrower than what it wraps: legal, but the sibling routines ' +
      'GetLocation/GetResources/GetVirtualFunctionProbedBars are PASSIVE too',
    taken: 'each its own',
    why:
      'A wrapper may demand more than what it wraps, so each routine keeps the limit of its ' +
      'own page.',
  },
  C09: {
    topic: 'IRQL of VF config-space access',
    readingA: 'Interface routines <= APC_LEVEL',
    sourceA: [
      'wdm/nc-wdm-get_virtual_device_data.md',
      'wdm/nc-wdm-get_set_device_data.md (VF drivers)',
    ],
    readingB: 'NDIS wrappers <= DISPATCH_LEVEL; NdisMGetBusData any level',
    sourceB: ['ndis/nf-ndis-ndismgetvirtualfunctionbusdata.md', 'ndis/nf-ndis-ndismgetbusdata.md'],
    note:
      'Wrappers promise more than the routine beneath; calling at DISPATCH_LEVEL is legal ' +
      'by B, violates A',
    taken: 'each its own',
    why:
      'The wrappers of the PF miniport keep their limits, and NDIS calls the routine beneath at ' +
      'APC_LEVEL or lower; a VF driver that reads its own config space keeps its level, and above ' +
      'APC_LEVEL that is a bug check (C12).',
  },
  C10: {
    topic: 'GetLocation bound',
    readingA: 'VirtualFunction is zero-based',
    sourceA: ['wdm/nc-wdm-get_virtual_device_location.md (parameter)'],
    readingB: 'Only values LARGER than TotalVFs are rejected',
    sourceB: ['wdm/nc-wdm-get_virtual_device_location.md (returns)'],
    note:
      'Off by one: value == TotalVFs slips through. Behaviour between NumVFs and TotalVFs ' +
      'is unspecified. The data routines list no bound.',
    taken: 'A',
    why:
      'A zero-based number equal to TotalVFs names no VF, so TotalVFs and everything above ' +
      'is refused.',
  },
  C11: {
    topic: 'Probed BARs: whose and how big',
    readingA:
      "Values are the VF's BARs (structure page); OID minimum buffer = struct + " +
      'PCI_TYPE0_ADDRESSES bytes',
    sourceA: [
      'wdm/ns-wdm-pci_virtualization_interface.md',
      'network/oid-sriov-probed-bars.md (status table)',
    ],
    readingB:
      "Values are the physical device's BARs; array is ULONG[PCI_TYPE0_ADDRESSES] (4x larger)",
    sourceB: [
      'wdm/nc-wdm-get_virtual_function_probed_bars.md',
      'ntddndis/ns-ntddndis-_ndis_sriov_probed_bars_info.md',
    ],
    note: 'B fits the API (no VF parameter)',
    taken: "the VF's BARs as in A, six ULONGs for the device as in B",
    why:
      'The VF BAR registers of the SR-IOV capability are one set for all VFs, so that no VF has ' +
      'to be named, and they are what a guest must size.',
  },
  C12: {
    topic: 'VF config read at DISPATCH_LEVEL',
    readingA: 'Use IRP_MN_READ_CONFIG',
    sourceA: ['wdm/nc-wdm-get_set_device_data.md'],
    readingB:
      'IRP_MN_READ_CONFIG must be sent below DISPATCH_LEVEL; use the bus interface at ' +
      'DISPATCH_LEVEL',
    sourceB: ['kernel/irp-mn-read-config.md'],
    note: 'Circular: no documented legal way for a VF driver at DISPATCH_LEVEL',
    taken: 'B',
    why:
      'A configuration IRP stays below DISPATCH_LEVEL; a VF driver at DISPATCH_LEVEL has no ' +
      'legal way, and the model says so.',
  },
  C13: {
    topic: 'IRQL of config IRPs',
    readingA: '< DISPATCH_LEVEL',
    sourceA: ['kernel/irp-mn-read-config.md'],
    readingB: 'PASSIVE_LEVEL',
    sourceB: [
      'pci/accessing-pci-device-configuration-space.md',
      'kernel/obtaining-device-configuration-information-at-irql---dispatch-level.md',
    ],
    taken: 'A',
    why:
      'The page of the IRP itself allows APC_LEVEL; PASSIVE_LEVEL is the advice of the ' +
      'overviews.',
  },
} as const satisfies Record<string, Contradiction>;
