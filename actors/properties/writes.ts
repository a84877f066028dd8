/** A write that was acknowledged is a write that the PF has seen. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen } from './monitor.ts';
import { driverMonitor, number, requestKey, structure, text, wrong } from './monitor.ts';

/** A write under way: which block, and which content. */
interface Write {
  readonly block: number;
  readonly content: string;
  /** The driver below has told that it worked. */
  readonly worked?: true;
}

interface Memory {
  /** In the driver's hands, by requester, request and id. */
  readonly asked: Readonly<Record<string, Write>>;
  /** Its own that are out, by request and id. */
  readonly below: Readonly<Record<string, Write>>;
}

const pfWrite = 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK';
/** From the application down to NDIS of the PF, with what answers them. */
const answerOf: Readonly<Record<string, string>> = {
  WriteBlock: 'WriteBlock.done',
  NdisMWriteConfigBlock: 'NdisMWriteConfigBlock.return',
  WriteVfConfigBlock: 'WriteVfConfigBlock.return',
  IOCTL_VPCI_WRITE_BLOCK: 'IoCompleteRequest',
  VPCI_WRITE_BLOCK: 'VPCI_WRITE_BLOCK.completion',
  VbdCall: 'VbdCall.return',
  NdisOidRequest: 'ProtocolOidRequestComplete',
};
const answers: readonly string[] = Object.values(answerOf);
const ends: readonly string[] = ['MiniportOidRequest.return', 'NdisMOidRequestComplete'];
const successes: readonly string[] = ['STATUS_SUCCESS', 'NDIS_STATUS_SUCCESS'];

/**
 * Judged at every driver between the application and the PF miniport: it says that a write worked
 * only when the driver below has said so of the same write, asked since. So nobody but the PF
 * miniport, which takes writes, can be the first to say it. Writes are told apart by their content,
 * which is a token for "which write is it?".
 */
export const acknowledgedWriteWasSeen: MonitorProperty = driverMonitor<Memory>({
  name: 'AcknowledgedWriteWasSeen',
  rule: 'a block write succeeds for the VF only after the PF miniport has taken it with success',
  source: 'backchannel-communication-from-a-vf-miniport-driver; S6',
  initial: { asked: {}, below: {} },
  received(memory, { from, message }) {
    const { type } = message;
    if (type in answerOf) {
      const write = writeOf(message);
      if (write === undefined) return memory;
      const key = requestKey(message.from ?? from, type, message);
      return { ...memory, asked: entry(memory.asked, key, write) };
    }
    const request = requestOf(message);
    return request === undefined
      ? memory
      : answered(memory, `${request} ${text(message, 'id')}`, message);
  },
  did(memory, seen) {
    const { from, message } = seen;
    const write = writeOf(message);
    if (write === undefined) return answers.includes(message.type) ? answer(memory, seen) : memory;
    const requester = message.from ?? from;
    // Passed down: the driver below answers the requester itself.
    if (requester !== from) {
      return {
        ...memory,
        asked: entry(memory.asked, requestKey(requester, message.type, message), undefined),
      };
    }
    const key = `${message.type} ${text(message, 'id')}`;
    return { ...memory, below: entry(memory.below, key, write) };
  },
});

/** The write that a request is, if it is one. */
function writeOf(message: Seen): Write | undefined {
  const { type } = message;
  if (type !== pfWrite && !(type in answerOf)) return undefined;
  if (type === 'NdisOidRequest' && text(message, 'oid') !== pfWrite) return undefined;
  const nested = type === 'VbdCall' || type === 'NdisOidRequest' || type === pfWrite;
  const parameters = nested ? structure(message, 'parameters') : message;
  const content = text(parameters, 'block');
  return content === '' ? undefined : { block: number(parameters, 'blockId') ?? 0, content };
}

/** The request that a message answers, if it answers one. */
function requestOf(message: Seen): string | undefined {
  const { type } = message;
  if (type === 'IoCompleteRequest') return text(message, 'request');
  if (ends.includes(type)) return text(message, 'oid');
  return Object.keys(answerOf).find((request) => answerOf[request] === type);
}

/** The driver below has answered. */
function answered(memory: Memory, key: string, message: Seen): Memory {
  const write = memory.below[key];
  if (write === undefined || text(message, 'status') === 'NDIS_STATUS_PENDING') return memory;
  const below = entry(memory.below, key, undefined);
  if (!successes.includes(text(message, 'status'))) return { ...memory, below };
  const asked = Object.entries(memory.asked).map(([each, { block, content, worked }]) => {
    const same = block === write.block && content === write.content;
    return [
      each,
      { block, content, ...(same || worked ? { worked: true as const } : {}) },
    ] as const;
  });
  return { below, asked: Object.fromEntries(asked) };
}

/** The driver answers. */
function answer(memory: Memory, { from, to, message }: Observation) {
  const key = requestKey(to, requestOf(message) ?? '', message);
  const write = memory.asked[key];
  if (write === undefined) return memory;
  if (write.worked === undefined && successes.includes(text(message, 'status'))) {
    const what = `'${write.content}' to block ${write.block}`;
    return wrong(`${from} told ${to} that its write of ${what} worked; the PF has not taken it`);
  }
  return { ...memory, asked: entry(memory.asked, key, undefined) };
}
