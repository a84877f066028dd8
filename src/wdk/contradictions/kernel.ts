/** Where pages disagree on IRPs, remove locks and waiting. */
import type { Contradiction } from './contradiction.ts';

export const KERNEL_CONTRADICTIONS = {
  C27: {
    topic: 'Waiting in a start IRP',
    readingA: 'Forward, wait on an event in DispatchPnP, continue',
    sourceA: ['kernel/postponing-pnp-irp-processing-until-lower-drivers-finish.md'],
    readingB: 'Pend it instead; SDV flags a wait in start context',
    sourceB: ['kernel/irp-mn-start-device.md', 'devtest/wdm-startdevicewait.md'],
    taken: 'B',
    why:
      'A start that is pended keeps no thread, and the model can put other events between ' +
      'the two halves.',
  },
  C34: {
    topic: 'Returning STATUS_PENDING after completion',
    readingA:
      'After IoMarkIrpPending dispatch must return STATUS_PENDING even if another routine ' +
      'already completed the IRP',
    sourceA: ['wdm/nf-wdm-iomarkirppending.md'],
    readingB:
      'Dispatch must not return STATUS_PENDING if the driver called IoCompleteRequest on ' +
      'that IRP',
    sourceB: ['devtest/wdm-pendedcompletedrequest.md'],
    note:
      'Compatible only if B is read as: completed in the same dispatch call without having ' +
      'marked it pending',
    taken: 'compatible',
    why:
      'A is followed, and B is read as: completed in the same dispatch call without having ' +
      'been marked pending.',
  },
  C35: {
    topic: 'Remove lock scope',
    readingA: 'Release in the completion routine, after IoCompleteRequest',
    sourceA: ['wdm/nf-wdm-ioreleaseremovelock.md'],
    readingB:
      'Dispatch must not hold it on exit of IRP_MJ_PNP/POWER; power-down page releases ' +
      'right after IoCallDriver',
    sourceB: ['devtest/wdm-removelock.md', 'kernel/handling-device-power-down-irps.md'],
    taken: 'by completion routine',
    why:
      'With a completion routine the lock is released there, after completion; without one, ' +
      'right after the IRP was passed down.',
  },
  C36: {
    topic: 'Remove IRP for a vanished child',
    readingA: 'Must set STATUS_SUCCESS, never fail',
    sourceA: ['kernel/irp-mn-remove-device.md', 'kernel/removing-a-device-in-a-bus-driver.md'],
    readingB: 'Bus driver returns STATUS_NO_SUCH_DEVICE',
    sourceB: ['wdm/nf-wdm-ioinvalidatedevicerelations.md'],
    note:
      'Bus-driver page allows NO_SUCH_DEVICE only for a repeat remove of a PDO already ' +
      'marked for deletion',
    taken: 'A',
    why:
      'Remove always succeeds; NO_SUCH_DEVICE remains for a second remove of a PDO already ' +
      'marked for deletion.',
  },
  C37: {
    topic: 'Where waiting is allowed',
    readingA: 'Only PASSIVE_LEVEL, non-arbitrary thread',
    sourceA: ['kernel/managing-hardware-priorities.md'],
    readingB: 'Up to APC_LEVEL, non-arbitrary thread',
    sourceB: ['wdm/nf-wdm-kewaitforsingleobject.md'],
    taken: 'B',
    why: 'The page of the routine goes before the overview: a real wait is legal up to APC_LEVEL.',
  },
} as const satisfies Record<string, Contradiction>;
