/** Z01: the work items for EJECT and for a list without the child both unlink it. */
import { assign, createMachine } from 'xstate';
import { act } from '../../machines/vpci/act.ts';
import type { VpciContext } from '../../machines/vpci/context.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { ActorSpec } from '../../src/system/index.ts';
import { send, to } from '../../src/system/index.ts';
import { on, varied } from './bench.ts';
import {
  bugcheck,
  busContext,
  isLinked,
  ofSlot,
  revoke,
  runningGuest,
  slotIs,
  stop,
  unassign,
} from './bench-guest.ts';
import type { AnyMessage } from './bench-host.ts';
import { cameUp, contextOf } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Work = 'eject' | 'relations';
interface Queue {
  readonly queue: readonly Work[];
}

const toBus = (type: string) =>
  send('vpci.g0', ({ context }: { context: Queue }) => ({ type, work: context.queue[0] }));
const done = assign({ queue: ({ context }: { context: Queue }) => context.queue.slice(1) });

/** A system worker thread: for each of its work items it looks the child up in the bus's list, then unlinks it. */
function worker(): ActorSpec {
  const machine = createMachine({
    context: { queue: [] },
    initial: 'idle',
    on: {
      IoQueueWorkItem: {
        actions: assign({
          queue: ({ context, event }: { context: Queue; event: AnyMessage }) => [
            ...context.queue,
            event.work,
          ],
        } as never),
      },
    },
    states: {
      idle: {
        always: {
          guard: ({ context }: { context: Queue }) => context.queue.length > 0,
          target: 'finding',
        },
      },
      finding: {
        entry: toBus('FindChild'),
        on: {
          'FindChild.return': [
            {
              guard: ({ event }: { event: AnyMessage }) => event.found === true,
              target: 'unlinking',
            },
            { target: 'idle', actions: done },
          ],
        },
      },
      unlinking: {
        entry: toBus('UnlinkChild'),
        on: { 'UnlinkChild.return': { target: 'idle', actions: done } },
      },
    },
  } as never);
  return { machine };
}

const slot0 = '#vpci.operating.slot0';
const workOf = (event: object) => (event as { readonly work?: Work }).work;
const from = (event: object) => (event as { readonly from?: string }).from ?? '';
const queueWork = (id: string, work: Work) =>
  send(id, { type: 'IoQueueWorkItem', irql: 'DISPATCH_LEVEL', work });

/** The bus whose last steps for a child are work items, for these threads. */
function bus(threads: { readonly eject: string; readonly relations: string }) {
  const answerFind = {
    actions: act('*', ({ context, event }) => ({
      sent: [to(from(event), { type: 'FindChild.return', found: isLinked({ context }) } as never)],
    })),
  };
  const stopDoubleUnlink = { target: bugcheck, actions: 'stopDoubleUnlink' };
  return varied(
    createVpciBus({ slots: 1 }),
    {
      'operating.slot0.child.ejecting': on({
        IRP_MN_REMOVE_DEVICE: {
          guard: ofSlot('forSlot'),
          target: `${slot0}.retiring`,
          actions: [ofSlot('releaseResources'), 'completeIrp', queueWork(threads.eject, 'eject')],
        },
      }),
      'operating.slot0.absent': on({
        FindChild: { actions: ofSlot('answerFind') },
        UnlinkChild: stopDoubleUnlink,
      }),
      'operating.slot0': (state) => ({
        ...state,
        states: {
          ...state.states,
          retiring: {
            on: {
              VPCI_BUS_RELATIONS2: { actions: queueWork(threads.relations, 'relations') },
              VMBUS_RESCIND_CHANNEL_OFFER: {},
              FindChild: { actions: ofSlot('answerFind') },
              UnlinkChild: {
                target: 'absent',
                actions: [ofSlot('unlink'), ofSlot('acknowledgeIfEject'), ofSlot('returnUnlinked')],
              },
            },
          },
        },
      }),
    },
    {
      actions: {
        answerFind: answerFind.actions,
        acknowledgeIfEject: act('*', ({ context, event, slot }) =>
          workOf(event) === 'eject' && context.link === 'open'
            ? { sent: [to(context.host, { type: 'VPCI_EJECTION_COMPLETE', slot } as never)] }
            : {},
        ),
        returnUnlinked: act('*', ({ event }) => ({
          sent: [to(from(event), { type: 'UnlinkChild.return' })],
        })),
        stopDoubleUnlink: stop(
          'PNP_DETECTED_FATAL_ERROR',
          'a physical device object leaves the list of children once (Z01)',
          'the second of two work items unlinks the child that the first has unlinked',
        ),
      },
    },
  );
}

function system(threads: Parameters<typeof bus>[0]): ZooSystem {
  return runningGuest({
    vpci: bus(threads),
    clients: { administrator: [[...unassign, 'go on'], revoke] },
    others: { worker0: worker(), worker1: worker() },
    situations: [
      cameUp(
        'BothWorkItemsQueued',
        'the list leaves a child out whose ejection is still in a work item',
        ['vpci.g0', 'worker0'],
        (view) => {
          const { queue } = contextOf<Queue>(view, 'worker0');
          return slotIs(view, 'retiring') && linked(busContext(view)) && queue.length === 2;
        },
      ),
    ],
  });
}

const linked = (context: VpciContext) => isLinked({ context });

export const z01: ZooEntry = {
  id: 'Z01',
  title: 'the EJECT and BUS_RELATIONS handlers both unlink the child',
  source:
    'Linux pci-hyperv, commit 021ad274d7dc31611d4f47f7dd4ac7a224526f30 (Serialize the present and eject work items)',
  story:
    'The host sends EJECT, and soon a list without the child. The bus handles both in work items, which two system ' +
    'worker threads run at once: each finds the child in the list of the bus, and each unlinks it. The second unlink ' +
    'corrupts the list (a general protection fault there, 0xCA here). The fix is one ordered queue of work items per ' +
    'bus, so that the second one looks when the first has finished, and finds nothing.',
  variation:
    'vpci-bus: retires a child in two work items, on two threads that look it up before either unlinks it',
  estimatedDepth: 2,
  measuredDelays: 8,
  caughtBy: 'NoBugcheck',
  broken: () => system({ eject: 'worker0', relations: 'worker1' }),
  fixed: () => system({ eject: 'worker0', relations: 'worker0' }),
};
