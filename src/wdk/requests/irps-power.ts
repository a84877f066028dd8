/** Power IRPs. Minor codes are in pnp.ts. */
import type { CardGroup } from '../card.ts';

export const POWER_IRPS = {
  common: {
    kind: 'irp',
    header: 'wdm.h',
    irqlMax: 'DISPATCH_LEVEL',
    majorFunction: 'IRP_MJ_POWER',
    providedBy: 'all drivers in the stack',
    calledBy: 'power manager; device power policy owner',
    valueSource: 'public wdm.h; the page prints no number',
  },
  cards: {
    IRP_MN_QUERY_POWER: {
      parameters: [
        {
          name: 'Parameters.Power.Type',
          dir: 'in',
          type: 'POWER_STATE_TYPE',
          rule: 'SystemPowerState or DevicePowerState',
        },
        { name: 'Parameters.Power.State', dir: 'in', type: 'POWER_STATE' },
        { name: 'Parameters.Power.ShutdownType', dir: 'in', type: 'POWER_ACTION' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'accepted / state entered' },
        { status: 'failure status', when: 'only where rules allow' },
        { status: 'STATUS_PENDING', when: 'driver completes later' },
      ],
      rules: [
        'PASSIVE_LEVEL for stacks with DO_POWER_PAGABLE; may be DISPATCH_LEVEL with ' +
          'DO_POWER_INRUSH',
        'Drivers originate it only through PoRequestPowerIrp (device power policy owner)',
        'Driver must not change power state on a query',
        'Success is a promise not to start anything that would block the change; queue such work',
        'Any driver may fail a device query by completing it at once, not passing it down',
        'A failed system query does not stop a critical sleep',
      ],
      source: 'kernel/irp-mn-query-power.md',
    },
    IRP_MN_SET_POWER: {
      parameters: [
        {
          name: 'Parameters.Power.Type',
          dir: 'in',
          type: 'POWER_STATE_TYPE',
          rule: 'SystemPowerState or DevicePowerState',
        },
        { name: 'Parameters.Power.State', dir: 'in', type: 'POWER_STATE' },
        { name: 'Parameters.Power.ShutdownType', dir: 'in', type: 'POWER_ACTION' },
      ],
      returns: [
        { status: 'STATUS_SUCCESS', when: 'accepted / state entered' },
        { status: 'failure status', when: 'only where rules allow' },
        { status: 'STATUS_PENDING', when: 'driver completes later' },
      ],
      rules: [
        'PASSIVE_LEVEL for stacks with DO_POWER_PAGABLE; may be DISPATCH_LEVEL with ' +
          'DO_POWER_INRUSH',
        'Drivers originate it only through PoRequestPowerIrp (device power policy owner)',
        'System set-power must not be failed',
        'Function/filter drivers must not fail a device set-power; bus driver may fail ' +
          'a power-up only if the device is (being) removed',
        'Power-down work on the way down; power-up work in the completion routine on the way up',
        'Only one such IRP active per device object',
        'Do not touch the device unless it is in D0',
        'Must reach the bus driver, which completes it',
        "Do not wait in DispatchPower for an event set by this IRP's own completion routine",
        'Hold the remove lock across it; if the acquire fails complete the IRP with that status',
      ],
      source: 'kernel/irp-mn-set-power.md',
    },
  },
} as const satisfies CardGroup;
