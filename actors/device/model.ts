/**
 * The words of this folder: what is fixed about a device (`DeviceModel`) and what changes while it
 * runs (`DeviceState`). A model is built once and shared; a state is small plain data, because it
 * lives in a machine's context, which an explorer hashes.
 */

/**
 * A routing id: bus << 8 | device << 3 | function, or bus << 8 | function where ARI is used. Both
 * readings give the same number, so nothing here needs to know which one is meant.
 */
export type FunctionAddress = number;

/** A capability found by walking one of the two lists. */
export interface Capability {
  readonly id: number;
  readonly offset: number;
  readonly extended: boolean;
  readonly version: number;
}

export type BarKind = 'memory32' | 'memory64' | 'io';

/** One base address register; a 64-bit one also takes the register after it. */
export interface BarFact {
  readonly index: number;
  readonly sizeBytes: number;
  readonly kind: BarKind;
  readonly prefetchable: boolean;
}

/** The six BAR registers: null where none is implemented or where the upper half of a pair is. */
export type BarFacts = readonly (BarFact | null)[];

/**
 * One function's registers: the bytes after reset and, for each bit, what a write and a reset do to
 * it. The arrays are filled once when the model is built; nobody writes to them afterwards.
 */
export interface FunctionImage {
  readonly reset: Uint8Array;
  /** Bits that take the written value. */
  readonly writable: Uint8Array;
  /** Bits that a written one clears. */
  readonly clearedByOne: Uint8Array;
  /** Bits that keep their value over every reset but power-off ("sticky", RWS). */
  readonly sticky: Uint8Array;
  /** Bits that keep their value over a function-level reset; includes the sticky ones. */
  readonly survivesFlr: Uint8Array;
}

/** Where a function's capabilities are that the device itself must understand. */
export interface CapabilityOffsets {
  readonly pcie: number | null;
  readonly pm: number | null;
  readonly msix: number | null;
}

/** The physical function. */
export interface PfFacts {
  readonly segment: number;
  readonly rid: FunctionAddress;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly revision: number;
  /** Base class, subclass and programming interface, as at offset 9: 0x020000 is Ethernet. */
  readonly classCode: number;
  readonly subsystemVendorId: number;
  readonly subsystemId: number;
  readonly bars: BarFacts;
  readonly romSizeBytes: number;
}

/** The fixed fields of the SR-IOV capability, after reset. */
export interface SriovFacts {
  readonly offset: number;
  readonly capabilities: number;
  readonly initialVfs: number;
  readonly totalVfs: number;
  readonly functionDependencyLink: number;
  readonly firstVfOffset: number;
  readonly vfStride: number;
  /** VFs have no vendor id of their own to read: theirs is the PF's. */
  readonly vendorId: number;
  readonly vfDeviceId: number;
  /** Bit n set: pages of 2^(n+12) bytes are supported. */
  readonly supportedPageSizes: number;
  readonly systemPageSize: number;
  readonly vfBars: BarFacts;
  readonly migrationCapable: boolean;
  /** The PF has the ARI capability. */
  readonly ariCapable: boolean;
  /** ARI Capable Hierarchy can be written: only in the lowest-numbered PF of a device. */
  readonly ariWritable: boolean;
}

/** First VF Offset and VF Stride, which a device may let depend on NumVFs and on ARI. */
export interface VfRouting {
  readonly firstVfOffset: number;
  readonly vfStride: number;
}

export interface DeviceModel {
  readonly name: string;
  /** Where the reset values are from: stated here, a dump, or the device itself, which was asked. */
  readonly source: 'profile' | 'dump' | 'device';
  readonly behaviour: Behaviour;
  readonly pf: PfFacts;
  /** The PF's 4096 bytes after reset; the same array as `pfImage.reset`. */
  readonly reset: Uint8Array;
  readonly pfImage: FunctionImage;
  readonly capabilities: readonly Capability[];
  readonly pfCapabilities: CapabilityOffsets;
  readonly sriov: SriovFacts;
  /** Every VF of a device has the same registers after reset. */
  readonly vfImage: FunctionImage;
  readonly vfCapabilityList: readonly Capability[];
  readonly vfCapabilities: CapabilityOffsets;
  readonly routing: (numVfs: number, ariCapableHierarchy: boolean) => VfRouting;
  /** Last bus that the device answers on with all its VFs; above the PF's if they spill over. */
  readonly lastBus: number;
}

/**
 * Whose reading of the specification the VFs follow. `qemu` keeps two habits of QEMU's VFs: their
 * Command register takes I/O, memory, bus master, SERR and INTx Disable (the specification: bus
 * master only), and their Link Status shows the PF's link (the specification: reserved).
 */
export type Behaviour = 'specification' | 'qemu';

/** Dwords that differ from the reset value, by offset. Integer keys iterate in ascending order. */
export type Registers = Readonly<Record<number, number>>;

/**
 * What differs from a device that has just been reset. Canonical: a register that equals its reset
 * value is not stored, a VF without stored registers is not either, so equal situations are equal
 * data. Which VFs exist is not stored: it follows from VF Enable and NumVFs.
 */
export interface DeviceState {
  readonly pf: Registers;
  readonly vfs: Readonly<Record<number, Registers>>;
  readonly removed: boolean;
}
