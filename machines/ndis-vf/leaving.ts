/**
 * How an adapter that was started leaves: each step waits for the one before. What a remove lock
 * counts are its service calls; C35: it is released when they return, and an IRP without a completion
 * routine does not hold it once it is passed down.
 */

const passed = ['passIrpDown', 'forgetIrp'] as const;

/** Query-remove, remove or surprise removal of a started adapter, step by step. */
export const leaving = {
  initial: 'notifying',
  states: {
    notifying: {
      on: {
        'MiniportDevicePnPEventNotify.return': [
          { guard: 'isRunning', target: 'pausing', actions: 'pause' },
          { target: 'disarming', actions: 'wantNoInvalidations' },
        ],
      },
    },
    pausing: {
      meta: { requirements: ['kernel-rules 75', 'Z60'] },
      on: {
        'MiniportPause.return': [
          { guard: 'paused', target: 'paused', actions: 'notePaused' },
          { guard: 'isPending' },
          { target: '#ndisVf.bugcheck', actions: 'stopPauseFailed' },
        ],
        NdisMPauseComplete: { target: 'paused', actions: 'notePaused' },
      },
    },
    paused: {
      always: [
        { guard: 'isQueryRemove', target: 'draining' },
        { target: 'disarming', actions: 'wantNoInvalidations' },
      ],
    },
    disarming: {
      // Its own IRP comes back before the miniport is halted.
      always: {
        guard: 'isUnarmed',
        target: 'finishingOids',
        actions: 'dropSleepingOids',
      },
    },
    finishingOids: {
      always: {
        guard: 'oidsDone',
        target: 'halting',
        actions: 'halt',
        meta: { requirements: ['kernel-rules 74', 'S14.5'] },
      },
    },
    halting: {
      on: { 'MiniportHaltEx.return': { target: 'draining', actions: 'noteHalted' } },
    },
    /** No call through an interface after its dereference: the calls under way come first. */
    draining: {
      entry: 'retireInterfaces',
      always: [
        {
          guard: 'removalIsAsked',
          target: '#ndisVf.operating.adapter.removePending',
          actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
          meta: { requirements: ['kernel-rules 51', 'kernel-rules 41', 'S16.1'] },
        },
        {
          guard: 'surpriseIsDone',
          target: '#ndisVf.operating.adapter.surpriseRemoved',
          actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
          meta: { requirements: ['S14.6', 'kernel-rules 43'] },
        },
        {
          guard: 'callsDone',
          target: '#ndisVf.operating.adapter.added',
          actions: ['dropInterfaces', 'forgetInterfaces', ...passed],
          meta: { requirements: ['kernel-rules 37', 'kernel-rules 48', 'C35'] },
        },
      ],
    },
  },
} as const;
