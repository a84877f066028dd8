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
  rule: 'every IRP is completed exactly once, by the driver that holds it, and never passed on after that',
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
          `${seen.from} ${verb(seen)} ${irpText(event.irp)}, which it had given to ${event.irp.owner}`,
        );
      case 'sentTwice':
        return wrong(
          `${seen.from} sent ${irpText(event.irp)} again, although ${event.irp.owner} still holds it`,
        );
      default:
        return irps;
    }
  },
});

const verb = ({ message }: Observation) =>
  message.type === 'IoCompleteRequest' ? 'completed' : 'passed down';

function notOutstanding(seen: Observation): Wrong {
  const { from, to, message } = seen;
  const id = text(message, 'id');
  return message.type === 'IoCompleteRequest'
    ? wrong(
        `${from} completed ${text(message, 'request')} (${id}) of ${to}, which is not outstanding: ` +
          'completed before, or never sent',
      )
    : wrong(
        `${from} passed down ${message.type} (${id}) of ${message.from}, which is not outstanding: ` +
          'completed before, or never sent',
      );
}
