/**
 * The ledger of IRPs that a driver holds, which rules about one driver share: from the delivery of the request until
 * the driver completes it or passes it down. Pure.
 */
import { entry } from '../../machines/common.ts';
import { plainPnpMinors } from '../../machines/messages/pnp-minors.ts';
import type { Observation, Seen } from './monitor.ts';
import { number, text } from './monitor.ts';

/** An IRP in the hands of a driver. */
export interface Irp {
  readonly requester: string;
  readonly id: string;
  readonly request: string;
  /** The driver has returned STATUS_PENDING for it. */
  readonly pended: boolean;
  readonly cancelled: boolean;
  readonly deviceObject?: string;
  readonly slot?: number;
}

/** By requester, request and id. */
export type Irps = Readonly<Record<string, Irp>>;

/** Every message that is an IRP. */
export const irpTypes: readonly string[] = [
  ...plainPnpMinors,
  'IRP_MN_QUERY_INTERFACE',
  'IRP_MN_QUERY_CAPABILITIES',
  'IRP_MN_READ_CONFIG',
  'IRP_MN_WRITE_CONFIG',
  'IRP_MN_QUERY_POWER',
  'IRP_MN_SET_POWER',
  'IOCTL_VPCI_READ_BLOCK',
  'IOCTL_VPCI_WRITE_BLOCK',
  'IOCTL_VPCI_INVALIDATE_BLOCK',
];
const isIrp: ReadonlySet<string> = new Set(irpTypes);

/** What a step meant for the ledger; `irp` as it was before. */
export type IrpEvent =
  | {
      readonly kind: 'received' | 'passed' | 'completed' | 'pended' | 'pendedTwice' | 'cancelled';
      readonly irp: Irp;
    }
  /** It came again although the driver still holds it. */
  | { readonly kind: 'receivedTwice'; readonly irp: Irp }
  /** The driver passed down, completed or pended what it does not hold (any more). */
  | { readonly kind: 'notHeld'; readonly irp: Irp }
  /** Nothing that the ledger is about. */
  | { readonly kind: 'other' };

export interface Followed {
  readonly irps: Irps;
  readonly event: IrpEvent;
}

const other: IrpEvent = { kind: 'other' };
const unchanged = (irps: Irps, event: IrpEvent = other): Followed => ({ irps, event });

export function irpKey({ requester, request, id }: Pick<Irp, 'requester' | 'request' | 'id'>) {
  return `${requester} ${request} ${id}`;
}

/** The ledger after a delivery to the driver. */
export function receiveIrp(irps: Irps, { from, message }: Observation): Followed {
  if (message.type === 'IoCancelIrp') return cancelled(irps, message.from ?? from, message);
  if (!isIrp.has(message.type)) return unchanged(irps);
  const irp = requestIn(from, message);
  const before = irps[irpKey(irp)];
  if (before !== undefined) return unchanged(irps, { kind: 'receivedTwice', irp: before });
  return { irps: entry(irps, irpKey(irp), irp), event: { kind: 'received', irp } };
}

/** The ledger after the driver has sent something. An IRP of its own is none that it holds. */
export function sendIrp(irps: Irps, { from, to, message }: Observation): Followed {
  const named = answered(to, message) ?? passed(from, message);
  if (named === undefined) return unchanged(irps);
  const key = irpKey(named);
  const irp = irps[key];
  if (irp === undefined) return unchanged(irps, { kind: 'notHeld', irp: named });
  if (message.type === 'IoCallDriver.return') {
    return irp.pended
      ? unchanged(irps, { kind: 'pendedTwice', irp })
      : { irps: entry(irps, key, { ...irp, pended: true }), event: { kind: 'pended', irp } };
  }
  const kind = message.type === 'IoCompleteRequest' ? 'completed' : 'passed';
  return { irps: entry(irps, key, undefined), event: { kind, irp } };
}

/** The IRP that is sent on to the next driver without a completion routine: the requester stays in `from`. */
export function passed(from: string, message: Seen): Irp | undefined {
  if (!isIrp.has(message.type) || (message.from ?? from) === from) return undefined;
  return requestIn(from, message);
}

function answered(to: string, message: Seen): Irp | undefined {
  if (message.type !== 'IoCompleteRequest' && message.type !== 'IoCallDriver.return') {
    return undefined;
  }
  const [id, request] = [text(message, 'id'), text(message, 'request')];
  return { requester: to, id, request, pended: false, cancelled: false };
}

function requestIn(from: string, message: Seen): Irp {
  const deviceObject = text(message, 'deviceObject');
  const slot = number(message, 'slot');
  return {
    requester: message.from ?? from,
    id: text(message, 'id'),
    request: message.type,
    pended: false,
    cancelled: false,
    ...(deviceObject === '' ? {} : { deviceObject }),
    ...(slot === undefined ? {} : { slot }),
  };
}

/** Completed meanwhile: the canceller was late, which it may be. */
function cancelled(irps: Irps, requester: string, message: Seen): Followed {
  const id = text(message, 'id');
  const irp = Object.values(irps).find((each) => each.requester === requester && each.id === id);
  if (irp === undefined) return unchanged(irps);
  return {
    irps: entry(irps, irpKey(irp), { ...irp, cancelled: true }),
    event: { kind: 'cancelled', irp },
  };
}

/** An IRP in words: what, whose, and which. */
export function irpText({ request, requester, id }: Irp): string {
  return `${request} (${id}) of ${requester}`;
}
