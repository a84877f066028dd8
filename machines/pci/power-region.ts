/**
 * Device power of the PF. The bus driver is the last to act on the way down and the first on the
 * way up, and it always completes the IRP. A PF that wakes without No Soft Reset has lost VF
 * Enable: the bus driver sets it again before it completes the power-up, since no page has a
 * miniport do so.
 */
import { tooHigh } from './candidates.ts';

const finished = ['finishPower', 'forgetPower'] as const;
const toRegister = ['rememberPower', 'writePowerState'] as const;
const ended = { target: '.gone', actions: ['endPower', 'forgetPower'] } as const;

export const powerRegion = {
  initial: 'working',
  on: {
    // Success is a promise only: nothing changes on a query.
    IRP_MN_QUERY_POWER: [tooHigh, { actions: 'completePower' }],
    IRP_MN_SURPRISE_REMOVAL: ended,
    IRP_MN_REMOVE_DEVICE: ended,
    // The device answers a write that a removal has ended meanwhile.
    'ConfigBatch.return': { guard: 'isPower' },
  },
  states: {
    working: {
      on: {
        IRP_MN_SET_POWER: [
          tooHigh,
          {
            guard: 'powersDownByRegister',
            target: 'goingDown',
            actions: toRegister,
            meta: { requirements: ['kernel-rules 66', 'S13.4'] },
          },
          { guard: 'isToD3', target: 'asleep', actions: 'completePower' },
          { actions: 'completePower' },
        ],
      },
    },
    goingDown: {
      on: { 'ConfigBatch.return': { guard: 'isPower', target: 'asleep', actions: finished } },
    },
    asleep: {
      on: {
        IRP_MN_SET_POWER: [
          tooHigh,
          {
            guard: 'powersUpByRegister',
            target: 'wakingUp',
            actions: toRegister,
            meta: { requirements: ['kernel-rules 66', 'S13.5'] },
          },
          { guard: 'isToD0', target: 'working', actions: 'completePower' },
          { actions: 'completePower' },
        ],
      },
    },
    wakingUp: {
      on: {
        'ConfigBatch.return': [
          { guard: 'wakesWithVfs', target: 'restoringVfs', actions: 'restoreVfEnable' },
          { guard: 'isPower', target: 'working', actions: finished },
        ],
      },
    },
    restoringVfs: {
      on: { 'ConfigBatch.return': { guard: 'isPower', target: 'settling' } },
    },
    settling: { after: { afterVfEnableSet: { target: 'working', actions: finished } } },
    /** Only a device that is gone lets the bus driver fail a power-up. */
    gone: {
      on: {
        IRP_MN_START_DEVICE: 'working',
        IRP_MN_SET_POWER: [
          tooHigh,
          {
            guard: 'isToD0',
            actions: 'completePowerGone',
            meta: { requirements: ['kernel-rules 67'] },
          },
          { actions: 'completePower' },
        ],
      },
    },
  },
} as const;
