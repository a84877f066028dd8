/**
 * NDIS starts an adapter: the bus first, then the interfaces, then the miniport. A cancelled remove
 * goes the same way as far as the interfaces. C27: one page has the driver wait for the bus in its
 * dispatch routine, the others pend the start. Taken: it is pended, which is the state `bus`.
 */

const tooHigh = { guard: 'overIrql', target: '#ndisVf.bugcheck', actions: 'stopOverIrql' } as const;

export const starting = {
  initial: 'bus',
  states: {
    bus: {
      meta: { requirements: ['C27', 'kernel-rules 49'] },
      on: {
        IoCompleteRequest: [
          {
            guard: 'lowerSucceeded',
            target: 'vpciInterface',
            actions: 'queryVpciInterface',
            meta: { requirements: ['S11.1'] },
          },
          {
            guard: 'lowerDone',
            target: '#ndisVf.operating.adapter.added',
            actions: ['finishIrp', 'forgetIrp'],
          },
        ],
      },
    },
    vpciInterface: {
      on: {
        IoCompleteRequest: [
          {
            guard: 'vpciInterfaceGranted',
            target: 'busInterface',
            actions: ['holdVpciInterface', 'queryBusInterface'],
            meta: { requirements: ['S11.3'] },
          },
          {
            guard: 'vpciInterfaceAnswered',
            target: 'busInterface',
            actions: 'queryBusInterface',
          },
        ],
      },
    },
    busInterface: {
      on: {
        IoCompleteRequest: [
          {
            guard: 'busInterfaceGranted',
            target: 'interfacesQueried',
            actions: 'holdBusInterface',
          },
          { guard: 'busInterfaceAnswered', target: 'interfacesQueried' },
        ],
      },
    },
    interfacesQueried: {
      always: [
        { guard: 'isStart', target: 'initializing', actions: 'initialize' },
        // A cancelled remove: the miniport is there already, only paused.
        {
          guard: 'isAsleep',
          target: '#ndisVf.operating.adapter.lowPower',
          actions: [
            'wantInvalidations',
            'succeedIrp',
            'forgetIrp',
            'enableInterface',
            'noteEnabled',
          ],
        },
        {
          target: '#ndisVf.operating.adapter.restarting',
          actions: ['wantInvalidations', 'succeedIrp', 'forgetIrp', 'restart'],
        },
      ],
    },
    initializing: {
      on: {
        NdisMSetMiniportAttributes: [
          tooHigh,
          {
            guard: 'isNextAttribute',
            actions: ['acceptAttributes', 'countAttributes'],
          },
          { actions: 'refuseAttributes', meta: { requirements: ['S1.6'] } },
        ],
        'MiniportInitializeEx.return': [
          {
            guard: 'forgotAttributes',
            target: '#ndisVf.bugcheck',
            actions: 'stopNoAttributes',
          },
          // Armed before anything can be read, so before the adapter runs.
          {
            guard: 'initialized',
            target: '#ndisVf.operating.adapter.restarting',
            actions: ['notePaused', 'wantInvalidations', 'succeedIrp', 'forgetIrp', 'restart'],
            meta: { requirements: ['S8.1', 'C17', 'Z20', 'Z55'] },
          },
          { target: 'failing', actions: 'retireInterfaces' },
        ],
      },
    },
    failing: {
      always: {
        guard: 'callsDone',
        target: '#ndisVf.operating.adapter.added',
        actions: ['dropInterfaces', 'forgetInterfaces', 'noteHalted', 'failIrp', 'forgetIrp'],
      },
    },
  },
} as const;
