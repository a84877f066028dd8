/** The private channel: requests are queued, a DPC takes the first one, a work item serves it. */
const tooHigh = { guard: 'overIrql', target: '#vbd.bugcheck', actions: 'stopOverIrql' } as const;
const returned = { target: 'returned', actions: 'returnResult' } as const;

export const requestsRegion = {
  initial: 'idle',
  on: {
    VbdCall: [
      tooHigh,
      { guard: 'isGone', actions: 'refuseGone' },
      { guard: 'isServed', actions: 'queueRequest' },
      { actions: 'refuseRequest', meta: { requirements: ['C03'] } },
    ],
  },
  states: {
    idle: {
      on: {
        VbdCall: [
          tooHigh,
          { guard: 'isGone', actions: 'refuseGone' },
          {
            guard: 'isServed',
            target: 'dpcQueued',
            actions: ['queueRequest', 'queueDpc'],
          },
          { actions: 'refuseRequest' },
        ],
      },
    },
    dpcQueued: {
      on: {
        // The routines need PASSIVE_LEVEL or APC_LEVEL, and enabling VFs waits for them to settle.
        KeInsertQueueDpc: {
          target: 'workItemQueued',
          actions: 'queueWorkItem',
          meta: { requirements: ['kernel-rules 59', 'kernel-rules 60', 'C08'] },
        },
      },
    },
    workItemQueued: {
      on: {
        IoQueueWorkItem: [
          { guard: 'isGone', target: 'returned', actions: 'failRequest' },
          { guard: 'holdsInterface', target: 'calling', actions: 'callRoutine' },
          // It was given back for a query-remove: after that, requests still go on as usual.
          { target: 'querying', actions: 'queryForService' },
        ],
      },
    },
    querying: {
      on: {
        IoCompleteRequest: [
          // A removal came first: nobody would give this reference back.
          {
            guard: 'serviceGrantedTooLate',
            target: 'returned',
            actions: ['dropGranted', 'failRequest'],
            meta: { requirements: ['S11.6', 'kernel-rules 51'] },
          },
          {
            guard: 'serviceGranted',
            target: 'calling',
            actions: ['dropSurplus', 'holdFirst', 'callRoutine'],
          },
          { guard: 'serviceRefused', target: 'returned', actions: 'failRequest' },
        ],
      },
    },
    calling: {
      on: {
        'EnableVirtualization.return': returned,
        'GetVirtualFunctionData.return': returned,
        'SetVirtualFunctionData.return': returned,
        'GetLocation.return': returned,
        'GetResources.return': returned,
        'GetVirtualFunctionProbedBars.return': returned,
        'ReadVfConfigBlock.return': returned,
        'WriteVfConfigBlock.return': returned,
      },
    },
    returned: {
      always: [
        {
          guard: 'moreQueued',
          target: 'dpcQueued',
          actions: ['dropRequest', 'queueDpc'],
        },
        { target: 'idle', actions: 'dropRequest' },
      ],
    },
  },
} as const;
