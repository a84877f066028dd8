/** The I/O manager: sending, completing and cancelling IRPs. */
import type { CardGroup } from '../card.ts';

export const IO_MANAGER_ROUTINES = {
  common: {
    kind: 'routine',
    header: 'wdm.h',
    providedBy: 'I/O manager / kernel',
    calledBy: 'driver',
  },
  cards: {
    IoCompleteRequest: {
      doc: 'complete an IRP; from here it is not yours',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Never while holding a spin lock',
        'IRP is off limits to the caller afterwards',
        "Runs higher completion routines in the caller's context until one returns " +
          'STATUS_MORE_PROCESSING_REQUIRED',
        'Once per IRP',
      ],
      source: 'wdm/nf-wdm-iocompleterequest.md',
      aliases: ['IofCompleteRequest'],
    },
    IoMarkIrpPending: {
      doc: 'the dispatch routine will return STATUS_PENDING',
      irqlMax: null,
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Any IRQL',
        'Before queuing, else the IRP can be completed and freed first',
        'Dispatch routine must then return STATUS_PENDING',
        'Completion routine: call it if Irp->PendingReturned, unless the dispatch ' +
          'routine waits on an event or the driver created the IRP',
        'Not after IoSkipCurrentIrpStackLocation',
      ],
      source: 'wdm/nf-wdm-iomarkirppending.md',
      contradictions: ['C34'],
    },
    IoCallDriver: {
      doc: 'pass an IRP to the driver below',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: "lower driver's status", when: '' }],
      rules: [
        'Caller no longer owns the IRP',
        'Verifier: below DISPATCH_LEVEL unless READ, WRITE, DEVICE_CONTROL, ' +
          'INTERNAL_DEVICE_CONTROL or POWER',
      ],
      source: 'wdm/nf-wdm-iofcalldriver.md',
      aliases: ['IofCallDriver'],
    },
    IoCancelIrp: {
      doc: 'ask for an IRP to end soon',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'TRUE', when: 'a cancel routine existed and was called' },
        { status: 'FALSE', when: 'no cancel routine; cancel bit set anyway' },
      ],
      rules: [
        "Only by the IRP's creator",
        'IRP may still complete with success',
        'Caller must guarantee the IRP is not completed/freed during the call',
      ],
      source: 'wdm/nf-wdm-iocancelirp.md',
    },
    IoSetCancelRoutine: {
      doc: 'make an IRP cancellable, or take that back',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'previous routine', when: 'none running' },
        { status: 'NULL', when: 'nothing set, or cancellation already under way' },
      ],
      rules: [
        'Atomic exchange',
        'System cancel lock needed only for I/O-manager device queues',
        'Swapping to NULL and getting NULL back means the cancel routine owns completion',
      ],
      source: 'wdm/nf-wdm-iosetcancelroutine.md',
    },
    IoAcquireCancelSpinLock: {
      doc: "take the system's cancel lock",
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['Single global lock; raises to DISPATCH_LEVEL; hold briefly'],
      source: 'wdm/nf-wdm-ioacquirecancelspinlock.md',
    },
    IoReleaseCancelSpinLock: {
      doc: "release the system's cancel lock",
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: ['In a cancel routine pass Irp->CancelIrql'],
      source: 'wdm/nf-wdm-ioreleasecancelspinlock.md',
    },
    'Cancel routine (DRIVER_CANCEL)': {
      doc: 'the system calls it for an IRP that shall end',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Entered at DISPATCH_LEVEL holding the cancel spin lock',
        'Release it, remove the IRP under the queue lock, set STATUS_CANCELLED and ' +
          'Information 0, complete',
        'Irp->Cancel is TRUE and CancelRoutine NULL on entry',
      ],
      calledBy: 'I/O manager',
      source: 'wdm/nc-wdm-driver_cancel.md',
      aliases: ['DRIVER_CANCEL'],
    },
    IoSetCompletionRoutine: {
      doc: 'be called when the drivers below are done',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [{ status: 'void', when: '' }],
      rules: [
        'Driver-created IRPs: all three InvokeOn flags TRUE',
        'Context in nonpaged memory',
        'Non-PnP drivers that may unload use IoSetCompletionRoutineEx',
      ],
      source: 'wdm/nf-wdm-iosetcompletionroutine.md',
    },
    IoSetCompletionRoutineEx: {
      doc: 'the same, and the driver cannot unload before',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        { status: 'STATUS_SUCCESS', when: 'registered' },
        { status: 'STATUS_INSUFFICIENT_RESOURCES', when: 'no memory' },
      ],
      rules: ['Must be followed by IoCallDriver or memory leaks'],
      source: 'wdm/nf-wdm-iosetcompletionroutineex.md',
    },
    'IoCompletion routine': {
      doc: 'called when the drivers below are done',
      irqlMax: 'DISPATCH_LEVEL',
      returns: [
        {
          status: 'STATUS_MORE_PROCESSING_REQUIRED',
          when: 'stop completion; driver owns the IRP again',
        },
        { status: 'STATUS_SUCCESS / any other', when: 'continue upwards' },
      ],
      rules: ['At or below DISPATCH_LEVEL, arbitrary context', 'Never returns STATUS_PENDING'],
      calledBy: 'I/O manager',
      source: 'wdm/nc-wdm-io_completion_routine.md',
      aliases: ['IO_COMPLETION_ROUTINE'],
    },
  },
} as const satisfies CardGroup;
