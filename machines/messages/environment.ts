/**
 * What clients (administrators, applications, the hardware's own events) ask of the stack. Each
 * request `Verb` is answered by `Verb.done` with the same id; the status is an NTSTATUS or
 * NDIS_STATUS name.
 */
import type { Irql } from '../../src/wdk/irql.ts';
import type { Note } from './base.ts';

interface Ask<T extends string> extends Note<T> {
  readonly id: string;
}
/** The answer to a client: what came of it. */
export interface Done<T extends string> extends Note<`${T}.done`> {
  readonly id: string;
  readonly status: string;
  readonly value?: string | number;
}

// Administrator to PnP manager (parent partition).
export interface StartDevice extends Ask<'StartDevice'> {}
/**
 * Query-remove and, if nobody refuses, remove. STATUS_UNSUCCESSFUL: refused, cancel-remove was
 * sent.
 */
export interface RemoveDevice extends Ask<'RemoveDevice'> {}
/** The hardware is pulled out. */
export interface SurpriseRemoveDevice extends Ask<'SurpriseRemoveDevice'> {}
/** Power policy: the PF's adapter goes to sleep or is woken. */
export interface SetAdapterPower extends Ask<'SetAdapterPower'> {
  readonly powerState: 'D0' | 'D3';
}
export type PnpAsk = StartDevice | RemoveDevice | SurpriseRemoveDevice | SetAdapterPower;

// Administrator to virtualization stack. `vf` is the VM network adapter's index, not the VFId.
export interface AssignVf extends Ask<'AssignVf'> {
  readonly vf: number;
}
/** Graceful: eject, wait for the guest, tear down. */
export interface UnassignVf extends Ask<'UnassignVf'> {
  readonly vf: number;
}
/** Forced: the VF is taken from the guest without asking (failover's time-out). */
export interface RevokeVf extends Ask<'RevokeVf'> {
  readonly vf: number;
}
export interface ResetVf extends Ask<'ResetVf'> {
  readonly vf: number;
}
export interface SetVfPower extends Ask<'SetVfPower'> {
  readonly vf: number;
  readonly powerState: 'D0' | 'D3';
  readonly wakeEnable: boolean;
}
export type VirtualizationAsk = AssignVf | UnassignVf | RevokeVf | ResetVf | SetVfPower;

// Application to guest PnP manager: tell me when the adapter of this VF can be used.
export interface AwaitDeviceInterface extends Ask<'AwaitDeviceInterface'> {
  readonly vf: number;
  /** true: wait for its arrival; false: wait for its removal. */
  readonly present: boolean;
}

// Application to guest PnP manager: power policy of a VF's device.
export interface SetDevicePower extends Ask<'SetDevicePower'> {
  readonly vf: number;
  readonly powerState: 'D0' | 'D3';
}

// Application to VF miniport (its private device interface).
export interface ReadBlockAsk extends Ask<'ReadBlock'> {
  /**
   * `ndis`: NdisMReadConfigBlock (or the guest VBD); `ioctl`: IOCTL_VPCI_READ_BLOCK, asynchronous.
   */
  readonly way: 'ndis' | 'ioctl';
  readonly blockId: number;
  readonly length: number;
  /** Level at which the driver makes the call; PASSIVE_LEVEL unless the scenario says otherwise. */
  readonly irql?: Irql;
}
export interface WriteBlockAsk extends Ask<'WriteBlock'> {
  readonly way: 'ndis' | 'ioctl';
  readonly blockId: number;
  readonly length: number;
  readonly block: string;
  readonly irql?: Irql;
}
/** Cancels the outstanding IOCTL of that kind, if any (IoCancelIrp). Answered at once. */
export interface CancelBlockAsk extends Ask<'CancelBlock'> {
  readonly request: 'IOCTL_VPCI_READ_BLOCK' | 'IOCTL_VPCI_WRITE_BLOCK';
}
export interface ReadConfigAsk extends Ask<'ReadConfig'> {
  readonly offset: number;
  readonly length: number;
  readonly irql?: Irql;
}
export interface WriteConfigAsk extends Ask<'WriteConfig'> {
  readonly offset: number;
  readonly length: number;
  readonly value: number;
  readonly irql?: Irql;
}
export type VfAsk = ReadBlockAsk | WriteBlockAsk | CancelBlockAsk | ReadConfigAsk | WriteConfigAsk;

// The hardware's side to the PF miniport: a block of this VF has new content; the PF miniport
// invalidates it.
export interface UpdateBlockAsk extends Ask<'UpdateBlock'> {
  /** VFId. */
  readonly vf: number;
  readonly blockId: number;
  readonly block: string;
}

/**
 * The hardware gets stuck. `noticed`: an interrupt tells the PF miniport, which asks NDIS for a
 * reset; otherwise the next check-for-hang finds it.
 */
export interface HangHardware extends Ask<'HangHardware'> {
  readonly noticed: boolean;
}

// Administrator to NDIS (parent): reset the adapter.
export interface ResetAdapter extends Ask<'ResetAdapter'> {}
/** A period of NDIS's check-for-hang timer (2 s) is over. */
export interface CheckForHang extends Ask<'CheckForHang'> {}
/** The system powers off. */
export interface ShutDownSystem extends Ask<'ShutDownSystem'> {}
