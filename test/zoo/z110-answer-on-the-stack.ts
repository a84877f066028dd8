/** Z110: the answer to a request that was given up writes into the stack of whoever had asked. */
import { assign } from 'xstate';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { on, varied } from './bench.ts';
import { bugcheck, channelIs, runningGuest, stop } from './bench-guest.ts';
import { caller, cameUp, contextOf, responder } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** Leaving D0 is given up after ten seconds. Its answer is then waited for, or it has nobody to go to. */
function bus(forgetsRequest: boolean) {
  const late = forgetsRequest ? {} : { target: bugcheck, actions: 'stopStackCorruption' };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.channel.leavingD0': (state) => ({
        ...state,
        after: {
          10000: {
            target: 'closed',
            actions: ['completeBusRemove', 'loseLink', assign({ gaveUp: true } as never)],
          },
        },
      }),
      'operating.channel.closed': on({ 'VPCI_FDO_D0_EXIT.completion': late }),
    },
    {
      actions: {
        stopStackCorruption: stop(
          'PAGE_FAULT_IN_NONPAGED_AREA',
          'who gives a request up takes its completion context away first (Z110)',
          'the answer to VPCI_FDO_D0_EXIT is written into the stack of a routine that has returned',
        ),
      },
    },
  );
}

const remove = {
  to: 'vpci.g0',
  message: { type: 'IRP_MN_REMOVE_DEVICE', id: 'pnp', irql: 'PASSIVE_LEVEL', deviceObject: 'FDO' },
  until: 'IoCompleteRequest',
};

function system(forgetsRequest: boolean): ZooSystem {
  return {
    ...runningGuest({
      vpci: bus(forgetsRequest),
      busAt: {
        value: { operating: { channel: 'installed', packets: 'listening', slot0: 'absent' } },
        context: (_: VpciContext) => ({ children: {}, outstanding: [] }),
      },
      others: {
        'pnp.g0': caller([remove]),
        'ndis.vf0': responder({}),
      },
      initial: [{ from: 'environment', to: 'pnp.g0', message: { type: 'Begin' } }],
      clients: {},
      situations: [
        cameUp(
          'GivenUpBeforeAnswer',
          'the bus is closed although the host has not answered yet',
          ['vpci.g0'],
          (view) =>
            channelIs(view, 'closed') &&
            contextOf<{ readonly gaveUp?: boolean }>(view, 'vpci.g0').gaveUp === true,
        ),
      ],
    }),
    timers: 'any',
  };
}

export const z110: ZooEntry = {
  id: 'Z110',
  title: 'a late answer is written into the stack of a routine that has returned',
  source:
    'Linux pci-hyperv, commit b4927bd27262 (Fix synchronization between channel callback and hv_pci_bus_exit()); its ' +
    'relative a765ed47e451 for hv_compose_msi_msg()',
  story:
    'The bus leaves D0, and gives the host ten seconds for it. What the answer is to be written into lies on the stack of ' +
    'the routine that waits. The host takes longer: the routine returns, its stack is used for something else, and then ' +
    'the answer arrives. The fix takes the request out of the table, under the lock of the channel callback, before the ' +
    'routine returns: a late answer finds nobody, and is dropped.',
  variation:
    'vpci-bus: gives VPCI_FDO_D0_EXIT up after ten seconds, and its answer still finds the request',
  estimatedDepth: 1,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(false),
  fixed: () => system(true),
};
