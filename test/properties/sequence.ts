/**
 * Hand-made deliveries for properties: who sends what to whom, in order, and what a property says
 * of it.
 */
import type { Message, Outgoing, Property, SystemView } from '../../src/system/index.ts';
import { checkRun } from '../../src/trace/check.ts';
import type { RunEnd, TraceStep } from '../../src/trace/trace.ts';

/** One delivery, such as `['ndis', 'pci', { type: 'IRP_MN_START_DEVICE', id: 'irp' }]`. */
export type Delivery = readonly [string, string, Message & Readonly<Record<string, unknown>>];

/**
 * The steps in which these deliveries are made. Each message was sent by its sender in the step in
 * which something last came to it; before the first, something else came.
 */
function stepsOf(deliveries: readonly Delivery[]): readonly TraceStep[] {
  const steps: (TraceStep & { readonly sent: Outgoing[] })[] = [];
  const deliver = (from: string, to: string, message: Message) => {
    steps.push({
      step: steps.length + 1,
      timeMs: 0,
      from,
      to,
      message,
      before: 'a',
      after: 'a',
      sent: [],
      reception: 'handled',
      pending: [],
    });
  };
  for (const [from, to, rest] of deliveries) {
    const message = { from, ...rest };
    if (steps.every((step) => step.to !== from)) deliver('environment', from, { type: 'Begin' });
    steps.findLast((step) => step.to === from)?.sent.push({ to, message });
    deliver(from, to, message);
  }
  return steps;
}

function judge(
  property: Property,
  deliveries: readonly Delivery[],
  reason: RunEnd['reason'],
  view: SystemView,
): string {
  const check = checkRun([property]);
  const steps = stepsOf(deliveries);
  for (const step of steps) check.observe(step, view);
  const end = { reason, steps: steps.length, timeMs: 0, pending: [] };
  return check.finish(end, view).violations[0]?.detail ?? 'holds';
}

/** What the property says while the run goes on: `holds`, or what is wrong. */
export function during(property: Property, ...deliveries: readonly Delivery[]): string {
  return judge(property, deliveries, 'stopped', {});
}

/** What it says when nothing can move any more after these deliveries. */
export function atTheEnd(property: Property, ...deliveries: readonly Delivery[]): string {
  return judge(property, deliveries, 'quiescent', {});
}

/** What it says of the snapshots. */
export function ofView(property: Property, view: SystemView): string {
  return judge(property, [], 'quiescent', view);
}

/** A snapshot as far as a predicate looks at it. */
export function snapshot(context: object, ...tags: readonly string[]): SystemView[string] {
  return { context, hasTag: (tag: string) => tags.includes(tag) } as unknown as SystemView[string];
}

/** The completion of an IRP: from the driver that holds it to its requester. */
export const completion = (
  request: string,
  status = 'STATUS_SUCCESS',
  rest: Readonly<Record<string, unknown>> = {},
) => ({ type: 'IoCompleteRequest', id: 'irp', request, status, ...rest });

/** An IRP with the id `irp`. */
export const irp = (type: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  type,
  id: 'irp',
  irql: 'PASSIVE_LEVEL',
  deviceObject: 'PDO',
  ...rest,
});

/** NDIS calls MiniportOidRequest of the PF miniport. */
export const oid = (type: string, parameters: object = {}, id = 'oid'): Delivery => [
  'ndis',
  'pf',
  { type, id, irql: 'PASSIVE_LEVEL', parameters },
];

/** The call returns: final, or NDIS_STATUS_PENDING. */
export const returned = (name: string, status = 'NDIS_STATUS_SUCCESS', result = {}): Delivery => [
  'pf',
  'ndis',
  { type: 'MiniportOidRequest.return', id: 'oid', oid: name, status, result },
];

/** The PF miniport completes a pended OID. */
export const completed = (name: string, status = 'NDIS_STATUS_SUCCESS', result = {}): Delivery => [
  'pf',
  'ndis',
  { type: 'NdisMOidRequestComplete', id: 'oid', oid: name, status, result },
];
