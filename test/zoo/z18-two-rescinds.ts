/** Z18: two rescinds for one channel both find it, and both release it. */
import { assign } from 'xstate';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { VstackContext, VstackEvent } from '../../machines/vstack/context.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { messaging, to } from '../../src/system/index.ts';
import { on, renamed, toSelf, varied } from './bench.ts';
import { aboveTheBus, bugcheck, busContext, revoke, runningGuest, stop } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

const rescind = { type: 'VMBUS_RESCIND_CHANNEL_OFFER' };

/** Takes the channel away twice: for the ejection, and for the removal. */
const twice = createVirtualizationStack({ vfs: 1, guests: 1 }).provide({
  actions: {
    rescind: messaging<VstackContext, VstackEvent>().send('*', () =>
      ['vpci.g0', 'vpci.g0', 'pnp.g0'].map((id) => to(id, rescind)),
    ),
  } as never,
});

interface At {
  readonly context: { readonly claimed?: boolean };
}

/** The bus that finds the channel in the callback and releases it in a work item; the first may claim it, or not. */
function bus(claims: boolean) {
  const release = toSelf({ type: 'ReleaseChannel', irql: 'PASSIVE_LEVEL' });
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.channel': renamed(rescind.type, 'ReleaseChannel'),
      'operating.channel.revoked': on({
        ReleaseChannel: { target: bugcheck, actions: 'stopUseAfterFree' },
      }),
      'operating.packets.listening': on({
        [rescind.type]: [
          { guard: 'isFree', actions: [assign({ claimed: claims } as never), release] },
          {},
        ],
      }),
    },
    {
      guards: { isFree: ({ context }: At) => context.claimed !== true },
      actions: {
        stopUseAfterFree: stop(
          'PAGE_FAULT_IN_NONPAGED_AREA',
          'a channel is released once, and not touched afterwards (Z18)',
          'the second rescind uses the channel that the first has released',
        ),
      },
    },
  );
}

function system(claims: boolean): ZooSystem {
  return runningGuest({
    vstack: twice as never,
    vpci: bus(claims),
    others: aboveTheBus,
    clients: { failover: [revoke] },
    situations: [
      cameUp(
        'ClaimedAndNotReleased',
        'the first rescind has found the channel, which is not released yet',
        ['vpci.g0'],
        (view) => {
          const context = busContext(view) as At['context'] & { readonly link: string };
          return context.claimed === true && context.link === 'open';
        },
      ),
    ],
  });
}

export const z18: ZooEntry = {
  id: 'Z18',
  title: 'two rescind messages for one channel',
  source:
    'Linux VMBus, commit e4d221b42354b2e2ddb9187a806afb651eee2cda (Resolve race condition in vmbus_onoffer_rescind()); ' +
    'related 2f314fb93520',
  story:
    'The host takes one channel away twice. The handler of the first rescind looks the channel up; before it has ' +
    'released it, the handler of the second looks it up as well. The first releases the channel, the second uses it: ' +
    'freed memory. The fix: the handler claims the channel under the lock under which it found it, and a second one ' +
    'finds it claimed.',
  variation:
    'vpci-bus: finds the channel of a rescind in one step and releases it in the next; vstack: rescinds twice',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NoBugcheck',
  broken: () => system(false),
  fixed: () => system(true),
};
