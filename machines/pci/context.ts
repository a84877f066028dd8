/** What the PCI bus driver is told, asked and knows. */
import type { InterfaceName } from '../../src/wdk/interfaces.ts';
import type { Irql } from '../../src/wdk/irql.ts';
import type { Bugcheck } from '../common.ts';
import type {
  AwaitedDereference,
  BusCall,
  DeviceReturn,
  InterfaceDereference,
  InterfaceReference,
  PnpIrp,
  QueryCapabilities,
  QueryInterface,
  QueryPower,
  ReadConfigIrp,
  SetPower,
  VirtualizationCall,
  WriteConfigIrp,
} from '../messages/index.ts';
import type { Readings } from '../readings.ts';
import type { SriovCapability } from './capability.ts';
import type { References } from './checks.ts';

/**
 * IRPs from the stack above (NDIS or VBD), calls through the two interfaces, and the device's
 * answers.
 */
export type PciEvent =
  | PnpIrp
  | QueryInterface
  | QueryCapabilities
  | QueryPower
  | SetPower
  | ReadConfigIrp
  | WriteConfigIrp
  | InterfaceReference
  | InterfaceDereference
  | AwaitedDereference
  | VirtualizationCall
  | BusCall
  | DeviceReturn;

export interface PciInput {
  /** Id of the device actor. */
  readonly device: string;
  /** Where the PF is: PCI segment, and bus << 8 | device << 3 | function. */
  readonly segment: number;
  readonly pfRid: number;
  /** The PF's vendor id: a VF's own reads 0xffff, so that the bus driver supplies it. */
  readonly vendorId: number;
  /** Offset of PMCSR in the PF's config space; null: it has no power management capability. */
  readonly powerControl?: number | null;
  readonly readings?: Readings;
}

/** Who is to be answered, and on what. */
export interface Caller {
  readonly from: string;
  readonly id: string;
}

/** An EnableVirtualization call under way. */
export interface EnableCall extends Caller {
  readonly irql: Irql;
  readonly numVFs: number;
  readonly migration: boolean;
  readonly migrationInterrupt: boolean;
  /** Already answered: at DISPATCH_LEVEL nobody can wait for the VFs to settle. */
  readonly answered: boolean;
}

/** A read or write of config space that waits for its turn or for the device. */
export interface DataCall extends Caller {
  readonly routine:
    | 'GetVirtualFunctionData'
    | 'SetVirtualFunctionData'
    | 'GetBusData'
    | 'SetBusData'
    | 'IRP_MN_READ_CONFIG'
    | 'IRP_MN_WRITE_CONFIG';
  readonly rid: number;
  readonly vf: number | null;
  readonly offset: number;
  readonly length: number;
  readonly value: number | null;
}

/** IRP_MN_SET_POWER under way. */
export interface PowerIrp extends Caller {
  readonly powerState: 'D0' | 'D3';
}

export interface PciContext extends Required<PciInput> {
  /** null: not found yet, or the device has none. */
  readonly sriov: SriovCapability | null;
  /** Where the walk through the extended capabilities is; 0 when it is over. */
  readonly walkOffset: number;
  /** Values that came while a capability was read. */
  readonly scanned: readonly number[];
  readonly references: References;
  /** IRP_MN_START_DEVICE under way. */
  readonly start: Caller | null;
  readonly enable: EnableCall | null;
  readonly power: PowerIrp | null;
  /** VFs that can be accessed: NumVFs while they are enabled and settled, else 0. */
  readonly numVFs: number;
  /** The first call is at the device; the others wait. */
  readonly data: readonly DataCall[];
  readonly present: boolean;
  readonly bugcheck: Bugcheck | null;
}

/** What the driver exports, with both interfaces' structures. */
export const exported: readonly InterfaceName[] = [
  'PCI_VIRTUALIZATION_INTERFACE',
  'BUS_INTERFACE_STANDARD',
];
