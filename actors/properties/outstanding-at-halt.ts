/** A miniport that is halted has nothing outstanding: what comes back then finds its adapter context freed. */
import { entry } from '../../machines/common.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { irpTypes } from './irps.ts';
import type { Observation, Seen, Wrong } from './monitor.ts';
import { driverMonitor, text, wrong } from './monitor.ts';

interface Memory {
  /** From MiniportInitializeEx to MiniportHaltEx. */
  readonly hasAdapter: boolean;
  /** Its own calls and IRPs that have not come back, by request and id: whom it called. */
  readonly outstanding: Readonly<Record<string, string>>;
}

const halted: Memory = { hasAdapter: false, outstanding: {} };

/** A call of NDIS or of the VBD, or an IRP; not one that it only passes on. */
const isOwnCall = (from: string, message: Seen) =>
  (message.from ?? from) === from &&
  (message.type.startsWith('NdisM') ||
    message.type === 'VbdCall' ||
    irpTypes.includes(message.type)) &&
  stackConventions.isRequest(message);

const keyOf = (request: string, message: Seen) => `${request} ${text(message, 'id')}`;

/** MiniportPause is another matter: its page asks for sends and receives only. */
export const nothingOutstandingAtHalt: MonitorProperty = driverMonitor<Memory>({
  name: 'NothingOutstandingAtHalt',
  rule:
    'when MiniportHaltEx returns, or MiniportInitializeEx with a failure, every NdisM call, VBD call and IRP of the ' +
    'miniport has come back',
  source: 'nc-ndis-miniport_halt; ddi-sequences S5.4, S14.3; kernel-rules 37, 74',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  initial: halted,
  received(memory, { message }) {
    if (message.type === 'MiniportInitializeEx') return { ...memory, hasAdapter: true };
    if (!memory.hasAdapter || !stackConventions.isAnswer(message)) return memory;
    if (stackConventions.isPending(message)) return memory;
    const key = keyOf(stackConventions.answered(message), message);
    return memory.outstanding[key] === undefined
      ? memory
      : { ...memory, outstanding: entry(memory.outstanding, key, undefined) };
  },
  did(memory, seen) {
    const { from, to, message } = seen;
    const failed =
      message.type === 'MiniportInitializeEx.return' &&
      text(message, 'status') !== 'NDIS_STATUS_SUCCESS';
    if (failed || message.type === 'MiniportHaltEx.return') return freed(memory, seen);
    return memory.hasAdapter && isOwnCall(from, message)
      ? { ...memory, outstanding: entry(memory.outstanding, keyOf(message.type, message), to) }
      : memory;
  },
});

function freed({ outstanding }: Memory, { from, message }: Observation): Memory | Wrong {
  const [first] = Object.entries(outstanding);
  if (first === undefined) return halted;
  const [key, to] = first;
  const [request] = key.split(' ');
  const routine = message.type.replace(/\.return$/, '');
  return wrong(
    `${from} returned from ${routine} before its ${request} to ${to} had come back: it waits for that first`,
  );
}
