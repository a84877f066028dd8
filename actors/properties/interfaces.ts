/**
 * Life of an interface: referenced at the hand-out, never used after the last dereference, given
 * back before the end.
 */
import type { MonitorProperty } from '../../src/system/index.ts';
import { bugcheckText } from '../../src/wdk/bugcheck.ts';
import { monitor, wrong } from './monitor.ts';
import type { References } from './references.ts';
import {
  endedQuery,
  followReference,
  heldAt,
  heldText,
  interfaceOf,
  isSuccess,
  mayCall,
  noReferences,
  referenceTraffic,
} from './references.ts';

export const interfaceAfterDereference: MonitorProperty = monitor<References>({
  name: 'InterfaceAfterDereference',
  rule: 'only who holds a reference on an interface calls its routines and dereferences it',
  source: 'irp-mn-query-interface; ns-wdm-_interface; kernel-rules 50, 51; S11.6',
  bugcheck: bugcheckText('PAGE_FAULT_IN_NONPAGED_AREA'),
  observes: [...referenceTraffic, ...Object.keys(interfaceOf)],
  initial: noReferences,
  next(references, seen) {
    const { type } = seen.message;
    const uses = type in interfaceOf;
    if (!uses && type !== 'InterfaceReference' && type !== 'InterfaceDereference') {
      return followReference(references, seen);
    }
    if (mayCall(references, seen)) return followReference(references, seen);
    const caller = seen.message.from ?? seen.from;
    const what = interfaceOf[type] ?? String(seen.message.interfaceType);
    return wrong(`${caller} called ${type} of ${seen.to} without a reference on its ${what}`);
  },
});

/**
 * At the completion of a remove IRP no driver of the removed stack holds a reference on the device
 * object's driver. `outsiders` are drivers of other stacks: theirs is another rule (52).
 */
export function interfaceLeak(outsiders: readonly string[] = ['holder']): MonitorProperty {
  return monitor<References>({
    name: 'InterfaceLeak',
    rule: 'every reference on an interface is given back before the device is removed',
    source: 'irp-mn-query-interface; kernel-rules 50, 51; S11.6',
    bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
    observes: referenceTraffic,
    initial: noReferences,
    next(references, seen) {
      const query = endedQuery(references, seen);
      if (query?.request === 'IRP_MN_REMOVE_DEVICE' && isSuccess(seen.message)) {
        const leaked = heldAt(references, query.owner, query.slot).filter(
          ({ holder }) => !outsiders.includes(holder),
        );
        if (leaked.length > 0) {
          return wrong(`the device is removed, and ${leaked.map(heldText).join('; ')}`);
        }
      }
      return followReference(references, seen);
    },
  });
}

/**
 * The exporter is asked when the IRP reaches it, and answers later: so a reference must have been
 * out at both moments for the answer to be wrong for certain.
 */
export const queryRemoveRefused: MonitorProperty = monitor<References>({
  name: 'QueryRemoveRefused',
  rule: 'a bus driver refuses a query-remove while an interface that it exported is referenced',
  source: 'handling-an-irp-mn-query-remove-device-request; kernel-rules 41; S11.7',
  bugcheck: bugcheckText('DRIVER_VERIFIER_DETECTED_VIOLATION'),
  observes: referenceTraffic,
  initial: noReferences,
  next(references, seen) {
    const query = endedQuery(references, seen);
    const asked = query?.request === 'IRP_MN_QUERY_REMOVE_DEVICE' && query.referenced;
    const out = asked ? heldAt(references, query.owner, query.slot) : [];
    if (out.length > 0 && isSuccess(seen.message)) {
      return wrong(`${seen.from} let the device be removed, and ${out.map(heldText).join('; ')}`);
    }
    return followReference(references, seen);
  },
});
