/** What a run leaves behind: one record per delivery, in order. Written as JSON Lines, shown as lanes. */
import type { Envelope, Message, Outgoing } from '../system/message.ts';

/** A request that has been delivered and not yet answered: who waits, who holds it, since when. */
export interface PendingRequest {
  readonly id: string;
  /** Name of the request, such as IOCTL_VPCI_READ_BLOCK. */
  readonly request: string;
  readonly requester: string;
  /** Who owns it now. */
  readonly owner: string;
  /** Step of its delivery. */
  readonly since: number;
  /** true once the owner has returned STATUS_PENDING or NDIS_STATUS_PENDING. */
  readonly pended: boolean;
}

/** One delivery: a message was taken from a channel (or a timer fired) and its receiver made its step. */
export interface TraceStep {
  /** 1, 2, 3 ... */
  readonly step: number;
  /** Virtual time in milliseconds; moves only when timers fire. */
  readonly timeMs: number;
  /** Sender; `timer` for an armed timer, `environment` for what starts the run. */
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  /** State value of the receiver before and after, such as `pnp.started, requests.idle`. */
  readonly before: string;
  readonly after: string;
  /** What the receiver sent in this step, in order. */
  readonly sent: readonly Outgoing[];
  readonly reception: 'handled' | 'unexpected';
  readonly pending: readonly PendingRequest[];
  /** The message was lost on its way: the receiver made no step. */
  readonly lost?: true;
}

/** How a run ended. */
export interface RunEnd {
  /** `quiescent`: nothing can move any more. `failed`: a machine threw. */
  readonly reason: 'quiescent' | 'step-limit' | 'failed' | 'stopped';
  readonly steps: number;
  readonly timeMs: number;
  readonly pending: readonly PendingRequest[];
  /** For `failed`: whose machine threw, and what. */
  readonly error?: { readonly actor: string; readonly message: string };
  /** For `quiescent`, where something is in flight all the same: what of it somebody misses. */
  readonly waiting?: readonly Envelope[];
  /** For `stopped`, where a schedule was given: the step that is not possible, and what would be. */
  readonly impossible?: ImpossibleStep;
}

/** A step of a schedule that the system does not allow. */
export interface ImpossibleStep {
  readonly step: number;
  readonly wanted: Envelope;
  readonly possible: readonly Envelope[];
}
