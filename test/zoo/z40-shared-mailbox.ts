/** Z40: PF and VF write the one word of a shared mailbox at once. */
import type { AnyStateMachine } from 'xstate';
import { enqueueActions } from 'xstate';
import { monitor, text, wrong } from '../../actors/properties/monitor.ts';
import type { ClientContext } from '../../machines/client.ts';
import { pfActions } from '../../machines/pf/actions.ts';
import { pfGuards } from '../../machines/pf/guards.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { reply } from '../../src/system/index.ts';
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

const mailbox = 1;

interface Notice {
  readonly content: string;
  readonly known: boolean;
  readonly read: boolean;
}

const noticeIsRead: MonitorProperty = monitor<Notice>({
  name: 'NotificationIsRead',
  rule: 'what the PF has put into the mailbox for the VF, the VF reads before anybody overwrites it',
  source: 'Z40; oid-sriov-vf-invalidate-config-block',
  observes: ['UpdateBlock', 'UpdateBlock.done', 'NdisMReadConfigBlock.return'],
  initial: { content: '', known: false, read: false },
  next(memory, { message }) {
    switch (message.type) {
      case 'UpdateBlock':
        return { ...memory, content: text(message, 'block') };
      case 'UpdateBlock.done':
        return { ...memory, known: text(message, 'status') === 'NDIS_STATUS_SUCCESS' };
      default: {
        const found = text(message, 'block');
        const isOther =
          text(message, 'status') === 'NDIS_STATUS_SUCCESS' && found !== memory.content;
        return isOther
          ? wrong(`the VF was told of '${memory.content}' and found '${found}' in the mailbox`)
          : { ...memory, read: true };
      }
    }
  },
  finally: ({ content, known, read }) =>
    known && !read ? `the VF never read '${content}'` : undefined,
});

type Careful = PfMiniportContext & { readonly unread: boolean };
type Given = { readonly context: Careful; readonly event: AnyMessage };
type Oid = { readonly parameters: { readonly blockId?: number } };

const forMailbox = ({ event }: Given) => (event as unknown as Oid).parameters.blockId === mailbox;
const collides = (given: Given) =>
  given.event.type === 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK' &&
  forMailbox(given) &&
  given.context.unread;

/** As mended: a write that would overwrite an unread notification fails, and its sender may try again. */
const detectsCollisions = pfMiniport.provide({
  guards: {
    cannotBeDone: (given) =>
      collides(given as never) || (pfGuards.cannotBeDone as (given: unknown) => boolean)(given),
  },
  actions: {
    refuseOid: enqueueActions(({ enqueue, context, event }) => {
      const refused = reply(({ event: request }: { event: AnyMessage }) => ({
        type: 'MiniportOidRequest.return',
        id: request.id,
        oid: request.type,
        status: 'NDIS_STATUS_FAILURE',
        result: {},
      }));
      enqueue((collides({ context, event } as never) ? refused : pfActions.refuseOid) as never);
    }),
    storeNews: enqueueActions(({ enqueue }) => {
      enqueue(pfActions.storeNews as never);
      enqueue.assign({ unread: true } as never);
    }),
    returnDone: enqueueActions(({ enqueue, event }) => {
      enqueue(pfActions.returnDone as never);
      const isRead = event.type === 'OID_SRIOV_READ_VF_CONFIG_BLOCK';
      if (isRead && forMailbox({ event } as never)) enqueue.assign({ unread: false } as never);
    }),
  },
});

function system(machine: AnyStateMachine, context: object): ZooSystem {
  const actors = {
    application: clientOf([
      ['vf0', { type: 'WriteBlock', way: 'ioctl', blockId: mailbox, length: 16, block: 'request' }],
    ]),
    hardware: clientOf([['pf', { type: 'UpdateBlock', vf: 0, blockId: mailbox, block: 'notice' }]]),
    ...allFromRest('vf0', 'ndis.vf0', 'vpci.g0', 'vstack', 'ndis'),
    pf: fromRest('pf', { machine, context: () => context }),
  };
  return {
    spec: { actors, initial: beginAll('application', 'hardware') },
    properties: [
      noticeIsRead,
      answersFor(actors),
      cameUp(
        'WriteMeetsNotification',
        'a write and a notification cross',
        ['application', 'vf0'],
        (view) => {
          const [result] = contextOf<ClientContext>(view, 'application').results;
          return result !== undefined && result.status !== 'STATUS_SUCCESS';
        },
      ),
    ],
  };
}

export const z40: ZooEntry = {
  id: 'Z40',
  title: 'PF and VF write the shared mailbox at once',
  source:
    'QAT, Linux commits 9b768e8a3909 (detect PFVF collision after ACK) and 18fcba469ba5; igb, Linux commit fef45f4ce221',
  story:
    'One register, here one configuration block, carries messages in both directions. The PF puts a notification ' +
    'into it and rings; the request of the VF, which was on its way, overwrites it. The VF answers the bell and ' +
    'finds its own words: the notification is lost, and nobody is told. The fix makes the writer look whether the ' +
    'word is free: a write onto an unread notification fails, and its sender tries again.',
  variation:
    'pf-miniport: one block is the mailbox of both directions, and a write is taken unseen',
  estimatedDepth: 2,
  measuredDelays: 0,
  caughtBy: 'NotificationIsRead',
  broken: () => system(pfMiniport, {}),
  fixed: () => system(detectsCollisions, { unread: false }),
};
