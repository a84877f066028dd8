/**
 * PCI configuration space: registers of a type 0 header, of the capabilities a VF carries, and the
 * extended capability header. Offsets are in bytes, from the start of the header or capability.
 * `access` is how software sees the register: ro, rw, rw1c (write one to clear), hwinit (ro, set by
 * firmware or hardware before software looks).
 */
export type RegisterAccess = 'ro' | 'rw' | 'rw1c' | 'hwinit';

/** One register or field. */
export interface Register {
  readonly offset: number;
  readonly sizeBytes: 1 | 2 | 4 | 8;
  readonly access: RegisterAccess;
  readonly doc: string;
}

/** Bits of a register by name. */
export type BitTable = Record<string, { readonly value: number; readonly doc: string }>;

/** Size of the PCI 3.0 part and of all of a function's PCIe configuration space. */
export const CONFIG_SPACE_BYTES = { legacy: 0x100, extended: 0x1000 } as const;

/** Type 0 header (endpoints). In a VF some are read-only or zero; `doc` says where. */
export const TYPE0_HEADER = {
  VendorId: { offset: 0x00, sizeBytes: 2, access: 'ro', doc: 'reads 0xFFFF in a VF' },
  DeviceId: { offset: 0x02, sizeBytes: 2, access: 'ro', doc: 'reads 0xFFFF in a VF' },
  Command: { offset: 0x04, sizeBytes: 2, access: 'rw', doc: 'in a VF only Bus Master is writable' },
  Status: {
    offset: 0x06,
    sizeBytes: 2,
    access: 'rw1c',
    doc: 'errors seen; bit 4: capability list',
  },
  RevisionId: { offset: 0x08, sizeBytes: 1, access: 'ro', doc: 'silicon revision' },
  ClassCode: { offset: 0x09, sizeBytes: 1, access: 'ro', doc: 'programming interface; then class' },
  CacheLineSize: { offset: 0x0c, sizeBytes: 1, access: 'rw', doc: 'no effect in PCIe; 0 in a VF' },
  LatencyTimer: { offset: 0x0d, sizeBytes: 1, access: 'ro', doc: '0 in PCIe' },
  HeaderType: { offset: 0x0e, sizeBytes: 1, access: 'ro', doc: '0 in a VF; bit 7: multi-function' },
  Bist: { offset: 0x0f, sizeBytes: 1, access: 'rw', doc: 'built-in self test; 0 in a VF' },
  Bar0: { offset: 0x10, sizeBytes: 4, access: 'rw', doc: '0 in a VF: its memory is in the PF' },
  Bar1: { offset: 0x14, sizeBytes: 4, access: 'rw', doc: 'or the upper half of BAR 0' },
  Bar2: { offset: 0x18, sizeBytes: 4, access: 'rw', doc: 'third base address' },
  Bar3: { offset: 0x1c, sizeBytes: 4, access: 'rw', doc: 'or the upper half of BAR 2' },
  Bar4: { offset: 0x20, sizeBytes: 4, access: 'rw', doc: 'fifth base address' },
  Bar5: { offset: 0x24, sizeBytes: 4, access: 'rw', doc: 'or the upper half of BAR 4' },
  SubsystemVendorId: { offset: 0x2c, sizeBytes: 2, access: 'ro', doc: 'same in PF and VFs' },
  SubsystemId: { offset: 0x2e, sizeBytes: 2, access: 'ro', doc: 'the board' },
  RomBar: { offset: 0x30, sizeBytes: 4, access: 'rw', doc: 'expansion ROM; 0 in a VF' },
  CapabilitiesPointer: { offset: 0x34, sizeBytes: 1, access: 'ro', doc: 'first capability' },
  InterruptLine: { offset: 0x3c, sizeBytes: 1, access: 'rw', doc: '0 in a VF: no INTx' },
  InterruptPin: { offset: 0x3d, sizeBytes: 1, access: 'ro', doc: '0 in a VF: no INTx' },
} as const satisfies Record<string, Register>;

/** Command register. */
export const COMMAND_BIT = {
  IoSpace: { value: 0x0001, doc: 'answer I/O ports; 0 in a VF' },
  MemorySpace: { value: 0x0002, doc: 'answer memory; 0 in a VF, where VF MSE in the PF decides' },
  BusMaster: { value: 0x0004, doc: 'may start DMA and MSI; each VF has its own' },
  ParityErrorResponse: { value: 0x0040, doc: 'report poisoned data; 0 in a VF' },
  SerrEnable: { value: 0x0100, doc: 'report errors to the root; 0 in a VF' },
  InterruptDisable: { value: 0x0400, doc: 'no INTx; 0 in a VF' },
} as const satisfies BitTable;

/** Status register. */
export const STATUS_BIT = {
  InterruptStatus: { value: 0x0008, doc: 'INTx pending; 0 in a VF' },
  CapabilitiesList: { value: 0x0010, doc: 'always 1 in PCIe' },
  MasterDataParityError: { value: 0x0100, doc: 'poisoned completion or write' },
  SignaledTargetAbort: { value: 0x0800, doc: 'completed with Completer Abort' },
  ReceivedTargetAbort: { value: 0x1000, doc: 'got a Completer Abort' },
  ReceivedMasterAbort: { value: 0x2000, doc: 'got an Unsupported Request' },
  SignaledSystemError: { value: 0x4000, doc: 'sent ERR_FATAL or ERR_NONFATAL' },
  DetectedParityError: { value: 0x8000, doc: 'received a poisoned packet' },
} as const satisfies BitTable;

