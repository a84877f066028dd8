/**
 * The ledger of IRPs that monitors share: who asked, who holds the IRP, whether it was pended.
 * Pure; an entry lives from the delivery of the request to the delivery of its completion.
 */
import { entry } from '../../machines/common.ts';
import { plainPnpMinors } from '../../machines/messages/pnp-minors.ts';
import type { Observation, Seen } from './monitor.ts';
import { number, text } from './monitor.ts';

/** An IRP that has not been completed. */
export interface Irp {
  readonly requester: string;
  readonly id: string;
  readonly request: string;
  /** The driver that holds it now. */
  readonly owner: string;
  /** STATUS_PENDING was returned for it. */
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

/** What moves an IRP, and what ends it. */
export const irpTraffic: readonly string[] = [
  ...irpTypes,
  'IoCallDriver.return',
  'IoCancelIrp',
  'IoCompleteRequest',
];

/** What a delivery meant for the ledger; `irp` as it was before. */
export type IrpEvent =
  | { readonly kind: 'sent' | 'passed' | 'completed' | 'pended' | 'cancelled'; readonly irp: Irp }
  /** The requester sent it again although it has not come back. */
  | { readonly kind: 'sentTwice'; readonly irp: Irp }
  /** A driver passed down, completed or returned something that it does not hold (any more). */
  | { readonly kind: 'notHeld'; readonly irp: Irp }
  | { readonly kind: 'notOutstanding' }
  | { readonly kind: 'pendedTwice'; readonly irp: Irp }
  /** Nothing that the ledger is about. */
  | { readonly kind: 'other' };

export interface Followed {
  readonly irps: Irps;
  readonly event: IrpEvent;
}

const keyOf = (requester: string, request: string, id: string) => `${requester} ${request} ${id}`;
const unchanged = (irps: Irps, event: IrpEvent): Followed => ({ irps, event });

/** The ledger after a delivery, and what the delivery was. */
export function followIrp(irps: Irps, seen: Observation): Followed {
  const { from, to, message } = seen;
  if (irpTypes.includes(message.type)) return followRequest(irps, seen);
  const id = text(message, 'id');
  switch (message.type) {
    case 'IoCompleteRequest': {
      const key = keyOf(to, text(message, 'request'), id);
      const irp = irps[key];
      if (irp === undefined) return unchanged(irps, { kind: 'notOutstanding' });
      if (irp.owner !== from) return unchanged(irps, { kind: 'notHeld', irp });
      return { irps: entry(irps, key, undefined), event: { kind: 'completed', irp } };
    }
    case 'IoCallDriver.return': {
      const key = keyOf(to, text(message, 'request'), id);
      const irp = irps[key];
      if (irp === undefined) return unchanged(irps, { kind: 'notOutstanding' });
      if (irp.pended) return unchanged(irps, { kind: 'pendedTwice', irp });
      return {
        irps: entry(irps, key, { ...irp, pended: true }),
        event: { kind: 'pended', irp },
      };
    }
    case 'IoCancelIrp':
      return followCancel(irps, message.from ?? from, id);
    default:
      return unchanged(irps, { kind: 'other' });
  }
}

function followRequest(irps: Irps, { from, to, message }: Observation): Followed {
  const requester = message.from ?? from;
  const id = text(message, 'id');
  const key = keyOf(requester, message.type, id);
  const before = irps[key];
  // Passed down without a completion routine: the requester stays in `from`.
  if (requester !== from) {
    if (before === undefined) return unchanged(irps, { kind: 'notOutstanding' });
    if (before.owner !== from) return unchanged(irps, { kind: 'notHeld', irp: before });
    const irp = { ...before, owner: to };
    return { irps: entry(irps, key, irp), event: { kind: 'passed', irp: before } };
  }
  if (before !== undefined) return unchanged(irps, { kind: 'sentTwice', irp: before });
  const irp: Irp = {
    requester,
    id,
    request: message.type,
    owner: to,
    pended: false,
    cancelled: false,
    ...placeOf(message),
  };
  return { irps: entry(irps, key, irp), event: { kind: 'sent', irp } };
}

function followCancel(irps: Irps, requester: string, id: string): Followed {
  const key = Object.keys(irps).find(
    (each) => irps[each]?.requester === requester && irps[each]?.id === id,
  );
  const irp = key === undefined ? undefined : irps[key];
  // Completed meanwhile: the canceller was late, which it may be.
  if (key === undefined || irp === undefined) return unchanged(irps, { kind: 'notOutstanding' });
  return {
    irps: entry(irps, key, { ...irp, cancelled: true }),
    event: { kind: 'cancelled', irp },
  };
}

function placeOf(message: Seen): Pick<Irp, 'deviceObject' | 'slot'> {
  const deviceObject = text(message, 'deviceObject');
  const slot = number(message, 'slot');
  return {
    ...(deviceObject === '' ? {} : { deviceObject }),
    ...(slot === undefined ? {} : { slot }),
  };
}

/** An IRP in words: what, whose, and which. */
export function irpText({ request, requester, id }: Irp): string {
  return `${request} (${id}) of ${requester}`;
}
