/**
 * What takes a machine down at once: a driver that stopped it, and a routine called at too high a
 * level.
 */
import type { Bugcheck } from '../../machines/common.ts';
import type { Readings } from '../../machines/readings.ts';
import { irqlLimitUnder } from '../../machines/readings.ts';
import type { MonitorProperty, StateProperty } from '../../src/system/index.ts';
import type { BugcheckName } from '../../src/wdk/bugcheck.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import type { Irql } from '../../src/wdk/irql.ts';
import { IRQL, irqlAtMost } from '../../src/wdk/irql.ts';
import { monitor, text, wrong } from './monitor.ts';

/** No driver has found a reason to stop the machine. */
export function noBugcheck(ids: readonly string[]): StateProperty {
  return {
    kind: 'always',
    name: 'NoBugcheck',
    rule: 'no driver stops the machine',
    source: 'the driver that stops it names the rule',
    reads: ids,
    each: true,
    check(view) {
      const id = ids.find((each) => view[each]?.hasTag('bugcheck') === true);
      if (id === undefined) return undefined;
      const cause = view[id]?.context.bugcheck as Bugcheck | null | undefined;
      if (cause === null || cause === undefined) return `${id} stopped the machine`;
      return `${id}: ${codeText(cause.code)}, ${cause.rule}: ${cause.message}`;
    },
  };
}

const codeText = (code: BugcheckName | (string & {})) => {
  try {
    return bugcheckText(code as BugcheckName);
  } catch {
    return code;
  }
};

/**
 * Every message with a level is checked against the card of its routine, OID, IRP or IOCTL, or
 * against the other reading of it. Memory-less: the verdict depends on the message alone.
 */
export function irqlLimits(readings: Readings = {}): MonitorProperty {
  return monitor<null>({
    name: 'IrqlLimits',
    rule: 'every routine runs at or below the IRQL that its page allows',
    source: 'wdm-irqldispatch; kernel-rules 55-63; the cards of the routines',
    bugcheck: bugcheckText('DRIVER_IRQL_NOT_LESS_OR_EQUAL'),
    each: true,
    observes: '*',
    initial: null,
    next(memory, { from, to, message }) {
      const limit = irqlLimitUnder(readings, message.type);
      const irql = text(message, 'irql');
      if (limit === null || !(irql in IRQL) || irqlAtMost(irql as Irql, limit)) return memory;
      const caller = message.from ?? from;
      return wrong(
        `${caller} called ${message.type} of ${to} at ${irql}; at most ${limit} is allowed`,
      );
    },
  });
}
