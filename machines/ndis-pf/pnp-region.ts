/**
 * PnP for the PF's adapter: one IRP at a time, from the state in which it finds the device to the
 * next. An IRP that comes meanwhile (above all IRP_MN_SURPRISE_REMOVAL, which can come at any time)
 * is held and taken up in the next such state. Where the adapter is to be is a goal; the adapter's
 * own region goes there. Device power is in power-states.ts.
 */
import {
  begin,
  draining,
  finish,
  finishWithIt,
  forwarding,
  giveBackInterfaces,
  halting,
  hold,
  passedDown,
  querying,
  resuming,
  stable,
  tooHigh,
  unbinding,
} from './pnp-steps.ts';
import { powerStates } from './power-states.ts';

export const pnpRegion = {
  initial: 'added',
  on: {
    IRP_MN_START_DEVICE: hold,
    IRP_MN_QUERY_REMOVE_DEVICE: hold,
    IRP_MN_CANCEL_REMOVE_DEVICE: hold,
    IRP_MN_REMOVE_DEVICE: hold,
    IRP_MN_QUERY_STOP_DEVICE: hold,
    IRP_MN_CANCEL_STOP_DEVICE: hold,
    IRP_MN_STOP_DEVICE: hold,
    IRP_MN_SURPRISE_REMOVAL: hold,
    IRP_MN_QUERY_DEVICE_RELATIONS: hold,
    IRP_MN_QUERY_POWER: hold,
    IRP_MN_SET_POWER: hold,
    // Untouched, whatever NDIS is doing: it exports no interface and adds no capability.
    IRP_MN_READ_CONFIG: passedDown,
    IRP_MN_WRITE_CONFIG: passedDown,
    IRP_MN_QUERY_CAPABILITIES: passedDown,
    IRP_MN_QUERY_INTERFACE: passedDown,
    // The completion tells what the pended IRP came to.
    'IoCallDriver.return': {},
  },
  states: {
    added: stable('added', {
      IRP_MN_START_DEVICE: begin('#starting', 'S1.3', 'kernel-rules 49'),
      IRP_MN_REMOVE_DEVICE: begin('#forwardingRemove'),
    }),

    starting: {
      id: 'starting',
      initial: 'forwarding',
      states: {
        // Bottom-up: the lower drivers start first. C27: the IRP is pended, nobody waits in the
        // dispatch routine.
        forwarding: {
          entry: 'forwardIrp',
          meta: { requirements: ['kernel-rules 49', 'C27'] },
          on: {
            IoCompleteRequest: [
              { guard: 'failedBelow', target: '#added', actions: finish },
              { guard: 'isMyIrp', target: 'queryingVirtualization', actions: 'takeStatus' },
            ],
          },
        },
        queryingVirtualization: querying('Virtualization', 'queryingStandard'),
        queryingStandard: querying('Standard', 'deciding'),
        // Surprise removal can come before start is done: there is nothing left to initialise.
        deciding: {
          meta: { requirements: ['kernel-rules 42'] },
          always: [{ guard: 'isGone', target: 'failing' }, { target: 'initializing' }],
        },
        initializing: {
          entry: 'initializeAdapter',
          meta: { requirements: ['S1.3', 'S1.8'] },
          always: [
            { guard: 'isPaused', target: '#bringingUp', actions: finishWithIt },
            { guard: 'initializeFailed', target: 'failing' },
          ],
        },
        failing: {
          entry: [...giveBackInterfaces, 'failIrp'],
          always: { target: '#added', actions: finishWithIt },
        },
      },
    },

    bringingUp: {
      id: 'bringingUp',
      initial: 'restarting',
      states: {
        restarting: {
          entry: 'runAdapter',
          meta: { requirements: ['S1.8'] },
          always: { guard: 'hasSettled', target: 'restarted' },
        },
        restarted: {
          always: [
            { guard: 'isGone', target: '#started' },
            { guard: 'hasNoSriov', target: 'binding' },
            { target: 'creatingSwitch' },
          ],
        },
        creatingSwitch: {
          entry: 'requestCreateSwitch',
          exit: 'forgetOwn',
          meta: { requirements: ['S1.9', 'C21'] },
          always: [
            { guard: 'ownAborted', target: 'creatingSwitch', reenter: true },
            { guard: 'ownEnded', target: 'switchDecided' },
          ],
        },
        switchDecided: {
          always: [{ guard: 'isGone', target: '#started' }, { target: 'binding' }],
        },
        // Without a switch the adapter is bound all the same, for synthetic traffic: no VF is on
        // offer.
        binding: {
          entry: ['noteBinding', 'bindProtocol'],
          meta: { requirements: ['S1.10'] },
          on: {
            'ProtocolBindAdapterEx.return': [
              { guard: 'succeeded', target: '#started', actions: 'noteBound' },
              { target: '#started', actions: 'noteUnbound' },
            ],
          },
        },
      },
    },

    started: stable('started', {
      IRP_MN_QUERY_REMOVE_DEVICE: begin('#queryingRemove', 'S16.1'),
      IRP_MN_QUERY_STOP_DEVICE: begin('#queryingStop', 'S16.3'),
      IRP_MN_SET_POWER: [
        tooHigh,
        {
          guard: 'isToD3',
          target: '#poweringDown',
          actions: 'rememberIrp',
          meta: { requirements: ['S13'] },
        },
        // Also after a query for D3 that somebody refused: D0 takes it back.
        { target: '#poweringUp', actions: 'rememberIrp' },
      ],
      IRP_MN_QUERY_POWER: begin('#queryingPower', 'S13.1', 'OID_PNP_QUERY_POWER'),
    }),

    queryingRemove: {
      id: 'queryingRemove',
      initial: 'asking',
      states: {
        asking: {
          entry: 'askProtocol',
          always: { guard: 'isNotBound', target: 'draining' },
          on: {
            'ProtocolNetPnPEvent.return': [
              { guard: 'protocolAgrees', target: 'draining' },
              // Who refuses completes the IRP and does not pass it down.
              {
                guard: 'protocolRefuses',
                target: '#started',
                actions: ['failIrp', 'completeIrp', 'forgetIrp'],
                meta: { requirements: ['S16.1'] },
              },
            ],
          },
        },
        draining: draining('forwarding'),
        // The exporter must refuse while a reference is out, so NDIS drops its own first (S11.7).
        // Somebody else's can make the bus refuse all the same; a cancel-remove follows then.
        forwarding: {
          entry: [...giveBackInterfaces, 'forwardIrp'],
          meta: { requirements: ['S11.6', 'S11.7', 'kernel-rules 41', 'kernel-rules 52'] },
          on: {
            IoCompleteRequest: { guard: 'isMyIrp', target: '#removePending', actions: finish },
          },
        },
      },
    },

    // OIDs are held: without the interface the miniport could not carry them out.
    removePending: stable('removePending', {
      IRP_MN_CANCEL_REMOVE_DEVICE: begin('#cancellingRemove', 'S16.1', 'kernel-rules 49'),
      IRP_MN_REMOVE_DEVICE: begin('#requerying', 'S5'),
    }),

    cancellingRemove: {
      id: 'cancellingRemove',
      initial: 'forwarding',
      states: {
        forwarding: {
          entry: 'forwardIrp',
          on: {
            IoCompleteRequest: {
              guard: 'isMyIrp',
              target: 'queryingVirtualization',
              actions: 'takeStatus',
            },
          },
        },
        queryingVirtualization: querying('Virtualization', 'queryingStandard'),
        queryingStandard: querying('Standard', 'tellingProtocol'),
        tellingProtocol: {
          entry: 'tellProtocolCancelled',
          always: { guard: 'isNotBound', target: 'resuming' },
          on: {
            'ProtocolNetPnPEvent.return': { guard: 'protocolKnowsCancel', target: 'resuming' },
          },
        },
        resuming,
      },
    },

    // Rebalance: the adapter is paused, and its OIDs are held, from query-stop until it is started
    // again.
    queryingStop: {
      id: 'queryingStop',
      initial: 'draining',
      states: {
        draining: draining('forwarding'),
        forwarding: forwarding('#stopped', 'S16.3'),
      },
    },
    stopped: stable('stopped', {
      IRP_MN_START_DEVICE: begin('#restarting', 'S16.3'),
      IRP_MN_CANCEL_STOP_DEVICE: begin('#restarting', 'S16.3', 'kernel-rules 49'),
    }),
    restarting: {
      id: 'restarting',
      initial: 'forwarding',
      states: {
        forwarding: {
          entry: 'forwardIrp',
          on: {
            IoCompleteRequest: [
              { guard: 'failedBelow', target: '#stopped', actions: finish },
              { guard: 'isMyIrp', target: 'resuming', actions: 'takeStatus' },
            ],
          },
        },
        resuming,
      },
    },

    ...powerStates,

    removing: {
      id: 'removing',
      initial: 'unbinding',
      states: {
        // After query-remove other IRPs go on as usual, so the interface that was dropped for it
        // can be had again: VFs are reset and VF Enable is cleared through it.
        requerying: {
          id: 'requerying',
          ...querying('Virtualization', 'unbinding'),
        },
        unbinding: {
          ...unbinding('awaitingRelease'),
          entry: ['releaseOids', 'noteUnbinding', 'unbindProtocol'],
        },
        awaitingRelease: {
          meta: { requirements: ['S5.2'] },
          always: [
            { guard: 'isGone', target: 'pausing' },
            { guard: 'nothingIsLeft', target: 'deletingSwitch' },
          ],
        },
        deletingSwitch: {
          entry: 'requestDeleteSwitch',
          exit: 'forgetOwn',
          meta: { requirements: ['S5.2'] },
          always: [
            { guard: 'hasNoSwitch', target: 'pausing' },
            { guard: 'ownAborted', target: 'deletingSwitch', reenter: true },
            { guard: 'ownEnded', target: 'pausing' },
          ],
        },
        pausing: {
          entry: 'pauseAdapter',
          always: { guard: 'isPausedOrHalted', target: 'halting' },
        },
        halting: halting('forwarding'),
        forwarding: { id: 'forwardingRemove', ...forwarding('#removed', 'S14.7') },
      },
    },

    // The presence region tells the protocol and the miniport; then the same way down as for a
    // remove, but nothing is freed with OIDs any more: they all fail.
    surpriseRemoval: {
      id: 'surpriseRemoval',
      initial: 'awaitingNotice',
      states: {
        awaitingNotice: {
          meta: { requirements: ['S14.2', 'S14.3'] },
          always: { guard: 'isGone', target: 'pausing' },
        },
        pausing: {
          entry: ['releaseOids', 'pauseAdapter'],
          meta: { requirements: ['S14.4'] },
          always: { guard: 'isPausedOrHalted', target: 'unbinding' },
        },
        unbinding: unbinding('halting'),
        halting: halting('forwarding'),
        forwarding: forwarding('#surpriseRemoved', 'S14.6', 'kernel-rules 47'),
      },
    },

    // REMOVE comes when the last handle is closed, or never.
    surpriseRemoved: stable('surpriseRemoved', {
      IRP_MN_REMOVE_DEVICE: begin('#forwardingRemove', 'S14.7', 'kernel-rules 44'),
    }),

    removed: {
      id: 'removed',
      entry: 'takeHeldIrp',
      on: {
        // Enumerated afresh: another device object in the same place.
        IRP_MN_START_DEVICE: begin('#starting'),
        // An IRP that was sent before the remove and taken up after it: the device object is gone,
        // nothing is below.
        IRP_MN_QUERY_REMOVE_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_CANCEL_REMOVE_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_REMOVE_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_QUERY_STOP_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_CANCEL_STOP_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_STOP_DEVICE: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_SURPRISE_REMOVAL: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_QUERY_DEVICE_RELATIONS: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_QUERY_POWER: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_SET_POWER: [tooHigh, { actions: 'succeedIrp' }],
        IRP_MN_READ_CONFIG: [tooHigh, { actions: 'completeNoSuchDevice' }],
        IRP_MN_WRITE_CONFIG: [tooHigh, { actions: 'completeNoSuchDevice' }],
        IRP_MN_QUERY_CAPABILITIES: [tooHigh, { actions: 'completeNoSuchDevice' }],
        IRP_MN_QUERY_INTERFACE: [tooHigh, { actions: 'completeNoSuchDevice' }],
      },
    },
  },
} as const;
