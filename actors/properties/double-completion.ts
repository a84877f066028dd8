/** One completion per IRP, by the driver that holds it. */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { irpText, irpTypes, receiveIrp, sendIrp } from './irps.ts';
import type { Observation } from './monitor.ts';
import { driverMonitor, text, wrong } from './monitor.ts';

interface Memory {
  /** In the driver's hands. */
  readonly held: Irps;
  /** Its own that are out, by request and id. */
  readonly asked: Readonly<Record<string, true>>;
}

export const doubleCompletion: MonitorProperty = driverMonitor<Memory>({
  name: 'DoubleCompletion',
  rule: 'the driver that holds an IRP completes it once, and does not pass it on afterwards',
  source: 'wdm-doublecompletion; kernel-rules 7, 8',
  bugcheck: bugcheckText('MULTIPLE_IRP_COMPLETE_REQUESTS'),
  initial: { held: {}, asked: {} },
  received({ held: before, asked }, seen) {
    const { message } = seen;
    if (message.type === 'IoCompleteRequest') {
      const key = `${text(message, 'request')} ${text(message, 'id')}`;
      return { held: before, asked: entry(asked, key, undefined) };
    }
    // The flags of the ledger are another rule's.
    if (message.type === 'IoCancelIrp') return { held: before, asked };
    const { irps: held, event } = receiveIrp(before, seen);
    return event.kind === 'receivedTwice'
      ? wrong(`${seen.from} sent ${irpText(event.irp)} again; ${seen.to} holds it`)
      : { held, asked };
  },
  did({ held: before, asked }, seen) {
    const { message } = seen;
    if (message.type === 'IoCallDriver.return') return { held: before, asked };
    if (irpTypes.includes(message.type) && (message.from ?? seen.from) === seen.from) {
      const key = `${message.type} ${text(message, 'id')}`;
      return asked[key] === undefined
        ? { held: before, asked: entry(asked, key, true) }
        : wrong(`${seen.from} sent its ${message.type} (${text(message, 'id')}) again; it is out`);
    }
    const { irps: held, event } = sendIrp(before, seen);
    if (event.kind !== 'notHeld') return { held, asked };
    const irp = irpText(event.irp);
    return wrong(
      `${verb(seen)} ${irp}, which it does not hold: completed or passed down before, or never sent to it`,
    );
  },
});

const verb = ({ from, message }: Observation) =>
  `${from} ${message.type === 'IoCompleteRequest' ? 'completed' : 'passed down'}`;