/** Low bits of a base address register. */
export const BAR_BIT = {
  IoSpace: { value: 0x1, doc: 'I/O ports, not memory; never in a VF BAR' },
  Memory64: { value: 0x4, doc: 'the next BAR is the upper half' },
  Prefetchable: { value: 0x8, doc: 'reads have no side effects' },
} as const satisfies BitTable;

/** Capability ids in the list that starts at CapabilitiesPointer. */
export const CAPABILITY_ID = {
  PowerManagement: { value: 0x01, doc: 'D-states and PME' },
  Msi: { value: 0x05, doc: 'message-signalled interrupts' },
  VendorSpecific: { value: 0x09, doc: 'the vendor decides' },
  PciExpress: { value: 0x10, doc: 'link, FLR, ARI; every PCIe function has it' },
  MsiX: { value: 0x11, doc: 'interrupts from a table in memory' },
} as const satisfies BitTable;

/** PCI Express capability. */
export const PCIE_CAPABILITY = {
  Capabilities: { offset: 0x02, sizeBytes: 2, access: 'ro', doc: 'version, port type' },
  DeviceCapabilities: { offset: 0x04, sizeBytes: 4, access: 'ro', doc: 'bit 28: FLR' },
  DeviceControl: { offset: 0x08, sizeBytes: 2, access: 'rw', doc: 'bit 15 starts an FLR' },
  DeviceStatus: { offset: 0x0a, sizeBytes: 2, access: 'rw1c', doc: 'bit 5: transactions pending' },
  LinkCapabilities: { offset: 0x0c, sizeBytes: 4, access: 'ro', doc: 'speed and width' },
  LinkControl: { offset: 0x10, sizeBytes: 2, access: 'rw', doc: 'reserved in a VF' },
  LinkStatus: { offset: 0x12, sizeBytes: 2, access: 'ro', doc: '0 in a VF' },
  DeviceCapabilities2: { offset: 0x24, sizeBytes: 4, access: 'ro', doc: 'bit 5: ARI forwarding' },
  DeviceControl2: { offset: 0x28, sizeBytes: 2, access: 'rw', doc: 'bit 5 in a port: ARI on' },
} as const satisfies Record<string, Register>;

/** Bits of the PCI Express capability that virtualization needs. */
export const PCIE_BIT = {
  FunctionLevelResetCapable: { value: 0x10000000, doc: 'Device Capabilities; 1 in every VF' },
  InitiateFunctionLevelReset: { value: 0x8000, doc: 'Device Control; reads 0' },
  TransactionsPending: { value: 0x0020, doc: 'Device Status; wait for 0 before FLR' },
  AriForwarding: { value: 0x0020, doc: 'Device Capabilities 2 and Control 2 of a port' },
} as const satisfies BitTable;

/** Power Management capability. */
export const PM_CAPABILITY = {
  Capabilities: { offset: 0x02, sizeBytes: 2, access: 'ro', doc: 'which D-states give PME' },
  ControlStatus: { offset: 0x04, sizeBytes: 2, access: 'rw', doc: 'PMCSR' },
} as const satisfies Record<string, Register>;

/** PMCSR. */
export const PMCSR_BIT = {
  PowerState: { value: 0x0003, doc: '0 is D0, 3 is D3hot' },
  NoSoftReset: { value: 0x0008, doc: 'D3hot to D0 keeps the configuration' },
  PmeEnable: { value: 0x0100, doc: 'may signal PME' },
  PmeStatus: { value: 0x8000, doc: 'has signalled PME; write one to clear' },
} as const satisfies BitTable;

/** MSI-X capability. */
export const MSIX_CAPABILITY = {
  MessageControl: { offset: 0x02, sizeBytes: 2, access: 'rw', doc: 'enable, mask, table size - 1' },
  Table: { offset: 0x04, sizeBytes: 4, access: 'ro', doc: 'BAR in bits 0..2, then the offset' },
  PendingBits: {
    offset: 0x08,
    sizeBytes: 4,
    access: 'ro',
    doc: 'BAR in bits 0..2, then the offset',
  },
} as const satisfies Record<string, Register>;

/** MSI-X Message Control and table entry. */
export const MSIX_BIT = {
  TableSize: { value: 0x07ff, doc: 'entries less one' },
  FunctionMask: { value: 0x4000, doc: 'masks every vector' },
  Enable: { value: 0x8000, doc: 'use the table' },
  VectorMask: { value: 0x0001, doc: 'in dword 3 of a table entry' },
} as const satisfies BitTable;

/** Header of an extended capability; the list starts at 0x100. */
export const EXTENDED_CAPABILITY = {
  firstOffset: 0x100,
  idMask: 0x0000ffff,
  versionShift: 16,
  versionMask: 0xf,
  nextShift: 20,
  nextMask: 0xffc,
} as const;

/** Extended capability ids. */
export const EXTENDED_CAPABILITY_ID = {
  AdvancedErrorReporting: { value: 0x0001, doc: 'AER' },
  DeviceSerialNumber: { value: 0x0003, doc: '64-bit serial' },
  AccessControlServices: { value: 0x000d, doc: 'ACS: keeps peers apart' },
  AlternativeRoutingId: { value: 0x000e, doc: 'ARI: 256 functions on one bus' },
  AddressTranslationServices: { value: 0x000f, doc: 'ATS: device-side translation' },
  SingleRootIov: { value: 0x0010, doc: 'SR-IOV, in the PF only' },
  ResizableBar: { value: 0x0015, doc: 'BAR sizes can be chosen' },
  TphRequester: { value: 0x0017, doc: 'cache hints' },
  VfResizableBar: { value: 0x0024, doc: 'VF BAR sizes can be chosen' },
} as const satisfies BitTable;
