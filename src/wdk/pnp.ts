/**
 * IRP major codes and the minor codes of PnP and power IRPs, as the public wdm.h numbers them.
 * `travel` says which way a PnP IRP does its work: down (act, then forward) or up (forward, act
 * after the lower drivers). `mayFail` is false where Windows forbids a driver to refuse.
 */
export const IRP_MAJOR = {
  IRP_MJ_CREATE: { value: 0x00, doc: 'a handle is opened' },
  IRP_MJ_CLOSE: { value: 0x02, doc: 'the last reference to a file object is gone' },
  IRP_MJ_READ: { value: 0x03, doc: 'read' },
  IRP_MJ_WRITE: { value: 0x04, doc: 'write' },
  IRP_MJ_DEVICE_CONTROL: { value: 0x0e, doc: 'an IOCTL, possibly from user mode' },
  IRP_MJ_INTERNAL_DEVICE_CONTROL: { value: 0x0f, doc: 'an IOCTL between drivers' },
  IRP_MJ_CLEANUP: { value: 0x12, doc: 'the last handle is closed: cancel what it started' },
  IRP_MJ_POWER: { value: 0x16, doc: 'power' },
  IRP_MJ_PNP: { value: 0x1b, doc: 'plug and play' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** The name of an IRP's major function. */
export type IrpMajorName = keyof typeof IRP_MAJOR;

interface MinorFacts {
  readonly value: number;
  readonly travel: 'down' | 'up' | 'bus';
  readonly mayFail: boolean;
  readonly doc: string;
}

/** Minor codes under IRP_MJ_PNP. `travel: 'bus'` is answered by the parent bus driver. */
export const PNP_MINOR = {
  IRP_MN_START_DEVICE: { value: 0x00, travel: 'up', mayFail: true, doc: 'resources are assigned' },
  IRP_MN_QUERY_REMOVE_DEVICE: { value: 0x01, travel: 'down', mayFail: true, doc: 'may it go?' },
  IRP_MN_REMOVE_DEVICE: {
    value: 0x02,
    travel: 'down',
    mayFail: false,
    doc: 'the device object goes',
  },
  IRP_MN_CANCEL_REMOVE_DEVICE: { value: 0x03, travel: 'up', mayFail: false, doc: 'it stays' },
  IRP_MN_STOP_DEVICE: { value: 0x04, travel: 'down', mayFail: false, doc: 'give resources back' },
  IRP_MN_QUERY_STOP_DEVICE: { value: 0x05, travel: 'down', mayFail: true, doc: 'may it pause?' },
  IRP_MN_CANCEL_STOP_DEVICE: { value: 0x06, travel: 'up', mayFail: false, doc: 'no rebalance' },
  IRP_MN_QUERY_DEVICE_RELATIONS: { value: 0x07, travel: 'down', mayFail: true, doc: 'children?' },
  IRP_MN_QUERY_INTERFACE: { value: 0x08, travel: 'down', mayFail: true, doc: 'hand out routines' },
  IRP_MN_QUERY_CAPABILITIES: { value: 0x09, travel: 'up', mayFail: true, doc: 'what can it do?' },
  IRP_MN_QUERY_RESOURCES: { value: 0x0a, travel: 'bus', mayFail: true, doc: 'boot resources' },
  IRP_MN_QUERY_RESOURCE_REQUIREMENTS: { value: 0x0b, travel: 'bus', mayFail: true, doc: 'needs' },
  IRP_MN_QUERY_DEVICE_TEXT: { value: 0x0c, travel: 'bus', mayFail: true, doc: 'a readable name' },
  IRP_MN_FILTER_RESOURCE_REQUIREMENTS: {
    value: 0x0d,
    travel: 'up',
    mayFail: true,
    doc: 'a function driver adjusts what the bus driver asked for',
  },
  IRP_MN_READ_CONFIG: { value: 0x0f, travel: 'bus', mayFail: true, doc: 'read config space' },
  IRP_MN_WRITE_CONFIG: { value: 0x10, travel: 'bus', mayFail: true, doc: 'write config space' },
  IRP_MN_EJECT: {
    value: 0x11,
    travel: 'bus',
    mayFail: true,
    doc: 'let the device out of its slot',
  },
  IRP_MN_SET_LOCK: {
    value: 0x12,
    travel: 'bus',
    mayFail: true,
    doc: 'lock the device in its slot',
  },
  IRP_MN_QUERY_ID: {
    value: 0x13,
    travel: 'bus',
    mayFail: true,
    doc: 'device, hardware, instance id',
  },
  IRP_MN_QUERY_PNP_DEVICE_STATE: {
    value: 0x14,
    travel: 'up',
    mayFail: true,
    doc: 'failed? hidden?',
  },
  IRP_MN_QUERY_BUS_INFORMATION: { value: 0x15, travel: 'bus', mayFail: true, doc: 'bus type GUID' },
  IRP_MN_DEVICE_USAGE_NOTIFICATION: {
    value: 0x16,
    travel: 'down',
    mayFail: true,
    doc: 'a paging, dump or hibernation file lives here now, or no longer',
  },
  IRP_MN_SURPRISE_REMOVAL: {
    value: 0x17,
    travel: 'down',
    mayFail: false,
    doc: 'it is already gone',
  },
  IRP_MN_DEVICE_ENUMERATED: {
    value: 0x19,
    travel: 'bus',
    mayFail: true,
    doc: 'PnP has met the PDO',
  },
} as const satisfies Record<string, MinorFacts>;

/** Minor codes under IRP_MJ_POWER. The numbers repeat those of PnP: look at the major first. */
export const POWER_MINOR = {
  IRP_MN_WAIT_WAKE: { value: 0x00, travel: 'down', mayFail: true, doc: 'pends until it wakes' },
  IRP_MN_POWER_SEQUENCE: { value: 0x01, travel: 'down', mayFail: true, doc: 'power-up counters' },
  IRP_MN_SET_POWER: { value: 0x02, travel: 'down', mayFail: false, doc: 'enter this power state' },
  IRP_MN_QUERY_POWER: {
    value: 0x03,
    travel: 'down',
    mayFail: true,
    doc: 'may it enter this state?',
  },
} as const satisfies Record<string, MinorFacts>;

/** A PnP minor function by name. */
export type PnpMinorName = keyof typeof PNP_MINOR;

/** A power minor function by name. */
export type PowerMinorName = keyof typeof POWER_MINOR;

/** Any PnP or power minor function by name. */
export type IrpMinorName = PnpMinorName | PowerMinorName;

/** Device power states with the number that VPCI's POWER_STATE_CHANGE carries. */
export const DEVICE_POWER_STATE = {
  D0: { value: 1, doc: 'working' },
  D1: { value: 2, doc: 'light sleep, rarely used by network cards' },
  D2: { value: 3, doc: 'deeper sleep' },
  D3: { value: 4, doc: 'off, context lost (D3hot keeps the link, D3cold does not)' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** A device power state by name. */
export type DevicePowerState = keyof typeof DEVICE_POWER_STATE;

/** The relations that IRP_MN_QUERY_DEVICE_RELATIONS may ask for. */
export const DEVICE_RELATION = {
  BusRelations: { value: 0, doc: 'the children of a bus' },
  EjectionRelations: { value: 1, doc: 'what leaves together with the device' },
  PowerRelations: { value: 2, doc: 'whose power depends on the device' },
  RemovalRelations: { value: 3, doc: 'what must be removed together with the device' },
  TargetDeviceRelation: { value: 4, doc: 'the PDO at the bottom of the stack' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** A device relation by name. */
export type DeviceRelation = keyof typeof DEVICE_RELATION;

/**
 * PnP events that a PF driver reports to the virtualization stack. The header has the first two;
 * the page of IOCTL_SRIOV_ATTACH names the others too, and their numbers are this model's (C18).
 */
export const SRIOV_PF_EVENT = {
  SriovEventPfQueryStopDevice: { value: 0, doc: 'a rebalance wants to stop the PF' },
  SriovEventPfRestart: { value: 1, doc: 'the PF runs again, or the stop was called off' },
  SriovEventPfQueryRemoveDevice: { value: 2, doc: 'the PF is asked to go' },
  SriovEventPfSurpriseRemoveDevice: { value: 3, doc: 'the PF is gone' },
} as const satisfies Record<string, { readonly value: number; readonly doc: string }>;

/** A PF event by name. */
export type SriovPfEvent = keyof typeof SRIOV_PF_EVENT;
