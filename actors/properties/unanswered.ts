/** When nothing can move any more, every driver has answered what it was asked, or has passed it on. */
import { entry } from '../../machines/common.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { driverMonitor, text } from './monitor.ts';
import { isEndOfChannel } from './operations.ts';

/** Requests in the driver's hands, by requester, request and id; their words. */
type Open = Readonly<Record<string, string>>;

/** Kept while the device is there, or until what a client waits for has come. */
const mayStay: readonly string[] = [
  'IOCTL_VPCI_INVALIDATE_BLOCK',
  'AwaitDeviceInterface',
  'AwaitClient',
];

/** Clients' requests are left to `NothingLost`. */
export function everyRequestAnswered(clients: readonly string[]): MonitorProperty {
  return driverMonitor<Open>({
    name: 'EveryRequestAnswered',
    rule: 'when nothing can move any more, a driver has answered or passed on every request that came to it',
    source: 'kernel-rules 7, 71; wdm-irpreturn',
    initial: {},
    received(open, { from, to, message }) {
      const { type } = message;
      if (isEndOfChannel(type)) return withoutPackets(open);
      // Its own work item or timer, whatever it names it: nobody waits for an answer.
      if (from === to) return open;
      if (mayStay.includes(type) || clients.includes(from) || !stackConventions.isRequest(message))
        return open;
      const requester = message.from ?? from;
      return entry(open, keyOf(requester, type, text(message, 'id')), `${type} of ${requester}`);
    },
    did(open, { from, to, message }) {
      const id = text(message, 'id');
      if (isEndOfChannel(message.type)) return withoutPackets(open);
      // Put off, also with the words of the request: it stays the driver's.
      if (from === to) return open;
      if (stackConventions.isAnswer(message)) {
        if (stackConventions.isPending(message)) return open;
        return answered(open, to, stackConventions.answered(message), id);
      }
      const requester = message.from ?? from;
      return requester === from ? open : entry(open, keyOf(requester, message.type, id), undefined);
    },
    finally: (open) => {
      const [first] = Object.values(open);
      return first === undefined ? undefined : `never answered: ${first}`;
    },
  });
}

function withoutPackets(open: Open): Open {
  const left = Object.entries(open).filter(([, words]) => !/^(VPCI_|VpciConfig)/.test(words));
  return left.length === Object.keys(open).length ? open : Object.fromEntries(left);
}

/** An answer without an id ends the only such call. */
function answered(open: Open, requester: string, request: string, id: string): Open {
  if (id !== '') return entry(open, keyOf(requester, request, id), undefined);
  const key = Object.keys(open).find((each) => each.startsWith(`${requester} ${request} `));
  return key === undefined ? open : entry(open, key, undefined);
}

const keyOf = (requester: string, request: string, id: string) => `${requester} ${request} ${id}`;
