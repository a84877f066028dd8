/**
 * NDIS takes an adapter out of D0 (pause, OID, then the bus) and back (the bus, OID, then restart).
 */

const passed = ['passIrpDown', 'forgetIrp'] as const;

export const poweringDown = {
  initial: 'pausing',
  states: {
    pausing: {
      on: {
        'MiniportPause.return': [
          { guard: 'paused', target: 'oid', actions: ['notePaused', 'queuePowerDown'] },
          { guard: 'isPending' },
          { target: '#ndisVf.bugcheck', actions: 'stopPauseFailed' },
        ],
        NdisMPauseComplete: {
          target: 'oid',
          actions: ['notePaused', 'queuePowerDown'],
        },
      },
    },
    oid: {
      always: {
        guard: 'powerOidDone',
        target: '#ndisVf.operating.adapter.lowPower',
        actions: ['noteAsleep', ...passed],
        meta: { requirements: ['S13.3', 'S13.4'] },
      },
    },
  },
} as const;

export const poweringUp = {
  initial: 'bus',
  states: {
    bus: {
      on: {
        IoCompleteRequest: [
          { guard: 'lowerSucceeded', target: 'oid', actions: 'queuePowerUp' },
          {
            guard: 'lowerDone',
            target: '#ndisVf.operating.adapter.lowPower',
            actions: ['finishIrp', 'forgetIrp'],
            meta: { requirements: ['kernel-rules 67'] },
          },
        ],
      },
    },
    oid: {
      always: {
        guard: 'powerOidDone',
        target: '#ndisVf.operating.adapter.restarting',
        actions: ['noteAwake', 'succeedIrp', 'forgetIrp', 'restart'],
      },
    },
  },
} as const;
