/** Z58: a write that was in flight when the host was serviced is done again, and the first one still completes. */
import { assign, createMachine, enqueueActions } from 'xstate';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { ActorSpec, StateProperty } from '../../src/system/index.ts';
import { peer, reply, send } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import { runningGuest } from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Write {
  readonly id: string;
  readonly block: string;
}
interface Host {
  /** Writes that are with the PF, as the host knows. */
  readonly inFlight?: readonly Write[];
  /** Writes that came while others were awaited. */
  readonly waiting?: readonly Write[];
  /** The host has been saved and restored: it writes by another queue now. */
  readonly restored?: boolean;
}
type Given = { readonly context: Host; readonly event: AnyMessage };

const newestStays: StateProperty = {
  kind: 'finally',
  name: 'NewestWriteStays',
  rule: 'a block holds what was written last with success',
  source: 'Z58; backchannel-communication-from-a-vf-miniport-driver',
  reads: ['store', 'application'],
  check(view) {
    const { content } = contextOf<{ readonly content: string }>(view, 'store');
    return view.application?.value === 'finished' && content !== 'new'
      ? `'new' was written last, and the block holds '${content}'`
      : undefined;
  },
};

/** A queue to the PF; one does not wait for the other. */
const queue: ActorSpec = {
  machine: createMachine({
    on: {
      Write: {
        actions: send('store', ({ event }: { event: AnyMessage }) => ({
          ...event,
          type: 'StoreBlock',
        })),
      },
    },
  } as never),
};
const store: ActorSpec = {
  machine: createMachine({
    context: { content: '' },
    on: {
      StoreBlock: {
        actions: [
          assign({ content: ({ event }: { event: AnyMessage }) => event.block } as never),
          send('vstack', ({ event }: { event: AnyMessage }) => ({ type: 'Stored', id: event.id })),
        ],
      },
    },
  } as never),
};

/** The host that carries out writes of its guest, and can be serviced while it does. */
function host(replays: boolean) {
  type Enqueue = Parameters<Parameters<typeof enqueueActions>[0]>[0];
  const issue = (tools: unknown, { id, block }: Write, restored: boolean) => {
    const { enqueue, system, self } = tools as Enqueue;
    enqueue.sendTo(peer(system, restored ? 'queue1' : 'queue0'), {
      type: 'Write',
      from: self.id,
      id,
      block,
    } as never);
  };
  const take = enqueueActions((tools) => {
    const { inFlight = [], waiting = [], restored = false } = tools.context as Host;
    const { id, block } = tools.event as unknown as Write;
    const write = { id, block };
    if (!replays && restored && inFlight.length > 0) {
      tools.enqueue.assign({ waiting: [...waiting, write] } as never);
      return;
    }
    issue(tools, write, restored);
    tools.enqueue.assign({ inFlight: [...inFlight, write] } as never);
  });
  const restore = enqueueActions((tools) => {
    const { inFlight = [] } = tools.context as Host;
    if (replays) for (const write of inFlight) issue(tools, write, true);
    tools.enqueue.assign({ restored: true } as never);
  });
  const drain = enqueueActions((tools) => {
    const { inFlight = [], waiting = [], restored = false } = tools.context as Host;
    const left = inFlight.filter(({ id }) => id !== (tools.event as unknown as Write).id);
    const next = left.length === 0 ? waiting : [];
    for (const write of next) issue(tools, write, restored);
    tools.enqueue.assign({
      inFlight: [...left, ...next],
      waiting: next.length > 0 ? [] : waiting,
    } as never);
  });
  const isAwaited = ({ context, event }: Given) =>
    context.inFlight?.some(({ id }) => id === event.id) === true;
  return varied(createVirtualizationStack({ vfs: 1, guests: 1 }), {
    operating: on({
      VPCI_WRITE_BLOCK: { actions: take },
      Restore: {
        actions: [
          restore,
          reply(({ event }: Given) => ({
            type: 'Restore.done',
            id: event.id,
            status: 'STATUS_SUCCESS',
          })),
        ],
      },
      Stored: [
        {
          guard: isAwaited,
          actions: [
            send('vpci.g0', ({ event }: Given) => ({
              type: 'VPCI_WRITE_BLOCK.completion',
              id: event.id,
              slot: 0,
              status: 'STATUS_SUCCESS',
              blockId: 0,
            })),
            drain,
          ],
        },
        // Its twin was first.
        {},
      ],
    }),
    'operating.channel0.d0': (state) => {
      const { VPCI_WRITE_BLOCK: _, ...rest } = state.on ?? {};
      return { ...state, on: rest };
    },
  });
}

const write = (block: string) =>
  ['vf0', { type: 'WriteBlock', way: 'ioctl', blockId: 0, length: 16, block }] as const;

function system(replays: boolean): ZooSystem {
  return runningGuest({
    vstack: host(replays),
    rules: [newestStays],
    others: { queue0: queue, queue1: queue, store },
    clients: {
      application: [write('old'), write('new')],
      servicing: [['vstack', { type: 'Restore' }]],
    },
    situations: [
      cameUp(
        'RestoredWithWriteInFlight',
        'the host was restored while a write was with the PF',
        ['vstack', 'servicing'],
        (view) => {
          const { restored, inFlight = [] } = contextOf<Host>(view, 'vstack');
          return restored === true && inFlight.some(({ block }) => block === 'old');
        },
      ),
    ],
  });
}

export const z58: ZooEntry = {
  id: 'Z58',
  title: 'an old write completes after a newer one, across a restore',
  source:
    'OpenVMM, commits c1541ef3157d65b17dd1ca5291ae2399958c8f02 (#2833) and 831eb3db36ea745ebcf6b5bd4501ca0dbc13df5d (#2864)',
  story:
    'A write is in flight when the host is saved, so after the restore it is done once more. The second one completes, ' +
    'and the guest goes on: it writes something newer to the same place, which completes too. Then the first one comes ' +
    'through, by the queue of before the restore: the old content is back, and nobody is told. The fix awaits what is in ' +
    'flight and opens no queue before every queue has drained.',
  variation:
    'vstack: a restore writes again what is in flight, by another queue, and takes new writes at once',
  estimatedDepth: 3,
  measuredDelays: 9,
  caughtBy: 'NewestWriteStays',
  broken: () => system(true),
  fixed: () => system(false),
};
