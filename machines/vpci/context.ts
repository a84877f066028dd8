/** What the VPCI bus driver is told, asked and knows. */
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { Bugcheck } from '../common.ts';
import type {
  BusCall,
  BusChild,
  CompletionDpc,
  ConfigIrp,
  HostToGuest,
  InterfaceDereference,
  InterfaceReference,
  IoCancelIrp,
  IoCompleteRequest,
  PnpIrp,
  QueryCapabilities,
  QueryInterface,
  QueryPower,
  SetPower,
  VpciCall,
  VpciIoctl,
} from '../messages/index.ts';
import type { References } from '../pci/checks.ts';
import type { Readings } from '../readings.ts';

/**
 * From the PnP manager (FDO) and the stacks above its children (PDO): IRPs. From those stacks also:
 * the routines of the two interfaces, IOCTLs and their cancellation. From the host: packets and
 * completions. From itself: DPCs.
 */
export type VpciEvent =
  | PnpIrp
  | QueryPower
  | SetPower
  | QueryCapabilities
  | QueryInterface
  | ConfigIrp
  | InterfaceReference
  | InterfaceDereference
  | VpciCall
  | BusCall
  | VpciIoctl
  | IoCancelIrp
  | HostToGuest
  | CompletionDpc;

export interface VpciInput {
  /** Id of the virtualization stack, the other end of the channel. */
  readonly host: string;
  /** Id of the guest's PnP manager. */
  readonly pnp: string;
  /** C05 and C14 can be told the other reading. */
  readonly readings?: Readings;
}

/** Who is to be answered. */
export interface Requester {
  readonly from: string;
  readonly id: string;
}

/** A child, from the moment it is surveyed until its physical device object is deleted. */
export interface Child extends BusChild {
  /** It was in the latest BusRelations that the PnP manager got. */
  readonly reported: boolean;
  /** The host's newest list leaves it out, or the channel is lost. */
  readonly gone: boolean;
  /** RESOURCES_ASSIGNED2 was sent, so RESOURCES_RELEASED is due. */
  readonly assigned: boolean;
  /** Interface references that its holders have. */
  readonly references: References;
  /** Blocks that were invalidated and not yet delivered: hexadecimal mask. */
  readonly invalidated: string;
  /** Another device that the host has put into the slot meanwhile. */
  readonly replacement: BusChild | null;
}

/** What can be under way for a child. */
export type RequestName =
  | 'VPCI_QUERY_RESOURCE_REQUIREMENTS'
  | 'IRP_MN_START_DEVICE'
  | 'IRP_MN_SET_POWER'
  | 'ReadVfConfigBlock'
  | 'WriteVfConfigBlock'
  | 'IOCTL_VPCI_READ_BLOCK'
  | 'IOCTL_VPCI_WRITE_BLOCK'
  | 'IOCTL_VPCI_INVALIDATE_BLOCK'
  | 'GetBusData'
  | 'SetBusData'
  | 'IRP_MN_READ_CONFIG'
  | 'IRP_MN_WRITE_CONFIG';

/** A request that has not been answered. */
export interface Outstanding extends Requester {
  readonly slot: number;
  readonly request: RequestName;
  /** Transaction id of its packet, from 1; null when no packet is under way for it. */
  readonly transaction: number | null;
  readonly blockId?: number;
  readonly length?: number;
  readonly powerState?: 'D0' | 'D3';
  /** IOCTLs: IoMarkIrpPending was called before the IRP was queued. */
  readonly pending?: true;
  /** IOCTLs: who takes the cancel routine off owns the IRP. */
  readonly cancelRoutine?: boolean;
  /** IOCTLs: the DPC owns the IRP and will complete it like this. */
  readonly completion?: Pick<IoCompleteRequest, 'information' | 'value' | 'blockMask'> & {
    readonly status: NtStatus;
  };
}

/**
 * The channel as this driver may use it: `closed`, `opening` (packets, but no children yet),
 * `open`, `closing` (the bus leaves D0), and `lost`, when nothing but the close may be sent and
 * nothing will be answered.
 */
export type Link = 'closed' | 'opening' | 'open' | 'closing' | 'lost';

export interface VpciContext extends VpciInput {
  readonly readings: Readings;
  readonly link: Link;
  /** Version that is being offered or was agreed. */
  readonly version: number;
  /** FDO_D0_ENTRY was refused once because a previous owner never left D0. */
  readonly d0Retried: boolean;
  /** The newest list that came before D0 entry was completed; null when none did. */
  readonly relations: readonly BusChild[] | null;
  /**
   * The IRP of the bus's own device object that is under way: start, or a remove that leaves D0.
   */
  readonly busIrp: Requester | null;
  /** Transaction id of the bus's own packet. */
  readonly busTransaction: number | null;
  readonly children: Readonly<Record<string, Child>>;
  /** Ordered by transaction id, then requester and id. */
  readonly outstanding: readonly Outstanding[];
  /** Transaction ids whose requests were ended without the host: not free until it has answered. */
  readonly abandoned: readonly number[];
  readonly bugcheck: Bugcheck | null;
}
