/** What the virtual bus driver is told, asked and knows. */
import type { Bugcheck } from '../common.ts';
import type {
  BusCall,
  ConfigIrp,
  InterfaceDereference,
  InterfaceGuid,
  InterfaceReference,
  IoCancelIrp,
  IoCompleteRequest,
  Note,
  PnpIrp,
  QueryCapabilities,
  QueryInterface,
  QueryPower,
  SetPower,
  VbdCall,
  VirtualizationReturn,
  VpciIoctl,
  VpciReturn,
} from '../messages/index.ts';

/** The driver's own deferred work, queued to itself: a DPC, then a work item at PASSIVE_LEVEL. */
type Deferred = Note<'KeInsertQueueDpc'> | Note<'IoQueueWorkItem'>;

/**
 * From the PnP manager and the child's stack, the miniport's private channel, and the bus below.
 */
export type VbdEvent =
  | PnpIrp
  | SetPower
  | QueryPower
  | QueryCapabilities
  | QueryInterface
  | ConfigIrp
  | InterfaceReference
  | InterfaceDereference
  | BusCall
  | VpciIoctl
  | IoCancelIrp
  | VbdCall
  | IoCompleteRequest
  | VirtualizationReturn
  | VpciReturn
  | Deferred;

export interface VbdInput {
  /** parent: above the PCI bus driver, for the PF. guest: above the VPCI bus driver, for a VF. */
  readonly partition: 'parent' | 'guest';
  /** Id of the bus driver below. */
  readonly bus: string;
  /** Slot of its physical device object on the bus below, where that bus has several. */
  readonly slot?: number;
}

/** An IRP that was passed down and waits for the lower driver. */
export interface ForwardedIrp {
  readonly from: string;
  readonly id: string;
  readonly request: string;
}

/** A request of the miniport, queued in the order of arrival. */
export interface ServiceRequest {
  readonly from: string;
  readonly id: string;
  readonly routine: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}

export interface VbdContext {
  readonly partition: 'parent' | 'guest';
  readonly bus: string;
  readonly slot: number | null;
  /** Its device is started and has not gone: requests can be served. */
  readonly present: boolean;
  /** The functional device object's IRP under way. */
  readonly irp: ForwardedIrp | null;
  /** The child's power IRP under way. */
  readonly power: ForwardedIrp | null;
  /** Interfaces that are held, in the order of the queries. */
  readonly held: readonly InterfaceGuid[];
  /** The first one is being served; the others wait. */
  readonly queue: readonly ServiceRequest[];
  readonly bugcheck: Bugcheck | null;
}

/**
 * The two interfaces it queries, by partition. The first is the one that it serves requests with.
 */
export const wanted: Readonly<Record<'parent' | 'guest', readonly [InterfaceGuid, InterfaceGuid]>> =
  {
    parent: ['GUID_PCI_VIRTUALIZATION_INTERFACE', 'GUID_BUS_INTERFACE_STANDARD'],
    guest: ['GUID_VPCI_INTERFACE_STANDARD', 'GUID_BUS_INTERFACE_STANDARD'],
  };

/**
 * The routines that it calls for its miniport (S10). Anything else on the private channel is a
 * mistake.
 */
export const served: Readonly<Record<'parent' | 'guest', readonly string[]>> = {
  parent: [
    'EnableVirtualization',
    'GetVirtualFunctionData',
    'SetVirtualFunctionData',
    'GetLocation',
    'GetResources',
    'GetVirtualFunctionProbedBars',
  ],
  guest: ['ReadVfConfigBlock', 'WriteVfConfigBlock'],
};
