/**
 * Device control codes. The VPCI ones go down the guest's stack to the VPCI bus driver, the SRIOV
 * ones from the virtualization stack to a PF driver that is not an NDIS miniport. Both are internal
 * device control in this model (C15, C33) but for one that user mode may send. Values as in the
 * public vpci.h and pcivirt.h.
 */
interface IoctlFacts {
  readonly value: number;
  readonly majorFunction: 'IRP_MJ_DEVICE_CONTROL' | 'IRP_MJ_INTERNAL_DEVICE_CONTROL';
  readonly method: 'METHOD_BUFFERED' | 'METHOD_NEITHER';
  readonly struct: string | null;
  readonly doc: string;
}

/** Every IOCTL the model knows. */
export const IOCTL = {
  IOCTL_VPCI_READ_BLOCK: {
    value: 0x002ac00b,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_NEITHER',
    struct: 'VPCI_READ_BLOCK_INPUT',
    doc: 'read a configuration block without waiting for it',
  },
  IOCTL_VPCI_WRITE_BLOCK: {
    value: 0x002ac00f,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_NEITHER',
    struct: 'VPCI_WRITE_BLOCK_INPUT',
    doc: 'write a configuration block without waiting for it',
  },
  IOCTL_VPCI_INVALIDATE_BLOCK: {
    value: 0x002ac007,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_NEITHER',
    struct: 'VPCI_INVALIDATE_BLOCK_OUTPUT',
    doc: 'pends until the PF says that blocks changed',
  },
  IOCTL_SRIOV_NOTIFICATION: {
    value: 0x00226044,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: 'SRIOV_PF_EVENT',
    doc: 'pends until a PnP event at the PF',
  },
  IOCTL_SRIOV_EVENT_COMPLETE: {
    value: 0x00226048,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: 'SRIOV_PNP_EVENT_COMPLETE',
    doc: 'the stack has dealt with the event; the PnP IRP may go on',
  },
  IOCTL_SRIOV_ATTACH: {
    value: 0x0022604c,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: null,
    doc: 'from here the PF tells the stack about PnP events',
  },
  IOCTL_SRIOV_DETACH: {
    value: 0x00226050,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: null,
    doc: 'no more events; a waiting PnP IRP goes on',
  },
  IOCTL_SRIOV_INVALIDATE_BLOCK: {
    value: 0x00226054,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: 'SRIOV_INVALIDATE_BLOCK',
    doc: 'pends until the PF wants a VF to read blocks again',
  },
  IOCTL_SRIOV_MITIGATED_RANGE_UPDATE: {
    value: 0x00226060,
    majorFunction: 'IRP_MJ_INTERNAL_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: 'SRIOV_MITIGATED_RANGE_UPDATE_INPUT',
    doc: 'pends until the intercepted ranges of a VF BAR change',
  },
  IOCTL_SRIOV_PROXY_QUERY_LUID: {
    value: 0x00226064,
    majorFunction: 'IRP_MJ_DEVICE_CONTROL',
    method: 'METHOD_BUFFERED',
    struct: 'SRIOV_PROXY_QUERY_LUID_OUTPUT',
    doc: 'the local identifier of the device; the only one open to user mode',
  },
} as const satisfies Record<string, IoctlFacts>;

/** An IOCTL by name. */
export type IoctlName = keyof typeof IOCTL;
