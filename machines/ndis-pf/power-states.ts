/** Device power of the PF's adapter, as states of the PnP region. */
import { draining, finish, forwarding, resuming, stable, tooHigh } from './pnp-steps.ts';

export const powerStates = {
  // Nothing changes on a query; the set-power that follows says what came of it.
  queryingPower: {
    id: 'queryingPower',
    initial: 'askingMiniport',
    states: {
      askingMiniport: {
        entry: 'requestQueryPower',
        exit: 'forgetOwn',
        always: { guard: 'ownEnded', target: 'forwarding' },
      },
      forwarding: forwarding('#started', 'S13.1'),
    },
  },

  // Down: the miniport first, then the bus. Up: the bus first. No access to the device in
  // between.
  poweringDown: {
    id: 'poweringDown',
    initial: 'draining',
    meta: { requirements: ['S13.2', 'S13.3', 'S13.4', 'kernel-rules 66'] },
    states: {
      draining: draining('tellingMiniport'),
      tellingMiniport: {
        entry: 'requestSetPower',
        exit: 'forgetOwn',
        always: { guard: 'ownEnded', target: 'forwarding' },
      },
      forwarding: forwarding('#asleep', 'kernel-rules 66', 'kernel-rules 67'),
    },
  },
  asleep: stable('asleep', {
    IRP_MN_SET_POWER: [
      tooHigh,
      { guard: 'isToD0', target: '#poweringUp', actions: 'rememberIrp' },
      { target: 'passing', actions: 'rememberIrp' },
    ],
  }),
  poweringUp: {
    id: 'poweringUp',
    initial: 'forwarding',
    meta: { requirements: ['S13.5', 'kernel-rules 66'] },
    states: {
      forwarding: {
        entry: 'forwardIrp',
        on: {
          IoCompleteRequest: [
            { guard: 'failedBelow', target: '#asleep', actions: finish },
            { guard: 'isMyIrp', target: 'tellingMiniport', actions: 'takeStatus' },
          ],
        },
      },
      tellingMiniport: {
        entry: 'requestSetPower',
        exit: 'forgetOwn',
        always: { guard: 'ownEnded', target: 'resuming' },
      },
      resuming,
    },
  },
} as const;
