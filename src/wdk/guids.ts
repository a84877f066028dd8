/** GUIDs of interfaces, buses and device classes, in lower case. */
export const GUID = {
  GUID_PCI_VIRTUALIZATION_INTERFACE: {
    value: '64897b47-3a4a-4d75-bc74-89dd6c078293',
    doc: 'the PCI bus driver hands out PCI_VIRTUALIZATION_INTERFACE under it',
  },
  GUID_BUS_INTERFACE_STANDARD: {
    value: '496b8280-6f25-11d0-beaf-08002be2092f',
    doc: "access to a function's own config space",
  },
  GUID_VPCI_INTERFACE_STANDARD: {
    value: '12e65e71-b651-4067-831a-1383203cb0cb',
    doc: 'the VPCI bus driver hands out VPCI_INTERFACE_STANDARD under it',
  },
  GUID_BUS_VPCI: {
    value: 'c066f39a-de00-4667-8941-3368ed5d83b5',
    doc: 'bus type of the virtual PCI bus',
  },
  GUID_DEVINTERFACE_VPCI: {
    value: '57863182-c948-4692-97e3-34b57662a3e0',
    doc: 'device interface class of VPCI',
  },
  GUID_SRIOV_DEVICE_INTERFACE_STANDARD: {
    value: '937ee9b6-0ed3-411c-982b-1f564afbabd3',
    doc: 'a PF driver without NDIS hands out SRIOV_DEVICE_INTERFACE_STANDARD under it',
  },
  GUID_DEVINTERFACE_VIRTUALIZABLE_DEVICE: {
    value: 'a13a7a93-11f0-4bd2-a9f5-6b5c5b88527d',
    doc: 'by this device interface the stack finds such a PF driver',
  },
} as const satisfies Record<string, { readonly value: string; readonly doc: string }>;

/** A GUID by name. */
export type GuidName = keyof typeof GUID;
