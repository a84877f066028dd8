/** GUIDs: whose they are and where they are used. Values are in guids.ts. */
import type { CardGroup } from '../card.ts';

export const GUID_CARDS = {
  common: {
    kind: 'guid',
    irqlMax: null,
  },
  cards: {
    GUID_PCI_VIRTUALIZATION_INTERFACE: {
      header: 'wdmguid.h',
      rules: [
        'Use as InterfaceType in IRP_MN_QUERY_INTERFACE',
        'Query only at PASSIVE_LEVEL; a VBD in the parent partition sends it to its PDO ' +
          'on the PCI bus',
      ],
      providedBy: 'PCI bus driver',
      calledBy: 'PF miniport via NDIS, or VBD in the parent partition',
      minOs: 'Windows Server 2012',
      source: 'ndis/nf-ndis-ndismenablevirtualization.md',
    },
    GUID_BUS_INTERFACE_STANDARD: {
      header: 'wdmguid.h',
      rules: ['InterfaceType for BUS_INTERFACE_STANDARD', 'Not usable for VF management'],
      providedBy: 'bus driver',
      calledBy: 'function drivers',
      source: 'kernel/obtaining-device-configuration-information-at-irql---dispatch-level.md',
    },
    GUID_VPCI_INTERFACE_STANDARD: {
      header: 'vpci.h',
      rules: ['Query at PASSIVE_LEVEL from a driver in the child partition'],
      providedBy: 'VPCI bus driver (guest)',
      calledBy: 'VF driver / guest VBD',
      minOs: 'Windows Server 2012',
      source: 'vpci/ns-vpci-vpci_interface_standard.md',
      valueSource: 'public vpci.h',
      contradictions: ['C03', 'C04'],
    },
    GUID_BUS_VPCI: {
      header: 'vpci.h',
      rules: ['Bus type GUID of the virtual PCI bus; no reference page'],
      providedBy: 'VPCI bus driver',
      minOs: 'Windows Server 2012',
      source: 'public vpci.h',
    },
    GUID_DEVINTERFACE_VPCI: {
      header: 'vpci.h',
      rules: ['Device interface class; no reference page'],
      providedBy: 'VPCI',
      minOs: 'Windows Server 2012',
      source: 'public vpci.h',
    },
    GUID_SRIOV_DEVICE_INTERFACE_STANDARD: {
      header: 'pcivirt.h',
      rules: ['InterfaceType for SRIOV_DEVICE_INTERFACE_STANDARD'],
      providedBy: 'PF driver',
      calledBy: 'VPCI VSP',
      minOs: 'Windows Server 2016',
      source: 'pcivirt/index.md',
      valueSource: 'public pcivirt.h',
    },
    GUID_DEVINTERFACE_VIRTUALIZABLE_DEVICE: {
      header: 'pcivirt.h',
      rules: ['Device interface the PF driver registers so the stack can find it'],
      providedBy: 'PF driver',
      calledBy: 'VPCI VSP',
      minOs: 'Windows Server 2016',
      source: 'pcivirt/index.md',
      valueSource: 'public pcivirt.h',
    },
  },
} as const satisfies CardGroup;
