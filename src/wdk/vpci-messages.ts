/**
 * VPCI over VMBus: what the guest's VPCI bus driver (VSC) and the host's provider (VSP) say to each
 * other. Names and numbers as Linux's pci-hyperv.c and OpenVMM's vpci_protocol have them; Windows
 * publishes none. `completed` says whether the receiver answers with a VMBus completion packet.
 */
export const VPCI_MESSAGE_BASE = 0x42490000;

/** Who sends the message. `unused`: the name is known, no implementation sends it. */
export type VpciDirection = 'host->guest' | 'guest->host' | 'unused';

interface VpciMessageFacts {
  readonly value: number;
  readonly direction: VpciDirection;
  readonly completed: boolean;
  /** The first protocol version that has the message, where it is not the oldest. */
  readonly since?: VpciVersionName;
  readonly doc: string;
}

/** Versions, newest last; the guest offers from the newest downwards. */
export const VPCI_VERSION = {
  WIN8: { value: 0x00010000, doc: 'the first' },
  WIN10: { value: 0x00010001, doc: 'the lowest that Linux offers' },
  RS1: { value: 0x00010002, doc: 'interrupts for processor arrays, RESOURCES_ASSIGNED2' },
  VB: { value: 0x00010003, doc: 'BUS_RELATIONS2 with flags and NUMA node' },
  FE: { value: 0x00010004, doc: '32-bit interrupt vectors; Linux calls it WS2022' },
  GE: { value: 0x00010005, doc: 'RESET_DEVICE' },
  DT: { value: 0x00010006, doc: 'Windows guests map interrupts dynamically' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** A protocol version by name. */
export type VpciVersionName = keyof typeof VPCI_VERSION;

/** Every message type. */
export const VPCI_MESSAGE = {
  BUS_RELATIONS: {
    value: 0x42490000,
    direction: 'host->guest',
    completed: false,
    doc: 'the children the bus has now; only the newest list counts',
  },
  QUERY_BUS_RELATIONS: {
    value: 0x42490001,
    direction: 'guest->host',
    completed: false,
    doc: 'asks for BUS_RELATIONS or BUS_RELATIONS2, which is the answer',
  },
  INVALIDATE_DEVICE: {
    value: 0x42490002,
    direction: 'host->guest',
    completed: false,
    doc: 'direction presumed from the name',
  },
  INVALIDATE_BUS: {
    value: 0x42490003,
    direction: 'host->guest',
    completed: false,
    doc: 'direction presumed from the name',
  },
  POWER_STATE_CHANGE: {
    value: 0x42490004,
    direction: 'guest->host',
    completed: true,
    doc: 'device power: D0 is 1, D3 is 4',
  },
  QUERY_RESOURCE_REQUIREMENTS: {
    value: 0x42490005,
    direction: 'guest->host',
    completed: true,
    doc: 'answer: status, six probed BAR masks; Linux: CURRENT_RESOURCE_REQUIREMENTS',
  },
  GET_RESOURCES: {
    value: 0x42490006,
    direction: 'guest->host',
    completed: true,
    doc: 'answer: six resource descriptors',
  },
  FDO_D0_ENTRY: {
    value: 0x42490007,
    direction: 'guest->host',
    completed: true,
    doc: 'the bus powers up and tells its config window; the host repeats BUS_RELATIONS',
  },
  FDO_D0_EXIT: {
    value: 0x42490008,
    direction: 'guest->host',
    completed: true,
    doc: 'the bus powers down; also clears what a crashed guest left behind',
  },
  READ_BLOCK: {
    value: 0x42490009,
    direction: 'guest->host',
    completed: true,
    doc: 'answer: a status and up to 128 bytes',
  },
  WRITE_BLOCK: {
    value: 0x4249000a,
    direction: 'guest->host',
    completed: true,
    doc: '1 to 128 bytes; answer: a status',
  },
  EJECT: {
    value: 0x4249000b,
    direction: 'host->guest',
    completed: false,
    doc: 'take this slot out of use; answered by EJECTION_COMPLETE when all is quiet',
  },
  QUERY_STOP: { value: 0x4249000c, direction: 'unused', completed: false, doc: 'name only' },
  REENABLE: { value: 0x4249000d, direction: 'unused', completed: false, doc: 'name only' },
  QUERY_STOP_FAILED: { value: 0x4249000e, direction: 'unused', completed: false, doc: 'name only' },
  EJECTION_COMPLETE: {
    value: 0x4249000f,
    direction: 'guest->host',
    completed: false,
    doc: 'no driver, request, interrupt or mapping of that slot remains',
  },
  RESOURCES_ASSIGNED: {
    value: 0x42490010,
    direction: 'guest->host',
    completed: true,
    doc: 'the guest uses the device from here; answer: translated resources',
  },
  RESOURCES_RELEASED: {
    value: 0x42490011,
    direction: 'guest->host',
    completed: false,
    doc: 'Linux asks for no completion; OpenVMM completes it if asked',
  },
  INVALIDATE_BLOCK: {
    value: 0x42490012,
    direction: 'host->guest',
    completed: false,
    doc: 'a 64-bit mask of changed blocks 0..63; nothing acknowledges it',
  },
  QUERY_PROTOCOL_VERSION: {
    value: 0x42490013,
    direction: 'guest->host',
    completed: true,
    doc: 'the first message; STATUS_REVISION_MISMATCH means offer a lower version',
  },
  CREATE_INTERRUPT: {
    value: 0x42490014,
    direction: 'guest->host',
    completed: true,
    doc: 'answer: the MSI address and data; not answered while the host ejects',
  },
  DELETE_INTERRUPT: {
    value: 0x42490015,
    direction: 'guest->host',
    completed: false,
    doc: 'Linux asks for no completion, the OpenVMM client does',
  },
  RESOURCES_ASSIGNED2: {
    value: 0x42490016,
    direction: 'guest->host',
    completed: true,
    since: 'RS1',
    doc: 'as RESOURCES_ASSIGNED, with processor arrays',
  },
  CREATE_INTERRUPT2: {
    value: 0x42490017,
    direction: 'guest->host',
    completed: true,
    since: 'RS1',
    doc: 'as CREATE_INTERRUPT, for more than 64 processors',
  },
  DELETE_INTERRUPT2: {
    value: 0x42490018,
    direction: 'guest->host',
    completed: true,
    since: 'RS1',
    doc: 'not used by Linux',
  },
  BUS_RELATIONS2: {
    value: 0x42490019,
    direction: 'host->guest',
    completed: false,
    since: 'VB',
    doc: 'as BUS_RELATIONS, with flags and NUMA node',
  },
  RESOURCES_ASSIGNED3: {
    value: 0x4249001a,
    direction: 'guest->host',
    completed: true,
    doc: 'answered in the layout of RESOURCES_ASSIGNED2; OpenVMM: ASSIGNED_RESOURCES3',
  },
  CREATE_INTERRUPT3: {
    value: 0x4249001b,
    direction: 'guest->host',
    completed: true,
    since: 'FE',
    doc: 'with a 32-bit vector',
  },
  RESET_DEVICE: {
    value: 0x4249001c,
    direction: 'guest->host',
    completed: true,
    since: 'GE',
    doc: 'OpenVMM answers STATUS_NOT_SUPPORTED',
  },
  VPCI_TDISP_COMMAND: {
    value: 0x4249001d,
    direction: 'guest->host',
    completed: true,
    doc: 'a TDISP command for confidential devices',
  },
} as const satisfies Record<string, VpciMessageFacts>;

/** A message type by name. */
export type VpciMessageName = keyof typeof VPCI_MESSAGE;

/** The VMBus class of a virtual PCI bus; one channel is one root bus. */
export const VPCI_CHANNEL_CLASS = '44c4f61d-4444-4400-9d52-802e27ede19f';

/** Sizes, counts and times, the unit at the end of the name. */
export const VPCI_LIMIT = {
  blockSizeBytes: { value: 128, doc: 'largest configuration block' },
  invalidatableBlocks: { value: 64, doc: 'block ids 0..63 fit the mask of INVALIDATE_BLOCK' },
  barsPerDevice: { value: 6, doc: 'resource descriptors and probed masks in a message' },
  resourceDescriptorBytes: { value: 20, doc: 'one translated resource' },
  msiMessagesMax: { value: 494, doc: 'OpenVMM: 500 resources less the six BARs' },
  msiVectorsPerResource: { value: 32, doc: 'vectors that one interrupt message may ask for' },
  configWindowBytes: { value: 0x2000, doc: 'page 0 selects the slot, page 1 is its config space' },
  ejectTimeoutMs: { value: 60_000, doc: 'the host then removes without EJECTION_COMPLETE' },
  guestD0ExitTimeoutMs: { value: 10_000, doc: 'Linux gives up waiting for FDO_D0_EXIT' },
  guestRescindPollMs: { value: 100, doc: 'Linux looks this often for a rescind while it waits' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** Slot number on the wire: device in bits 0..4, function in bits 5..7. */
export function vpciSlot(device: number, fn: number): number {
  return (device & 0x1f) | ((fn & 0x07) << 5);
}
