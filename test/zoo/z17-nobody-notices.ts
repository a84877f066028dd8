/** Z17: the completion never comes, because the host's end has crashed, and nobody notices. */
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import { on, varied } from './bench.ts';
import { busContext, ofSlot, readIoctl, runningGuest } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** `Crash` ends the owner of the channel without a word to anybody. */
const mortalHost = varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
  operating: on({ Crash: '#vstack.crashed' }),
  '': (chart) => ({ ...chart, states: { ...chart.states, crashed: { on: { '*': {} } } } }),
});

const waits = ({ context }: { context: ReturnType<typeof busContext> }) =>
  context.outstanding.some(({ transaction }) => transaction !== null);

/** After a minute without an answer, the bus ends what is outstanding. */
const watchful = varied(
  createVpciBus({ slots: 1 }),
  {
    operating: (chart) => ({
      ...chart,
      states: {
        ...chart.states,
        watchdog: {
          initial: 'quiet',
          states: {
            quiet: { always: { guard: 'waits', target: 'waiting' } },
            waiting: {
              always: { guard: 'waitsNoMore', target: 'quiet' },
              after: { patience: { target: 'quiet', actions: ofSlot('failOutstanding') } },
            },
          },
        },
      },
    }),
  },
  {
    guards: { waits, waitsNoMore: (at: Parameters<typeof waits>[0]) => !waits(at) },
    delays: { patience: 60_000 },
  },
);

function system(vpci?: typeof watchful): ZooSystem {
  return runningGuest({
    vstack: mortalHost,
    ...(vpci === undefined ? {} : { vpci }),
    clients: { application: [readIoctl] },
    initial: [{ from: 'fault', to: 'vstack', message: { type: 'Crash', from: 'fault' } }],
    situations: [
      cameUp(
        'RequestMeetsCrash',
        'a request waits for the answer of a host that has crashed',
        ['vstack', 'vpci.g0'],
        (view) => view.vstack?.value === 'crashed' && waits({ context: busContext(view) }),
      ),
    ],
  });
}

export const z17: ZooEntry = {
  id: 'Z17',
  title: 'a completion never comes, and nobody notices',
  source:
    'Linux pci-hyperv, commit ca039df94983c441fdee0e2488263fc744e8ecb6 (Warn when wait_for_response() waits ' +
    'indefinitely, 2026)',
  story:
    "The guest has sent a request; the process that owns the host's end of the channel crashes. There is no answer, " +
    'and no rescind either, since whoever would send it is gone. The wait has no third exit: it lasts for ever, and so ' +
    'does whatever waits for it. The published repair is a warning only. Here the bus is our own, which does not ' +
    'survive this either; the mended one gives a request a minute.',
  variation: 'vstack: crashes; our vpci-bus has no time-out (the mended one has)',
  estimatedDepth: 0,
  measuredDelays: 0,
  caughtBy: 'NothingLost',
  broken: () => system(),
  fixed: () => system(watchful),
};
