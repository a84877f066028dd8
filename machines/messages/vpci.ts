/** The guest's VPCI bus: its interface and IOCTLs towards VF drivers, and VPCI over VMBus towards the host. */
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { BarValues, Call, CountReturn, Note, NtReturn } from './base.ts';

// GUID_VPCI_INTERFACE_STANDARD: guest NDIS or guest VBD to VPCI bus. Synchronous.

export interface ReadVfConfigBlock extends Call<'ReadVfConfigBlock'> {
  readonly slot: number;
  readonly blockId: number;
  readonly length: number;
}
export interface ReadVfConfigBlockReturn extends NtReturn<'ReadVfConfigBlock'> {
  readonly blockId: number;
  readonly block?: string;
}
export interface WriteVfConfigBlock extends Call<'WriteVfConfigBlock'> {
  readonly slot: number;
  readonly blockId: number;
  readonly length: number;
  readonly block: string;
}
export interface WriteVfConfigBlockReturn extends NtReturn<'WriteVfConfigBlock'> {
  readonly blockId: number;
}
export type VpciCall = ReadVfConfigBlock | WriteVfConfigBlock;
export type VpciReturn = ReadVfConfigBlockReturn | WriteVfConfigBlockReturn;

// Asynchronous IOCTLs: pended, cancellable, completed by IoCompleteRequest.

/** What the three IOCTLs share. */
interface Ioctl<T extends string> extends Call<T> {
  readonly slot: number;
  /**
   * C15: the page has IRP_MJ_DEVICE_CONTROL above and IRP_MJ_INTERNAL_DEVICE_CONTROL in its table of
   * stack locations. Taken: internal, which absent means; the other is refused.
   */
  readonly majorFunction?: 'IRP_MJ_INTERNAL_DEVICE_CONTROL' | 'IRP_MJ_DEVICE_CONTROL';
}
export interface IoctlReadBlock extends Ioctl<'IOCTL_VPCI_READ_BLOCK'> {
  readonly blockId: number;
  /** BytesRequested; must equal `outputBufferLength`. */
  readonly length: number;
  readonly outputBufferLength: number;
  /** Bytes of the VPCI_READ_BLOCK_INPUT; absent: all of them. */
  readonly inputBufferLength?: number;
}
export interface IoctlWriteBlock extends Ioctl<'IOCTL_VPCI_WRITE_BLOCK'> {
  readonly blockId: number;
  /** DataLength. */
  readonly length: number;
  readonly block: string;
  /** Bytes of the VPCI_WRITE_BLOCK_INPUT, its data included; absent: all of them. */
  readonly inputBufferLength?: number;
  /** Must be 0, which absent means: the data travel in the input structure. */
  readonly outputBufferLength?: number;
}
export interface IoctlInvalidateBlock extends Ioctl<'IOCTL_VPCI_INVALIDATE_BLOCK'> {}
export type VpciIoctl = IoctlReadBlock | IoctlWriteBlock | IoctlInvalidateBlock;

/**
 * VPCI bus to itself: the DPC in which a pended IRP is completed. It is queued after the IRP's cancel routine was taken
 * off, so that the DPC alone owns the IRP. (`requester`, `irp`) names it.
 */
export interface CompletionDpc extends Note<'KeInsertQueueDpc'> {
  readonly irql: 'DISPATCH_LEVEL';
  readonly requester: string;
  readonly irp: string;
}

// VPCI over VMBus, guest to host. A `.completion` packet answers with the same transaction id. No order holds between
// this channel and any other.

