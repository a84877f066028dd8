/** Building IRPs, power requests, relations, waiting and work items. */
import type { CardGroup } from '../card.ts';

export const KERNEL_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'wdm.h',
    providedBy: 'I/O manager / kernel',
    calledBy: 'driver',
  },
  cards: {
    IoBuildDeviceIoControlRequest: {
      doc: 'build an IOCTL bound to this thread',
      irqlMax: 'APC_LEVEL',
      returns: [
        { status: 'IRP', when: 'built' },
        { status: 'NULL', when: 'no memory' },
      ],
      rules: [
        'Thread-bound: cancelled if the thread exits',
        'Never IoFreeIrp or IoReuseIrp it',
        'InternalDeviceIoControl TRUE for the VPCI IOCTLs',
        'Wait on Event if IoCallDriver returns STATUS_PENDING',
      ],
      source: 'wdm/nf-wdm-iobuilddeviceiocontrolrequest.md',
      contradictions: ['C16'],
    },
    IoAllocateIrp: {
      doc: "build an IRP of one's own",
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'IRP', when: 'nonpaged' },
        { status: 'NULL', when: 'no memory' },
      ],
      rules: [
        'Not thread-bound',
        'Completion routine must IoFreeIrp and return STATUS_MORE_PROCESSING_REQUIRED',
      ],
      source: 'wdm/nf-wdm-ioallocateirp.md',
    },
    IoFreeIrp: {
      doc: 'free such an IRP',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['Only own IRPs from IoAllocateIrp / IoBuildAsynchronousFsdRequest'],
      source: 'wdm/nf-wdm-iofreeirp.md',
    },
    IoReuseIrp: {
      doc: 'use such an IRP again',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['Only IoAllocateIrp IRPs'],
      source: 'wdm/nf-wdm-ioreuseirp.md',
    },
    IoForwardIrpSynchronously: {
      doc: 'pass an IRP down and wait',
      irqlMax: 'APC_LEVEL',
      returns: [{ status: 'TRUE/FALSE', when: 'forwarded or no stack location left' }],
      rules: ['Forward and wait; caller completes the IRP'],
      source: 'wdm/nf-wdm-ioforwardirpsynchronously.md',
    },
    IoInvalidateDeviceRelations: {
      doc: 'the children of a bus changed: ask again',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Asynchronous: makes the PnP manager query BusRelations',
        'Bus driver keeps serving PnP IRPs for the lost child until its remove IRP',
      ],
      source: 'wdm/nf-wdm-ioinvalidatedevicerelations.md',
      contradictions: ['C36'],
    },
    PoRequestPowerIrp: {
      doc: 'ask the power manager to send a power IRP',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'STATUS_PENDING', when: 'sent' },
        { status: 'STATUS_INSUFFICIENT_RESOURCES', when: 'no memory' },
        { status: 'STATUS_INVALID_PARAMETER_2', when: 'bad minor code' },
      ],
      rules: ['Irp out-parameter only for wait-wake: other IRPs may already be gone'],
      source: 'wdm/nf-wdm-porequestpowerirp.md',
    },
    KeWaitForSingleObject: {
      doc: 'wait',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'signalled' },
        { status: 'STATUS_TIMEOUT', when: 'timed out' },
        { status: 'STATUS_ALERTED / STATUS_USER_APC', when: 'interrupted' },
      ],
      rules: [
        'At DISPATCH_LEVEL only with Timeout pointing to zero',
        'Any real wait: <= APC_LEVEL, non-arbitrary thread',
        'KernelMode when the event is on the stack',
      ],
      source: 'wdm/nf-wdm-kewaitforsingleobject.md',
      contradictions: ['C16', 'C37'],
    },
    KeSetEvent: {
      doc: 'wake who waits',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'previous state', when: '' }],
      rules: ['Wait=FALSE up to DISPATCH_LEVEL; Wait=TRUE up to APC_LEVEL'],
      source: 'wdm/nf-wdm-kesetevent.md',
    },
    IoQueueWorkItem: {
      doc: 'run a routine later, at PASSIVE_LEVEL',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['Way down from DISPATCH_LEVEL to PASSIVE_LEVEL'],
      source: 'wdm/nf-wdm-ioqueueworkitem.md',
    },
  },
} as const satisfies CardGroup;
