/**
 * What the PCI bus driver offers through its interfaces, the private channel to a VBD, and the
 * device's registers.
 */
import type { BarValues, Call, CountReturn, Note, NtReturn, Return } from './base.ts';

// GUID_PCI_VIRTUALIZATION_INTERFACE: NDIS or VBD to PCI bus driver, and back.

/** Writes VF config space. `length` 1, 2 or 4 bytes. */
export interface SetVirtualFunctionData extends Call<'SetVirtualFunctionData'> {
  readonly vf: number;
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}
/** Reads VF config space. `length` 1, 2 or 4 bytes. */
export interface GetVirtualFunctionData extends Call<'GetVirtualFunctionData'> {
  readonly vf: number;
  readonly offset: number;
  readonly length: number;
}
export interface GetLocation extends Call<'GetLocation'> {
  readonly vf: number;
}
/** `functionNumber` is the eight-bit ARI number: a bus is one device with 256 functions. */
export interface GetLocationReturn extends NtReturn<'GetLocation'> {
  readonly segmentNumber?: number;
  readonly busNumber?: number;
  readonly functionNumber?: number;
}
export interface GetResources extends Call<'GetResources'> {}
export interface GetResourcesReturn extends Return<'GetResources'> {
  readonly capturedBusNumbers: number;
}
export interface EnableVirtualization extends Call<'EnableVirtualization'> {
  readonly numVFs: number;
  readonly enableVfMigration: boolean;
  readonly enableMigrationInterrupt: boolean;
  readonly enableVirtualization: boolean;
}
export interface GetVirtualFunctionProbedBars extends Call<'GetVirtualFunctionProbedBars'> {}
export interface ProbedBarsReturn extends NtReturn<'GetVirtualFunctionProbedBars'> {
  readonly bars?: BarValues;
}

export type VirtualizationCall =
  | SetVirtualFunctionData
  | GetVirtualFunctionData
  | GetLocation
  | GetResources
  | EnableVirtualization
  | GetVirtualFunctionProbedBars;
export type VirtualizationReturn =
  | CountReturn<'SetVirtualFunctionData'>
  | CountReturn<'GetVirtualFunctionData'>
  | GetLocationReturn
  | GetResourcesReturn
  | NtReturn<'EnableVirtualization'>
  | ProbedBarsReturn;

// GUID_BUS_INTERFACE_STANDARD: the caller's own config space. From the PCI bus driver (PF) or the
// VPCI bus (VF).

export interface GetBusData extends Call<'GetBusData'> {
  readonly slot?: number;
  readonly offset: number;
  readonly length: number;
}
export interface SetBusData extends Call<'SetBusData'> {
  readonly slot?: number;
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}
export type BusCall = GetBusData | SetBusData;
export type BusReturn = CountReturn<'GetBusData'> | CountReturn<'SetBusData'>;

// The private channel between a miniport and its vendor's VBD. Its form is the vendor's own; here
// it names the routine.

/** Miniport to VBD: call this interface routine for me. */
export interface VbdCall extends Call<'VbdCall'> {
  readonly routine: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}
/** VBD to miniport: what the routine returned (status or byte count), or why it was not called. */
export interface VbdReturn extends NtReturn<'VbdCall'> {
  readonly routine: string;
  readonly result: Readonly<Record<string, unknown>>;
}

// The device's registers: PCI bus driver to device, and back. A routing id is bus << 8 | device <<
// 3 | function.

/** Reads `length` bytes (1, 2 or 4). All ones come back where no function answers. */
export interface ConfigRead extends Note<'ConfigRead'> {
  readonly id: string;
  readonly rid: number;
  readonly offset: number;
  readonly length: number;
}
export interface ConfigReadReturn extends Note<'ConfigRead.return'> {
  readonly id: string;
  readonly value: number;
}
export interface ConfigWrite extends ConfigReadShape<'ConfigWrite'> {
  readonly value: number;
}
interface ConfigReadShape<T extends string> extends Note<T> {
  readonly id: string;
  readonly rid: number;
  readonly offset: number;
  readonly length: number;
}
export interface ConfigWriteReturn extends Note<'ConfigWrite.return'> {
  readonly id: string;
}
/** One access of a batch; a write has a `value`. */
export interface ConfigAccess {
  readonly offset: number;
  readonly length: number;
  readonly value?: number;
}
/** Several accesses to one function under the config lock, in order. */
export interface ConfigBatch extends Note<'ConfigBatch'> {
  readonly id: string;
  readonly rid: number;
  readonly accesses: readonly ConfigAccess[];
}
/** One value per access: what was read, or what was written. */
export interface ConfigBatchReturn extends Note<'ConfigBatch.return'> {
  readonly id: string;
  readonly values: readonly number[];
}
/** The hardware is pulled out: the environment to the device. */
export interface PullDevice extends Note<'PullDevice'> {}

export type DeviceEvent = ConfigRead | ConfigWrite | ConfigBatch | PullDevice;
export type DeviceReturn = ConfigReadReturn | ConfigWriteReturn | ConfigBatchReturn;
