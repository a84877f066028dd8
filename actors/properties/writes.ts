/** A write that was acknowledged is a write that the PF has seen. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import type { Observation, Seen } from './monitor.ts';
import { monitor, number, structure, text, wrong } from './monitor.ts';
import type { Oids } from './oids.ts';
import { followOid } from './oids.ts';

/** A write under way: which block, which content, and whether the PF miniport has taken it. */
interface Write {
  readonly block: number;
  readonly content: string;
  readonly seen: boolean;
}

interface Memory {
  readonly oids: Oids;
  /** By requester, request and id. */
  readonly writes: Readonly<Record<string, Write>>;
}

const pfWrite = 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK';
/** From the application down to the host. */
const writes: readonly string[] = [
  'WriteBlock',
  'NdisMWriteConfigBlock',
  'WriteVfConfigBlock',
  'IOCTL_VPCI_WRITE_BLOCK',
  'VPCI_WRITE_BLOCK',
  'VbdCall',
];
const answers: readonly string[] = [
  'WriteBlock.done',
  'NdisMWriteConfigBlock.return',
  'WriteVfConfigBlock.return',
  'IoCompleteRequest',
  'VPCI_WRITE_BLOCK.completion',
  'VbdCall.return',
];
const successes: readonly string[] = ['STATUS_SUCCESS', 'NDIS_STATUS_SUCCESS'];

/** Writes are told apart by their content, which is a token for "which write is it?". */
export function acknowledgedWriteWasSeen(pf = 'pf'): MonitorProperty {
  return monitor<Memory>({
    name: 'AcknowledgedWriteWasSeen',
    rule: 'a block write succeeds for the VF only after the PF miniport has taken it with success',
    source: 'backchannel-communication-from-a-vf-miniport-driver; S6; DESIGN 6',
    observes: [
      ...writes,
      ...answers,
      pfWrite,
      'MiniportOidRequest.return',
      'NdisMOidRequestComplete',
    ],
    initial: { oids: {}, writes: {} },
    next(memory, seen) {
      const { type } = seen.message;
      if (type === pfWrite || type.startsWith('MiniportOid') || type.startsWith('NdisMOid')) {
        return seen.from === pf || seen.to === pf ? taken(memory, seen) : memory;
      }
      return writes.includes(type) ? begun(memory, seen) : answered(memory, seen);
    },
  });
}

function taken(memory: Memory, seen: Observation): Memory {
  if (seen.message.type !== pfWrite && text(seen.message, 'oid') !== pfWrite) return memory;
  const { oids, event } = followOid(memory.oids, seen);
  if (event.kind !== 'ended' || event.status !== 'NDIS_STATUS_SUCCESS') return { ...memory, oids };
  const { block, content } = contentOf(event.oid.parameters);
  const marked = Object.entries(memory.writes).map(([key, write]) => [
    key,
    write.block === block && write.content === content ? { ...write, seen: true } : write,
  ]);
  return { oids, writes: Object.fromEntries(marked) as Memory['writes'] };
}

function begun(memory: Memory, { from, message }: Observation): Memory {
  const parameters = message.type === 'VbdCall' ? structure(message, 'parameters') : message;
  const key = keyOf(message.from ?? from, message.type, message);
  const { block, content } = contentOf(parameters);
  // Passed down, not begun: what is known of it stays.
  if (content === '' || memory.writes[key] !== undefined) return memory;
  return { ...memory, writes: entry(memory.writes, key, { block, content, seen: false }) };
}

function answered(memory: Memory, { from, to, message }: Observation) {
  const request =
    message.type === 'IoCompleteRequest'
      ? text(message, 'request')
      : message.type.replace(/\.(done|return|completion)$/, '');
  const key = keyOf(to, request, message);
  const write = memory.writes[key];
  if (write === undefined) return memory;
  if (!write.seen && successes.includes(text(message, 'status'))) {
    const what = `'${write.content}' to block ${write.block}`;
    return wrong(`${from} told ${to} that its write of ${what} worked; the PF has not taken it`);
  }
  return { ...memory, writes: entry(memory.writes, key, undefined) };
}

const keyOf = (requester: string, request: string, message: Seen) =>
  `${requester} ${request} ${text(message, 'id')}`;

const contentOf = (message: Seen) => ({
  block: number(message, 'blockId') ?? 0,
  content: text(message, 'block'),
});
