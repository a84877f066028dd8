/**
 * No answer is taken for another request's: it names the block that was asked for, under an id that
 * is in use once.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Wrong } from './monitor.ts';
import { driverMonitor, number, text, wrong } from './monitor.ts';

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
/** A driver's own block requests that are out, by request and id. */
type BlocksAsked = Readonly<Record<string, Asked>>;

const answerOf = (type: string) => type.replace(/\.(return|completion)$/, '');
/** A channel begins without the questions of the one before. */
const isNewChannel = (type: string) =>
  type === 'VMBUS_RESCIND_CHANNEL_OFFER' || type === 'VMBUS_CLOSE_CHANNEL';

export const noStaleAnswer: MonitorProperty = driverMonitor<BlocksAsked>({
  name: 'NoStaleAnswer',
  rule: 'the answer to a block request names the block and the slot that were asked for',
  source: 'vpci-protocol 5; Z39, Z52',
  initial: {},
  received(asked, seen) {
    const { from, to, message } = seen;
    if (isNewChannel(message.type)) return without(asked, 'VPCI_');
    const isIrp = message.type === 'IoCompleteRequest';
    const request = isIrp ? text(message, 'request') : answerOf(message.type);
    if (request === message.type || !blockRequests.includes(request)) return asked;
    const id = text(message, 'id');
    const expected = asked[`${request} ${id}`];
    if (expected === undefined) {
      return isIrp
        ? asked
        : wrong(`${from} answered ${request} (${id}) of ${to}, which is not outstanding`);
    }
    return mismatch(seen, request, expected) ?? entry(asked, `${request} ${id}`, undefined);
  },
  did(asked, seen) {
    const { from, message } = seen;
    if (message.type === 'VMBUS_CLOSE_CHANNEL') return without(asked, 'VPCI_');
    if (!blockRequests.includes(message.type) || (message.from ?? from) !== from) return asked;
    return entry(asked, `${message.type} ${text(message, 'id')}`, blockOf(seen));
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

function without<T>(asked: Readonly<Record<string, T>>, prefix: string) {
  const kept = Object.entries(asked).filter(([key]) => !key.startsWith(prefix));
  return kept.length === Object.keys(asked).length ? asked : Object.fromEntries(kept);
}

/** A guest's packets without an answer, by transaction id: the packet's type. */
type Transactions = Readonly<Record<string, string>>;

export const transactionIds: MonitorProperty = driverMonitor<Transactions>({
  name: 'TransactionIdReuse',
  rule: 'a transaction id of a VPCI channel is used again only when the host has answered',
  source: 'vpci-protocol 1; Z39',
  initial: {},
  received(open, { from, to, message }) {
    if (isNewChannel(message.type)) return without(open, '');
    const request = answerOf(message.type);
    if (request === message.type || !packets.includes(request)) return open;
    const id = text(message, 'id');
    if (open[id] === request) return entry(open, id, undefined);
    const what = open[id] === undefined ? 'nothing' : open[id];
    return wrong(`${from} completed ${request} (${id}) of ${to}, where ${id} names ${what}`);
  },
  did(open, { from, message }) {
    if (message.type === 'VMBUS_CLOSE_CHANNEL') return without(open, '');
    if (!packets.includes(message.type)) return open;
    const id = text(message, 'id');
    return open[id] === undefined
      ? entry(open, id, message.type)
      : wrong(`${from} sent ${message.type} as ${id}, which still names its ${open[id]}`);
  },
});