export interface Packet<T extends string> extends Note<`VPCI_${T}`> {
  readonly id: string;
}
export interface Completion<T extends string> extends Note<`VPCI_${T}.completion`> {
  readonly id: string;
  readonly status: NtStatus;
}
export interface QueryProtocolVersion extends Packet<'QUERY_PROTOCOL_VERSION'> {
  /** 0x00010000 .. 0x00010006 */
  readonly version: number;
}
export interface FdoD0Entry extends Packet<'FDO_D0_ENTRY'> {}
export interface FdoD0Exit extends Packet<'FDO_D0_EXIT'> {}
export interface QueryBusRelations extends Note<'VPCI_QUERY_BUS_RELATIONS'> {}
export interface QueryResourceRequirements extends Packet<'QUERY_RESOURCE_REQUIREMENTS'> {
  readonly slot: number;
}
export interface ResourceRequirementsCompletion extends Completion<'QUERY_RESOURCE_REQUIREMENTS'> {
  readonly slot: number;
  readonly bars?: BarValues;
}
export interface ResourcesAssigned2 extends Packet<'RESOURCES_ASSIGNED2'> {
  readonly slot: number;
}
export interface ResourcesAssignedCompletion extends Completion<'RESOURCES_ASSIGNED2'> {
  readonly slot: number;
}
/** No completion is asked for. */
export interface ResourcesReleased extends Note<'VPCI_RESOURCES_RELEASED'> {
  readonly slot: number;
}
export interface ReadBlock extends Packet<'READ_BLOCK'> {
  readonly slot: number;
  readonly blockId: number;
  readonly length: number;
}
export interface ReadBlockCompletion extends Completion<'READ_BLOCK'> {
  readonly slot: number;
  readonly blockId: number;
  readonly block?: string;
}
export interface WriteBlock extends Packet<'WRITE_BLOCK'> {
  readonly slot: number;
  readonly blockId: number;
  readonly length: number;
  readonly block: string;
}
export interface WriteBlockCompletion extends Completion<'WRITE_BLOCK'> {
  readonly slot: number;
  readonly blockId: number;
}
export interface PowerStateChange extends Packet<'POWER_STATE_CHANGE'> {
  readonly slot: number;
  readonly powerState: 'D0' | 'D3';
}
export interface PowerStateChangeCompletion extends Completion<'POWER_STATE_CHANGE'> {
  readonly slot: number;
}
export interface EjectionComplete extends Note<'VPCI_EJECTION_COMPLETE'> {
  readonly slot: number;
}
/** The config window (MMIO; the access exits to the host): not a packet, but it travels the same way. */
export interface VpciConfigRead extends Note<'VpciConfigRead'> {
  readonly id: string;
  readonly slot: number;
  readonly offset: number;
  readonly length: number;
}
export interface VpciConfigWrite extends Note<'VpciConfigWrite'> {
  readonly id: string;
  readonly slot: number;
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}
export type GuestToHost =
  | QueryProtocolVersion
  | FdoD0Entry
  | FdoD0Exit
  | QueryBusRelations
  | QueryResourceRequirements
  | ResourcesAssigned2
  | ResourcesReleased
  | ReadBlock
  | WriteBlock
  | PowerStateChange
  | EjectionComplete
  | VpciConfigRead
  | VpciConfigWrite;

// Host to guest.

/** A function on the virtual bus. */
export interface BusChild {
  readonly slot: number;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly serial: number;
}
export interface BusRelations2 extends Note<'VPCI_BUS_RELATIONS2'> {
  readonly children: readonly BusChild[];
}
export interface Eject extends Note<'VPCI_EJECT'> {
  readonly slot: number;
}
/** 64-bit mask as hexadecimal text, blocks 0 to 63. No acknowledgement exists. */
export interface InvalidateBlock extends Note<'VPCI_INVALIDATE_BLOCK'> {
  readonly slot: number;
  readonly blockMask: string;
}
/** The channel is gone: nothing that is outstanding on it will be answered, nothing more may be sent. */
export interface RescindChannel extends Note<'VMBUS_RESCIND_CHANNEL_OFFER'> {}
/** Host to the guest's PnP manager (VMBus bus driver): a VPCI channel is there, start a bus on it. */
export interface OfferChannel extends Note<'VMBUS_OFFER_CHANNEL'> {}
/** Guest to host: the guest has closed the channel (or taken note of the rescind). */
export interface CloseChannel extends Note<'VMBUS_CLOSE_CHANNEL'> {}

export type VersionCompletion = Completion<'QUERY_PROTOCOL_VERSION'> & { readonly version: number };
export type HostToGuest =
  | VersionCompletion
  | Completion<'FDO_D0_ENTRY'>
  | Completion<'FDO_D0_EXIT'>
  | ResourceRequirementsCompletion
  | ResourcesAssignedCompletion
  | ReadBlockCompletion
  | WriteBlockCompletion
  | PowerStateChangeCompletion
  | CountReturn<'VpciConfigRead'>
  | CountReturn<'VpciConfigWrite'>
  | BusRelations2
  | Eject
  | InvalidateBlock
  | RescindChannel;
