/** Remove locks and cancel-safe queues: what keeps a device object and an IRP in place. */
import type { CardGroup } from '../card.ts';

export const REMOVE_LOCK_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'wdm.h',
    providedBy: 'I/O manager / kernel',
    calledBy: 'driver',
  },
  cards: {
    IoAcquireRemoveLock: {
      doc: 'keep the device object while this I/O runs',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'count +1' },
        { status: 'STATUS_DELETE_PENDING', when: 'remove in progress: start nothing' },
      ],
      rules: [
        'Tag must match on release',
        'Take it for each I/O and for each outstanding timer/DPC/callback',
      ],
      source: 'wdm/nf-wdm-ioacquireremovelock.md',
    },
    IoReleaseRemoveLock: {
      doc: 'this I/O has ended',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'With a completion routine: release there, after IoCompleteRequest; without: ' +
          'after passing the IRP down, before leaving dispatch',
      ],
      source: 'wdm/nf-wdm-ioreleaseremovelock.md',
      contradictions: ['C35'],
    },
    IoReleaseRemoveLockAndWait: {
      doc: 'close the lock and wait for all I/O to end',
      irqlMax: 'PASSIVE_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Only in IRP_MN_REMOVE_DEVICE, holding one acquisition',
        'After passing the IRP down, before detach/delete/free',
        'Later acquires fail; lock never re-initialised',
      ],
      source: 'wdm/nf-wdm-ioreleaseremovelockandwait.md',
    },
    IoInitializeRemoveLock: {
      doc: 'set the lock up, once',
      irqlMax: 'PASSIVE_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['In AddDevice, lock lives in the device extension'],
      source: 'wdm/nf-wdm-ioinitializeremovelock.md',
    },
    IoCsqInitialize: {
      doc: 'set a cancel-safe queue up',
      irqlMax: null,
      returns: [
        { status: 'STATUS_SUCCESS', when: 'ok' },
        { status: 'error', when: 'failed' },
      ],
      rules: ['Any IRQL', 'DriverContext[3] of queued IRPs belongs to the framework'],
      source: 'wdm/nf-wdm-iocsqinitialize.md',
    },
    IoCsqInsertIrp: {
      doc: 'queue an IRP, marked pending and cancellable',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['Lock, insert, mark pending, unlock', 'Already-cancelled IRP is not inserted'],
      source: 'wdm/nf-wdm-iocsqinsertirp.md',
    },
    IoCsqRemoveIrp: {
      doc: 'take one IRP, unless it was cancelled',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'IRP', when: 'removed, caller owns it' },
        { status: 'NULL', when: 'already cancelled' },
      ],
      rules: ['Needs the context from insertion'],
      source: 'wdm/nf-wdm-iocsqremoveirp.md',
    },
    IoCsqRemoveNextIrp: {
      doc: 'take the next IRP that was not cancelled',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'IRP', when: 'next non-cancelled match' },
        { status: 'NULL', when: 'none' },
      ],
      source: 'wdm/nf-wdm-iocsqremovenextirp.md',
    },
    CsqCompleteCanceledIrp: {
      doc: "complete an IRP that the queue's cancel routine took",
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'IRP already removed when called; complete with STATUS_CANCELLED',
        'Page gives no IRQL; queue routines run at <= DISPATCH_LEVEL',
      ],
      calledBy: 'system cancel routine',
      source: 'wdm/nc-wdm-io_csq_complete_canceled_irp.md',
    },
  },
} as const satisfies CardGroup;
