/**
 * IRPs of the PnP manager and what drivers tell it. Directions are in the comments: sender to
 * receiver.
 */
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { Call, Note } from './base.ts';
import type { plainPnpMinors } from './pnp-minors.ts';

/**
 * Which device object of the receiver an IRP is for. A bus driver (VBD, VPCI bus) has a functional
 * device object for itself and a physical one for each child.
 */
export type DeviceObject = 'FDO' | 'PDO';

/**
 * Minor codes without parameters of their own. PnP manager to the top of a stack; each driver
 * passes them down.
 */
export type PlainPnpMinor = (typeof plainPnpMinors)[number];

/**
 * An IRP_MJ_PNP request. `slot` names the child where the receiver is a bus with several (VPCI).
 */
export type PnpIrp<T extends PlainPnpMinor = PlainPnpMinor> = T extends PlainPnpMinor
  ? PnpIrpOf<T>
  : never;
export interface PnpIrpOf<T extends PlainPnpMinor> extends Call<T> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
}

/** The interfaces that can be asked for. */
export type InterfaceGuid =
  | 'GUID_PCI_VIRTUALIZATION_INTERFACE'
  | 'GUID_BUS_INTERFACE_STANDARD'
  | 'GUID_VPCI_INTERFACE_STANDARD';

/**
 * Any driver to the driver below: hand me this interface. `status` is what the sender put there:
 * NOT_SUPPORTED.
 */
export interface QueryInterface extends Call<'IRP_MN_QUERY_INTERFACE'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  readonly interfaceType: InterfaceGuid | (string & {});
  /** Bytes of the caller's storage: upper bound for the returned structure. */
  readonly size: number;
  readonly version: number;
  readonly status: NtStatus;
}

/** PnP manager, or any driver, to the bus driver of a device: what can it do? */
export interface QueryCapabilities extends Call<'IRP_MN_QUERY_CAPABILITIES'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  /** Version of the sender's DEVICE_CAPABILITIES: 1. */
  readonly version: number;
}
/** The members of DEVICE_CAPABILITIES that a bus driver fills in for a child. */
export interface DeviceCapabilities {
  readonly removable: boolean;
  readonly ejectSupported: boolean;
  readonly surpriseRemovalOk: boolean;
}

/** The space that a configuration IRP is about: a VF has no expansion ROM. */
export type WhichSpace = 'PCI_WHICHSPACE_CONFIG' | 'PCI_WHICHSPACE_ROM';
/** Any driver of the stack to the bus driver: read the device's configuration space. */
export interface ReadConfigIrp extends Call<'IRP_MN_READ_CONFIG'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  readonly whichSpace: WhichSpace;
  readonly offset: number;
  readonly length: number;
}
/** The same for writing. */
export interface WriteConfigIrp extends Call<'IRP_MN_WRITE_CONFIG'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  readonly whichSpace: WhichSpace;
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}
export type ConfigIrp = ReadConfigIrp | WriteConfigIrp;

/** Power policy owner to the stack: may the device go there? No driver changes its state for it. */
export interface QueryPower extends Call<'IRP_MN_QUERY_POWER'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  readonly powerState: 'D0' | 'D3';
}
/** Device power: power policy owner to the stack. D0 is working, D3 is off. */
export interface SetPower extends Call<'IRP_MN_SET_POWER'> {
  readonly deviceObject: DeviceObject;
  readonly slot?: number;
  readonly powerState: 'D0' | 'D3';
}

/**
 * A child that a bus driver reports in BusRelations. A new serial number in a slot is another
 * device.
 */
export interface ReportedChild {
  readonly slot: number;
  readonly serial: number;
}

/** Lower driver to the sender of an IRP: the completion. Exactly one per IRP. */
export interface IoCompleteRequest extends Note<'IoCompleteRequest'> {
  readonly id: string;
  /**
   * Name of the request that is completed, such as IRP_MN_START_DEVICE or IOCTL_VPCI_READ_BLOCK.
   */
  readonly request: string;
  readonly status: NtStatus;
  /** IoStatus.Information: a byte count for the IOCTLs and the config IRPs. */
  readonly information?: number;
  /** For IRP_MN_QUERY_DEVICE_RELATIONS. */
  readonly children?: readonly ReportedChild[];
  /** For IRP_MN_QUERY_CAPABILITIES. */
  readonly capabilities?: DeviceCapabilities;
  /**
   * For IRP_MN_QUERY_INTERFACE: the version that was handed out, and the serial number of a VPCI
   * interface.
   */
  readonly version?: number;
  readonly serialNumber?: number;
  /** For IOCTL_VPCI_READ_BLOCK: the content token. For IRP_MN_READ_CONFIG: the number read. */
  readonly value?: string | number;
  readonly blockId?: number;
  /** For IOCTL_VPCI_INVALIDATE_BLOCK. */
  readonly blockMask?: string;
  readonly slot?: number;
}

/** Dispatch routine to its caller: the IRP is pended, the completion follows. */
export interface DispatchReturn extends Note<'IoCallDriver.return'> {
  readonly id: string;
  readonly request: string;
  readonly status: 'STATUS_PENDING';
}

/**
 * Sender of an IRP to the driver that holds it: I/O manager runs its cancel routine at
 * DISPATCH_LEVEL.
 */
export interface IoCancelIrp extends Note<'IoCancelIrp'> {
  readonly id: string;
  readonly irql: 'DISPATCH_LEVEL';
}

/** Bus driver to PnP manager: ask me for BusRelations again. */
export interface IoInvalidateDeviceRelations extends Note<'IoInvalidateDeviceRelations'> {}

/** VPCI bus to the guest's PnP manager: the host wants this child out; remove it in order. */
export interface IoRequestDeviceEject extends Note<'IoRequestDeviceEject'> {
  readonly slot: number;
}

/** NDIS to PnP manager: the adapter of this VF can (or can no longer) be used by applications. */
export interface IoSetDeviceInterfaceState extends Note<'IoSetDeviceInterfaceState'> {
  readonly vf: number;
  readonly enable: boolean;
}

/**
 * An interface's reference routines, called by who holds the interface or passes it on. Void; any
 * IRQL.
 */
export interface InterfaceReference extends Note<'InterfaceReference'> {
  readonly interfaceType: InterfaceGuid;
  readonly slot?: number;
}
export interface InterfaceDereference extends Note<'InterfaceDereference'> {
  readonly interfaceType: InterfaceGuid;
  readonly slot?: number;
}
/**
 * From a driver of another stack, which must know when the call is over:
 * `InterfaceDereference.return` follows.
 */
export interface AwaitedDereference extends InterfaceDereference {
  readonly id: string;
}
export interface InterfaceDereferenceReturn extends Note<'InterfaceDereference.return'> {
  readonly id: string;
}
