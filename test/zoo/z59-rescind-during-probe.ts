/** Z59: a rescind during the start of the bus; the error path and the remove path both destroy it. */
import { assign } from 'xstate';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { all, before, on, toSelf, varied } from './bench.ts';
import { bugcheck, busContext, channelIs, freshGuest, revoke, stop } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface At {
  readonly context: { readonly destroyed?: boolean };
}

/** A rescind fails the start, and the error path queues its clean-up. */
const failing = on({
  VMBUS_RESCIND_CHANNEL_OFFER: {
    target: 'revoked',
    actions: ['failBusStart', 'loseLink', toSelf({ type: 'CleanUpProbe', irql: 'PASSIVE_LEVEL' })],
  },
});
/** The clean-up of the error path, and of the remove path; the one that comes second finds nothing to destroy. */
const destroyed = assign({ destroyed: true } as never);
const twice = { guard: 'isDestroyed', target: bugcheck, actions: 'stopDoubleUnlink' };

const doubly = varied(
  createVpciBus({ slots: 1 }),
  {
    'operating.channel.negotiating': failing,
    'operating.channel.enteringD0': failing,
    'operating.channel.stopped': on({ CleanUpProbe: twice }),
    'operating.channel.revoked': all(
      on({ CleanUpProbe: [twice, { actions: destroyed }] }),
      before('IRP_MN_REMOVE_DEVICE', twice, {
        guard: 'forBus',
        target: 'stopped',
        actions: [destroyed, 'sendClose', 'closeLink', 'completeIrp'],
      }),
    ),
  },
  {
    guards: { isDestroyed: ({ context }: At) => context.destroyed === true },
    actions: {
      stopDoubleUnlink: stop(
        'PNP_DETECTED_FATAL_ERROR',
        'who fails the start of a device leaves its deletion to the remove (Z59)',
        'the error path of the start and the removal both destroy the bus',
      ),
    },
  },
);

function system(vpci?: typeof doubly): ZooSystem {
  return freshGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: { failover: [revoke] },
    situations: [
      cameUp(
        'RevokedWhileStarted',
        'the channel is rescinded while the PnP manager waits for the start of the bus',
        ['vpci.g0', 'pnp.g0'],
        (view) => {
          const starts = view['pnp.g0']?.matches({ operating: { worker: 'startingBus' } } as never);
          return starts === true && channelIs(view, 'revoked') && busContext(view).link === 'lost';
        },
      ),
    ],
  });
}

export const z59: ZooEntry = {
  id: 'Z59',
  title: "rescind during the peer's probe; error path and remove path both destroy one object",
  source:
    'OpenVMM, commit ca16718bc64b987941c243bf315a93c65f0fa2e5 (#3649), reverted by ' +
    'cd6deff9a25bdd92a53fd8693b3ef75a9bb50e4a (#3955)',
  story:
    'The host offers a channel again after a restore; the guest starts its bus on it and has a request under way. A ' +
    'second restore rescinds the channel: the start fails, and its error path cleans up. The rescind also leads to the ' +
    'removal of the bus, whose path cleans up as well: a double unlink. The repair on the host side was withdrawn, since ' +
    "the bug is the guest's. There, one path must own the deletion: in Windows it is the remove IRP, which follows a " +
    'failed start in any case.',
  variation: 'vpci-bus: a start that fails by a rescind queues a clean-up of its own',
  estimatedDepth: 3,
  measuredDelays: 1,
  caughtBy: 'NoBugcheck',
  broken: () => system(doubly),
  fixed: () => system(),
};
