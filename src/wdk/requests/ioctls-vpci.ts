/** Block requests to the guest's VPCI bus driver. Codes are in ioctls.ts. */
import type { CardGroup } from '../card.ts';

export const VPCI_IOCTLS = {
  common: {
    kind: 'ioctl',
    header: 'vpci.h',
    irqlMax: 'DISPATCH_LEVEL',
    providedBy: 'VPCI bus driver (guest)',
    calledBy: 'VF driver (or NDIS in the guest, NDIS 6.30+)',
    minOs: 'Windows Server 2012',
    valueSource: 'public vpci.h',
  },
  cards: {
    IOCTL_VPCI_READ_BLOCK: {
      parameters: [
        { name: 'UserBuffer', dir: 'out', type: 'PVOID', rule: 'receives block' },
        { name: 'UserEvent', dir: 'in', type: 'PKEVENT', rule: 'optional' },
        { name: 'UserIosb', dir: 'out', type: 'PIO_STATUS_BLOCK' },
        {
          name: 'InputBufferLength',
          dir: 'in',
          type: 'ULONG',
          rule: 'sizeof(VPCI_READ_BLOCK_INPUT)',
        },
        { name: 'OutputBufferLength', dir: 'in', type: 'ULONG', rule: '== BytesRequested' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = bytes read' },
        { status: 'STATUS_PENDING', when: 'wait on UserEvent, then take the IOSB' },
        {
          status: 'STATUS_BUFFER_TOO_SMALL',
          when: 'InputBufferLength or OutputBufferLength below what is needed; Information = 0',
        },
      ],
      rules: [
        'Kernel-only request to the next-lower driver, sent with IoCallDriver',
        'IO_STACK_LOCATION.MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL',
        'METHOD_NEITHER, read|write access, device type FILE_DEVICE_BUS_EXTENDER (0x2A) ' +
          'per header',
        'Input structure goes in Type3InputBuffer',
        'UserBuffer = destination buffer',
        'OutputBufferLength must equal BytesRequested',
        'UserEvent may be NULL',
        'Alternative to ReadVfConfigBlock',
      ],
      source: 'vpci/ni-vpci-ioctl_vpci_read_block.md',
      contradictions: ['C15', 'C16'],
    },
    IOCTL_VPCI_WRITE_BLOCK: {
      parameters: [
        { name: 'UserBuffer', dir: 'in', type: 'PVOID', rule: 'NULL' },
        {
          name: 'InputBufferLength',
          dir: 'in',
          type: 'ULONG',
          rule: 'size of the input structure',
        },
        { name: 'OutputBufferLength', dir: 'in', type: 'ULONG', rule: '0' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'Information = bytes written' },
        { status: 'STATUS_PENDING', when: 'wait on UserEvent' },
        {
          status: 'STATUS_BUFFER_TOO_SMALL',
          when: 'InputBufferLength below sizeof(VPCI_WRITE_BLOCK_INPUT); Information = 0',
        },
      ],
      rules: [
        'Kernel-only request to the next-lower driver, sent with IoCallDriver',
        'IO_STACK_LOCATION.MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL',
        'METHOD_NEITHER, read|write access, device type FILE_DEVICE_BUS_EXTENDER (0x2A) ' +
          'per header',
        'Input structure goes in Type3InputBuffer',
        'UserBuffer = NULL, OutputBufferLength = 0',
        'Data travels inside the input structure',
        'Alternative to WriteVfConfigBlock',
      ],
      source: 'vpci/ni-vpci-ioctl_vpci_write_block.md',
      contradictions: ['C15', 'C16'],
    },
    IOCTL_VPCI_INVALIDATE_BLOCK: {
      parameters: [
        {
          name: 'Type3InputBuffer',
          dir: 'out',
          type: 'PVPCI_INVALIDATE_BLOCK_OUTPUT',
          rule: 'filled with BlockMask at completion',
        },
        { name: 'UserBuffer', dir: 'in', type: 'PVOID', rule: 'NULL' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'a change happened; Information = 0; BlockMask filled' },
        {
          status: 'pending (long-lived)',
          when: 'no change yet: stays with the VPCI driver until one occurs',
        },
      ],
      rules: [
        'Kernel-only request to the next-lower driver, sent with IoCallDriver',
        'IO_STACK_LOCATION.MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL',
        'METHOD_NEITHER, read|write access, device type FILE_DEVICE_BUS_EXTENDER (0x2A) ' +
          'per header',
        'Input structure goes in Type3InputBuffer',
        'Long-pending notification request, so it must be cancellable',
        'On completion previously read data of the masked blocks is stale',
        'NDIS 6.30+: NDIS owns this IOCTL in the guest, VF miniport must not send it',
        'NDIS sends the next one after each completion',
        'Changes between completion and re-send are kept as an OR-ed mask by the ' +
          'virtualization stack',
      ],
      source: 'vpci/ni-vpci-ioctl_vpci_invalidate_block.md',
      contradictions: ['C15', 'C16', 'C17'],
    },
  },
} as const satisfies CardGroup;
