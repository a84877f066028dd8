/** One completion per IRP, by the driver that holds it. */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { followIrp, irpText, irpTraffic } from './irps.ts';
import type { Observation, Wrong } from './monitor.ts';
import { monitor, text, wrong } from './monitor.ts';

const watched = irpTraffic.filter((type) => type !== 'IoCallDriver.return');

export const doubleCompletion: MonitorProperty = monitor<Irps>({
  name: 'DoubleCompletion',
  rule: 'the driver that holds an IRP completes it once, and does not pass it on afterwards',
  source: 'wdm-doublecompletion; kernel-rules 7, 8',
  bugcheck: bugcheckText('MULTIPLE_IRP_COMPLETE_REQUESTS'),
  observes: watched,
  initial: {},
  next(memory, seen) {
    const { irps, event } = followIrp(memory, seen);
    switch (event.kind) {
      case 'notOutstanding':
        return seen.message.type === 'IoCancelIrp' ? irps : notOutstanding(seen);
      case 'notHeld':
        return wrong(
          `${did(seen)} ${irpText(event.irp)}, which it had given to ${event.irp.owner}`,
        );
      case 'sentTwice':
        return wrong(`${seen.from} sent ${irpText(event.irp)} again; ${event.irp.owner} holds it`);
      default:
        return irps;
    }
  },
});

const did = ({ from, message }: Observation) =>
  `${from} ${message.type === 'IoCompleteRequest' ? 'completed' : 'passed down'}`;

function notOutstanding(seen: Observation): Wrong {
  const { to, message } = seen;
  const completed = message.type === 'IoCompleteRequest';
  const irp = completed ? text(message, 'request') : message.type;
  const requester = completed ? to : message.from;
  return wrong(
    `${did(seen)} ${irp} (${text(message, 'id')}) of ${requester}, which is not outstanding: ` +
      'completed before, or never sent',
  );
}
