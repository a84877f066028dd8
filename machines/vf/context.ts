/** What the VF miniport is told, asked and knows. */
import type { Bugcheck } from '../common.ts';
import type {
  BusDataReturn,
  DispatchReturn,
  IoCompleteRequest,
  MiniportCall,
  MiniportOid,
  MiniportShutdownEx,
  SetMiniportAttributesReturn,
  VbdReturn,
  VfAsk,
  VfServiceReturn,
} from '../messages/index.ts';

/**
 * From NDIS: entry points, OIDs, returns of services. From the driver below: completions of its own
 * IOCTLs. From the vendor's VBD: answers on the private channel. From applications: requests over
 * the private device interface.
 */
export type VfEvent =
  | MiniportCall
  | MiniportShutdownEx
  | MiniportOid<'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK'>
  | MiniportOid<'OID_PNP_QUERY_POWER'>
  | MiniportOid<'OID_PNP_SET_POWER'>
  | SetMiniportAttributesReturn
  | VfServiceReturn
  | BusDataReturn
  | VbdReturn
  | IoCompleteRequest
  | DispatchReturn
  | VfAsk;

/**
 * C26: the page has a miniport ask the hypervisor which partition it is in, by a routine that is
 * deprecated. Neither is done: the topology puts this chart into a guest.
 */
export interface VfInput {
  /** Id of NDIS in the guest. */
  readonly ndis: string;
  /** Id of the driver below its own, which takes its IOCTLs. */
  readonly bus: string;
  /** Id of the vendor's VBD in the guest; null: there is none, and NDIS reads and writes blocks. */
  readonly vbd: string | null;
  readonly slot: number;
}

/** An application that waits for an answer. */
export interface Asker {
  readonly client: string;
  readonly id: string;
}

export interface VfContext extends VfInput {
  /** Id of the MiniportInitializeEx that is under way. */
  readonly initialize: string | null;
  /** Who waits for the synchronous block call, for each IOCTL and for the config access. */
  readonly call: Asker | null;
  readonly readIoctl: Asker | null;
  readonly writeIoctl: Asker | null;
  readonly config: Asker | null;
  /** Id of the pended OID; null when none is. */
  readonly oid: string | null;
  /** Blocks that are still to be read again for it: hexadecimal mask. */
  readonly stale: string;
  /** Why it ends before all of them were read. */
  readonly aborted: 'NDIS_STATUS_REQUEST_ABORTED' | 'NDIS_STATUS_NOT_ACCEPTED' | null;
  /** Contents of the blocks that were read again, by block id. */
  readonly blocks: Readonly<Record<string, string>>;
  readonly bugcheck: Bugcheck | null;
}

/** Bytes that it reads of a block whose content it was told to fetch again. */
export const blockBytes = 128;
