/**
 * The stack in small, for comparisons: VF miniports that write blocks through the VPCI bus, the virtualization stack
 * (one OID at a time) and the PF miniport down to the PCI bus driver, and an invalidation that comes back. Written
 * twice, here as XState actors and in `promela/small-stack.pml`, so that both have the same states: equal counts are
 * the proof that the same thing is measured.
 */
import { assign, createMachine, enqueueActions } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { peer, send } from '../../src/system/index.ts';

interface Numbered extends Message {
  /** Which VF it is about. */
  readonly vf: number;
}

type Given<C = object> = { readonly context: C; readonly event: Numbered };

const pass = (to: string | ((given: Given) => string), type: string) => ({
  actions: send(to as never, ({ event }: Given) => ({ type, vf: event.vf })),
});

/** Sends the answer for a VF to that VF. */
const toVf = (type: string) => pass(({ event }) => `vf${event.vf}`, type);

/** Writes `writes` blocks, one after another; an invalidation is answered by a read, once for each. */
function vfMachine(vf: number, writes: number) {
  const next = {
    guard: ({ context }: { context: { left: number } }) => context.left > 0,
    actions: [
      assign({ left: ({ context }: { context: { left: number } }) => context.left - 1 } as never),
      send('vpci', { type: 'Write', vf }),
    ],
  };
  return createMachine({
    context: { left: writes, reads: 0 },
    on: {
      Start: next,
      'Write.done': [next, {}],
      Invalidate: {
        actions: assign({
          reads: ({ context }: { context: { reads: number } }) => context.reads + 1,
        } as never),
      },
    },
  } as never);
}

const vpci = createMachine({
  on: {
    Write: pass('vstack', 'Packet'),
    'Packet.done': toVf('Write.done'),
    'Packet.invalidate': toVf('Invalidate'),
  },
} as never);

interface Queue {
  readonly busy: boolean;
  /** VFs whose OIDs wait, oldest first. */
  readonly waiting: readonly number[];
}

const vstack = createMachine({
  context: { busy: false, waiting: [] } satisfies Queue,
  on: {
    Packet: [
      {
        guard: ({ context }: Given<Queue>) => !context.busy,
        actions: [
          assign({ busy: true } as never),
          send('pf', ({ event }: Given) => ({ type: 'Oid', vf: event.vf })),
        ],
      },
      {
        actions: assign({
          waiting: ({ context, event }: Given<Queue>) => [...context.waiting, event.vf],
        } as never),
      },
    ],
    'Oid.done': {
      actions: enqueueActions((({ enqueue, context, event, self, system }: never) => {
        finishOid({ enqueue, context, event, self, system });
      }) as never),
    },
    Invalidate: pass('vpci', 'Packet.invalidate'),
  },
} as never);

interface Enqueue {
  assign(changes: Partial<Queue>): void;
  sendTo(to: unknown, message: object): void;
}

interface Finishing {
  readonly enqueue: Enqueue;
  readonly context: Queue;
  readonly event: Numbered;
  readonly self: { readonly id: string };
  readonly system: { get(id: string): unknown };
}

/** Answers the VPCI bus, and sends the OID that has waited longest. */
function finishOid({ enqueue, context, event, self, system }: Finishing): void {
  enqueue.sendTo(peer(system, 'vpci'), { type: 'Packet.done', vf: event.vf, from: self.id });
  const [first, ...rest] = context.waiting;
  if (first === undefined) enqueue.assign({ busy: false });
  else {
    enqueue.assign({ waiting: rest });
    enqueue.sendTo(peer(system, 'pf'), { type: 'Oid', vf: first, from: self.id });
  }
}

const pf = createMachine({
  on: {
    Oid: pass('pci', 'SetBusData'),
    'SetBusData.return': {
      actions: [
        send('vstack', ({ event }: Given) => ({ type: 'Oid.done', vf: event.vf })),
        send('vstack', ({ event }: Given) => ({ type: 'Invalidate', vf: event.vf })),
      ],
    },
  },
} as never);

const pci = createMachine({ on: { SetBusData: pass('pf', 'SetBusData.return') } } as never);

export function smallStack(vfs: number, writes: number): SystemSpec {
  const each = Array.from({ length: vfs }, (_, vf) => vf);
  return {
    actors: {
      pci: { machine: pci },
      pf: { machine: pf },
      vstack: { machine: vstack },
      vpci: { machine: vpci },
      ...Object.fromEntries(each.map((vf) => [`vf${vf}`, { machine: vfMachine(vf, writes) }])),
    },
    initial: each.map((vf) => ({ from: 'environment', to: `vf${vf}`, message: { type: 'Start' } })),
  };
}
