/**
 * No answer is taken for another request's: it names the block that was asked for, under an id that
 * is in use once.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Wrong } from './monitor.ts';
import { monitor, number, text, wrong } from './monitor.ts';

/** Block requests, from the application's driver down to the host. */
const blockRequests: readonly string[] = [
  'NdisMReadConfigBlock',
  'ReadVfConfigBlock',
  'WriteVfConfigBlock',
  'IOCTL_VPCI_READ_BLOCK',
  'IOCTL_VPCI_WRITE_BLOCK',
  'VPCI_READ_BLOCK',
  'VPCI_WRITE_BLOCK',
];
/** Packets of a VPCI channel: one space of transaction ids. */
const packets: readonly string[] = [
  'VPCI_QUERY_PROTOCOL_VERSION',
  'VPCI_FDO_D0_ENTRY',
  'VPCI_FDO_D0_EXIT',
  'VPCI_QUERY_RESOURCE_REQUIREMENTS',
  'VPCI_RESOURCES_ASSIGNED2',
  'VPCI_READ_BLOCK',
  'VPCI_WRITE_BLOCK',
  'VPCI_POWER_STATE_CHANGE',
];

interface Asked {
  readonly block?: number;
  readonly slot?: number;
}
/** By requester, request and id. */
type BlocksAsked = Readonly<Record<string, Asked>>;

const answerOf = (type: string) => type.replace(/\.(return|completion)$/, '');
const blockAnswers = blockRequests
  .filter((type) => !type.startsWith('IOCTL_'))
  .map((type) => (type.startsWith('VPCI_') ? `${type}.completion` : `${type}.return`));

export const noStaleAnswer: MonitorProperty = monitor<BlocksAsked>({
  name: 'NoStaleAnswer',
  rule: 'the answer to a block request names the block and the slot that were asked for',
  source: 'vpci-protocol 5; Z39, Z52; DESIGN 6 (ABA)',
  observes: [
    ...blockRequests,
    ...blockAnswers,
    'IoCompleteRequest',
    'VMBUS_RESCIND_CHANNEL_OFFER',
    'VMBUS_CLOSE_CHANNEL',
  ],
  initial: {},
  next(asked, seen) {
    const { from, to, message } = seen;
    const id = text(message, 'id');
    if (message.type.startsWith('VMBUS_')) {
      return withoutChannel(asked, message.type === 'VMBUS_CLOSE_CHANNEL' ? from : to);
    }
    if (blockRequests.includes(message.type)) {
      return entry(asked, `${message.from ?? from} ${message.type} ${id}`, blockOf(seen));
    }
    const request =
      message.type === 'IoCompleteRequest' ? text(message, 'request') : answerOf(message.type);
    const key = `${to} ${request} ${id}`;
    const expected = asked[key];
    if (expected === undefined) {
      return blockRequests.includes(request) && message.type !== 'IoCompleteRequest'
        ? wrong(`${from} answered ${request} (${id}) of ${to}, which is not outstanding`)
        : asked;
    }
    return mismatch(seen, request, expected) ?? entry(asked, key, undefined);
  },
});

function blockOf({ message }: Observation): Asked {
  const block = number(message, 'blockId');
  const slot = number(message, 'slot');
  return { ...(block === undefined ? {} : { block }), ...(slot === undefined ? {} : { slot }) };
}

function mismatch(seen: Observation, request: string, asked: Asked): Wrong | undefined {
  const answer = blockOf(seen);
  for (const field of ['block', 'slot'] as const) {
    const [is, should] = [answer[field], asked[field]];
    if (is === undefined || should === undefined || is === should) continue;
    const what = `${request} of ${seen.to} with ${field} ${is}`;
    return wrong(`${seen.from} answered ${what}; it was asked for ${should}`);
  }
  return undefined;
}

/** The channel of this guest is gone, and with it what was asked on it. */
function withoutChannel(asked: BlocksAsked, guest: string): BlocksAsked {
  const kept = Object.entries(asked).filter(([key]) => !key.startsWith(`${guest} VPCI_`));
  return kept.length === Object.keys(asked).length ? asked : Object.fromEntries(kept);
}

/** Packets without an answer, by guest and transaction id: the packet's type. */
type Transactions = Readonly<Record<string, string>>;

export const transactionIds: MonitorProperty = monitor<Transactions>({
  name: 'TransactionIdReuse',
  rule: 'a transaction id of a VPCI channel is used again only when the host has answered',
  source: 'vpci-protocol 1; Z39',
  observes: [
    ...packets,
    ...packets.map((type) => `${type}.completion`),
    'VMBUS_RESCIND_CHANNEL_OFFER',
    'VMBUS_CLOSE_CHANNEL',
  ],
  initial: {},
  next(open, { from, to, message }) {
    const { type } = message;
    const id = text(message, 'id');
    if (type.startsWith('VMBUS_')) {
      const guest = type === 'VMBUS_CLOSE_CHANNEL' ? from : to;
      const kept = Object.entries(open).filter(([key]) => !key.startsWith(`${guest} `));
      return kept.length === Object.keys(open).length ? open : Object.fromEntries(kept);
    }
    if (packets.includes(type)) {
      const key = `${from} ${id}`;
      return open[key] === undefined
        ? entry(open, key, type)
        : wrong(`${from} sent ${type} as ${id}, which still names its ${open[key]}`);
    }
    const key = `${to} ${id}`;
    const request = answerOf(type);
    if (open[key] === request) return entry(open, key, undefined);
    const what = open[key] === undefined ? 'nothing' : open[key];
    return wrong(`${from} completed ${request} (${id}) of ${to}, where ${id} names ${what}`);
  },
});
