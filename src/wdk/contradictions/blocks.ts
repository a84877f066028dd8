/** Where pages disagree on configuration blocks and on PF drivers without NDIS. */
import type { Contradiction } from './contradiction.ts';

export const BLOCK_CONTRADICTIONS = {
  C05: {
    topic: 'IRQL of WriteVfConfigBlock',
    readingA: '<= DISPATCH_LEVEL',
    sourceA: ['vpci/nc-vpci-vpci_write_block.md'],
    readingB: 'max APC_LEVEL',
    sourceB: [
      'public vpci.h',
      'ndis/nf-ndis-ndismwriteconfigblock.md',
      'vpci/nc-vpci-vpci_read_block.md',
    ],
    note: 'The call is synchronous across partitions, so B is the plausible one',
    taken: 'B',
    why:
      'The call waits for another partition, which code at DISPATCH_LEVEL may not do; so ' +
      'the card says APC_LEVEL.',
  },
  C06: {
    topic: 'return text of WriteVfConfigBlock',
    readingA: 'Return section names ReadVfConfigBlock',
    sourceA: ['vpci/nc-vpci-vpci_write_block.md'],
    readingB: 'Everything else on the page is about the write routine',
    sourceB: ['vpci/nc-vpci-vpci_write_block.md'],
    note: 'Copy slip; meaning unaffected',
    taken: 'B',
    why: 'The section was copied from the read page; the statuses are those of the write routine.',
  },
  C14: {
    topic: 'Block size limit',
    readingA: 'Length may equal VPCI_MAX_READ_WRITE_BLOCK_SIZE',
    sourceA: ['vpci/nc-vpci-vpci_write_block.md'],
    readingB: 'Header range annotation on the PF callbacks is strictly less than 128',
    sourceB: ['public pcivirt.h'],
    note: 'Constant lives in pcivirt.h, not vpci.h; pages never print 128',
    taken: 'A',
    why: 'The limit is a maximum: a block of exactly 128 bytes is allowed.',
  },
  C15: {
    topic: 'Major code of IOCTL_VPCI_*',
    readingA: 'IRP_MJ_DEVICE_CONTROL (page header)',
    sourceA: ['vpci/ni-vpci-ioctl_vpci_read_block.md'],
    readingB: 'IRP_MJ_INTERNAL_DEVICE_CONTROL (stack-location table, see-also)',
    sourceB: ['vpci/ni-vpci-ioctl_vpci_read_block.md'],
    note: 'B is the operative instruction; a VPCI driver could see either',
    taken: 'B',
    why:
      'The stack-location table is what a sender must fill in, and drivers talk to drivers ' +
      'by internal device control.',
  },
  C16: {
    topic: 'IOCTL_VPCI_* IRQL and waiting',
    readingA: 'IRQL listed as DISPATCH_LEVEL',
    sourceA: ['vpci/ni-vpci-ioctl_vpci_read_block.md'],
    readingB:
      'On STATUS_PENDING the sender must KeWaitForSingleObject (illegal for a real wait at ' +
      'DISPATCH_LEVEL); IoBuildDeviceIoControlRequest needs <= APC_LEVEL',
    sourceB: [
      'vpci/ni-vpci-ioctl_vpci_read_block.md',
      'wdm/nf-wdm-kewaitforsingleobject.md',
      'wdm/nf-wdm-iobuilddeviceiocontrolrequest.md',
    ],
    note:
      'Legal combination: IoAllocateIrp + completion routine at DISPATCH_LEVEL. The ' +
      'UserEvent note also reads inverted (NULL when async completion is NOT needed). ' +
      'STATUS_PENDING is listed as a completion status.',
    taken: 'both',
    why:
      "Sending at DISPATCH_LEVEL is legal with an IRP of the driver's own and a completion " +
      'routine; waiting for it is legal at APC_LEVEL or lower.',
  },
  C17: {
    topic: 'IOCTL_VPCI_INVALIDATE_BLOCK',
    readingA: 'VF driver sends it; OutputBufferLength must equal BytesRequested; OID is a method',
    sourceA: [
      'vpci/ni-vpci-ioctl_vpci_invalidate_block.md',
      'network/oid-sriov-vf-invalidate-config-block.md',
    ],
    readingB:
      'VF miniport must not send it from NDIS 6.30 (NDIS does); the structure has no ' +
      'BytesRequested; structure page calls the OID a set',
    sourceB: [
      'vpci/ni-vpci-ioctl_vpci_invalidate_block.md',
      'vpci/ns-vpci-_vpci_invalidate_block_output.md',
      'ntddndis/ns-ntddndis-_ndis_sriov_vf_invalidate_config_block_info.md',
    ],
    note: 'A non-NDIS VF driver still sends it',
    taken: 'B',
    why:
      'SR-IOV needs NDIS 6.30, and from there NDIS owns the request in the guest; only a VF ' +
      'driver without NDIS sends its own.',
  },
  C18: {
    topic: 'SRIOV_PF_EVENT values',
    readingA: 'Only QueryStopDevice and Restart',
    sourceA: ['pcivirt/ne-pcivirt-_sriov_pf_event.md'],
    readingB: 'Also QueryRemoveDevice and SurpriseRemoveDevice',
    sourceB: ['pcivirt/ni-pcivirt-ioctl_sriov_attach.md'],
    note: 'Header copy matches A',
    taken: 'B',
    why:
      'A guest must learn that the PF is going, so the vocabulary has all four events. The stack ' +
      'itself has an NDIS PF, where NDIS sees PnP, and sends none of them.',
  },
  C33: {
    topic: 'IOCTL_SRIOV_*',
    readingA:
      'IRP_MJ_DEVICE_CONTROL; INVALIDATE_BLOCK asks to reset block contents, structure is input',
    sourceA: ['pcivirt/ni-pcivirt-ioctl_sriov_invalidate_block.md'],
    readingB:
      'Header: internal device control; PF completes it to make the VF driver re-read; so ' +
      'mask flows out',
    sourceB: ['public pcivirt.h'],
    taken: 'B',
    why:
      'The PF completes the request in order to have blocks read again, so the mask flows ' +
      'out of it. Only PF drivers without NDIS get it.',
  },
} as const satisfies Record<string, Contradiction>;
