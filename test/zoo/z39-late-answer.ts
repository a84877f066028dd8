/** Z39: the late answer to a request that was given up is taken for the answer to the next one. */
import { assign } from 'xstate';
import { monitor, text, wrong } from '../../actors/properties/monitor.ts';
import type { VpciContext } from '../../machines/vpci-bus.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { toSelf } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  allFromRest,
  answersFor,
  beginAll,
  cameUp,
  clientOf,
  contextOf,
  fromRest,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

interface Freshness {
  /** Content that the PF has confirmed to be the newest; null: nothing was changed. */
  readonly newest: string | null;
  readonly written: string | null;
  /** What the latest read must bring, and its id. */
  readonly due: string | null;
  readonly id: string;
}

const noOldContent: MonitorProperty = monitor<Freshness>({
  name: 'NoContentFromBeforeTheRequest',
  rule: 'a read brings what the block held after the read was asked for, never what it held before',
  source: 'Z39; backchannel-communication-from-a-vf-miniport-driver',
  observes: ['UpdateBlock', 'UpdateBlock.done', 'ReadBlock', 'ReadBlock.done'],
  initial: { newest: null, written: null, due: null, id: '' },
  next(memory, { message }) {
    switch (message.type) {
      case 'UpdateBlock':
        return { ...memory, written: text(message, 'block') };
      case 'UpdateBlock.done':
        return { ...memory, newest: memory.written };
      case 'ReadBlock':
        return { ...memory, due: memory.newest, id: text(message, 'id') };
      default: {
        const value = text(message, 'value');
        const isLatest = memory.due !== null && text(message, 'id') === memory.id;
        return isLatest && value !== '' && value !== memory.due
          ? wrong(
              `the read brought '${value}'; the block held '${memory.due}' when it was asked for`,
            )
          : memory;
      }
    }
  },
});

type Given = { readonly context: VpciContext; readonly event: AnyMessage };
/** The pended read of the block that the answer is about; the transaction id is not looked at. */
const readOfBlock = ({ context, event }: Given) =>
  event.type === 'VPCI_READ_BLOCK.completion'
    ? context.outstanding.find(
        (each) => each.request === 'IOCTL_VPCI_READ_BLOCK' && each.blockId === event.blockId,
      )
    : undefined;

/** An answer belongs to whoever reads that block; one that nobody waits for is dropped. */
const byBlock = createVpciBus({ slots: 1 }).provide({
  guards: {
    answersIrp: (given) => readOfBlock(given as unknown as Given)?.cancelRoutine === true,
    isAbandoned: () => true,
  },
  actions: {
    queueDpc: toSelf(({ context, event }: Given) => {
      const { from = '', id = '' } = readOfBlock({ context, event }) ?? {};
      return { type: 'KeInsertQueueDpc', irql: 'DISPATCH_LEVEL', requester: from, irp: id };
    }) as never,
    takeIrp: assign({
      // Its own packet is still to be answered.
      abandoned: ({ context, event }: Given) => {
        const { transaction = null } = readOfBlock({ context, event }) ?? {};
        const left = [...context.abandoned, ...(transaction === null ? [] : [transaction])];
        return left.filter((id) => String(id) !== event.id).sort((a, b) => a - b);
      },
      outstanding: ({ context, event }: Given) =>
        context.outstanding.map((each) =>
          each === readOfBlock({ context, event })
            ? {
                ...each,
                transaction: null,
                cancelRoutine: false,
                completion: {
                  status: 'STATUS_SUCCESS',
                  information: each.length ?? 0,
                  value: event.block,
                },
              }
            : each,
        ),
    } as never),
  },
});

function system(vpci: Parameters<typeof fromRest>[1]): ZooSystem {
  const read = { type: 'ReadBlock', way: 'ioctl', blockId: 1, length: 16 };
  const actors = {
    application: clientOf([
      ['vf0', read, 'go on'],
      ['vf0', { type: 'CancelBlock', request: 'IOCTL_VPCI_READ_BLOCK' }],
      ['pf', { type: 'UpdateBlock', vf: 0, blockId: 1, block: 'new' }],
      ['vf0', read],
    ]),
    ...allFromRest('vf0', 'ndis.vf0', 'vstack', 'ndis', 'pf'),
    'vpci.g0': fromRest('vpci.g0', vpci),
  };
  return {
    spec: { actors, initial: beginAll('application') },
    properties: [
      noOldContent,
      answersFor(actors),
      cameUp(
        'LateAnswerMeetsNextRequest',
        'a read is under way while the answer to a cancelled one is still due',
        ['vpci.g0'],
        (view) => {
          const { abandoned, outstanding } = contextOf<VpciContext>(view, 'vpci.g0');
          const reads = outstanding.some(({ request }) => request === 'IOCTL_VPCI_READ_BLOCK');
          return abandoned.length > 0 && reads;
        },
      ),
    ],
  };
}

export const z39: ZooEntry = {
  id: 'Z39',
  title: 'a late answer is accepted as the answer to the next request',
  source: 'hns3, Linux commit 1b713d1 (fix possible mismatches resp of mailbox); DPDK be3590f54d0e',
  story:
    'The VF gives a request up (a time-out there, a cancel here) while the PF is still busy with it, and asks again. ' +
    'The answer to the first request arrives after the second was sent, and all that is looked at, a code there ' +
    'and the block here, is the same for both: the second request ends with old data. Nothing crashes; the VF ' +
    'works with a configuration that no longer holds. The fix gives every request an id of its own, which the answer ' +
    'repeats; in our bus an id is free again only when the host has answered.',
  variation: 'vpci-bus: takes an answer for whoever reads that block, whatever its transaction id',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'NoContentFromBeforeTheRequest',
  broken: () => system({ machine: byBlock }),
  fixed: () => system({}),
};
