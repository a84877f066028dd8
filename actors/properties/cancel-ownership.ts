/**
 * Cancel and completion agree on one owner: neither both complete the IRP, nor each leaves it to
 * the other.
 */
import { entry } from '../../machines/common.ts';
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irps } from './irps.ts';
import { followIrp, irpText, irpTraffic } from './irps.ts';
import { monitor, text, wrong } from './monitor.ts';

interface Memory {
  readonly irps: Irps;
  /** Cancelled and completed since; until the requester uses the id again. */
  readonly ended: Readonly<Record<string, true>>;
}

const keyOf = (requester: string, request: string, id: string) => `${requester} ${request} ${id}`;

export const cancelOwnership: MonitorProperty = monitor<Memory>({
  name: 'IrpCancelField',
  rule: 'an IRP is completed exactly once after IoCancelIrp, as cancelled or with its own status',
  source: 'wdm-irpcancelfield; kernel-rules 21, 27, 28, 32; Z63',
  bugcheck: bugcheckText('MULTIPLE_IRP_COMPLETE_REQUESTS'),
  observes: irpTraffic,
  initial: { irps: {}, ended: {} },
  next({ irps: before, ended }, seen) {
    const { irps, event } = followIrp(before, seen);
    const memory = irps === before ? { irps: before, ended } : { irps, ended };
    if (event.kind === 'completed' && event.irp.cancelled) {
      const { requester, request, id } = event.irp;
      return { ...memory, ended: entry(ended, keyOf(requester, request, id), true) };
    }
    if (event.kind === 'sent') return { ...memory, ended: without(ended, event.irp) };
    const { message } = seen;
    if (event.kind === 'notOutstanding' && message.type === 'IoCompleteRequest') {
      const request = text(message, 'request');
      const key = keyOf(seen.to, request, text(message, 'id'));
      if (ended[key] === undefined) return memory;
      const irp = `${request} (${text(message, 'id')}) of ${seen.to}`;
      return wrong(
        `${seen.from} completed the cancelled ${irp} twice: ` +
          'the cancel routine and the completion both took it',
      );
    }
    return memory;
  },
  finally({ irps }) {
    const lost = Object.values(irps).filter(({ cancelled }) => cancelled);
    return lost.length === 0
      ? undefined
      : lost
          .map((irp) => `neither cancel nor completion took ${irpText(irp)}, held by ${irp.owner}`)
          .join('; ');
  },
});

function without(
  ended: Memory['ended'],
  { requester, request, id }: { requester: string; request: string; id: string },
): Memory['ended'] {
  const { [keyOf(requester, request, id)]: gone, ...rest } = ended;
  return gone === undefined ? ended : rest;
}
