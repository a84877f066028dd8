/** What NDIS around one VF adapter is told, asked and knows. */
import type { Irql } from '../../src/wdk/irql.ts';
import type { Bugcheck } from '../common.ts';
import type {
  BusReturn,
  CheckForHang,
  ConfigIrp,
  DispatchReturn,
  InterfaceGuid,
  IoCompleteRequest,
  MiniportOidReturn,
  MiniportReturn,
  NdisMGetBusData,
  NdisMOidRequestComplete,
  NdisMSetBusData,
  NdisMSetMiniportAttributes,
  NdisOidRequest,
  OidParameters,
  PnpIrp,
  QueryCapabilities,
  QueryInterface,
  QueryPower,
  ResetAdapter,
  SetPower,
  VfServiceCall,
  VpciReturn,
} from '../messages/index.ts';

/**
 * From the PnP manager: IRPs for its functional device object. From the miniport: services, returns
 * of the entry points, ends of OIDs. From the driver below: completions, returns of interface
 * routines. From a protocol: OIDs. From an administrator or a timer: reset, check for a hang.
 */
export type NdisVfEvent =
  | PnpIrp
  | QueryPower
  | SetPower
  | QueryCapabilities
  | QueryInterface
  | ConfigIrp
  | NdisMSetMiniportAttributes
  | VfServiceCall
  | NdisMGetBusData
  | NdisMSetBusData
  | MiniportReturn
  | MiniportOidReturn
  | NdisMOidRequestComplete
  | IoCompleteRequest
  | DispatchReturn
  | VpciReturn
  | BusReturn
  | NdisOidRequest
  | ResetAdapter
  | CheckForHang;

export interface NdisVfInput {
  /** Id of the VF miniport. */
  readonly miniport: string;
  /** Id of the driver below: the VPCI bus, or the guest VBD. */
  readonly bus: string;
  readonly slot: number;
  readonly vf: number;
  /** Id of the guest's PnP manager. */
  readonly pnp: string;
  /** Id of the virtualization stack: the other end of the synthetic adapter. */
  readonly host: string;
}

/** An IRP for the functional device object, as it came. */
export interface HeldIrp {
  readonly type: string;
  readonly from: string;
  readonly id: string;
  readonly irql: Irql;
  readonly powerState?: 'D0' | 'D3';
}

/** A service call that waits for the driver below. */
export interface ServiceCall {
  readonly routine: VfServiceCall['type'] | 'NdisMGetBusData' | 'NdisMSetBusData';
  readonly from: string;
  readonly id: string;
}

export type VfOid =
  | 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK'
  | 'OID_PNP_QUERY_POWER'
  | 'OID_PNP_SET_POWER';

/** An OID that NDIS issues to the miniport. */
export interface QueuedOid {
  readonly oid: VfOid;
  readonly parameters: OidParameters;
}

export interface NdisVfContext extends NdisVfInput {
  /** PnP and power IRPs that wait until the one under way is done. */
  readonly irps: readonly HeldIrp[];
  readonly irp: HeldIrp | null;
  /** The adapter as NDIS documents its states; transitions are states of the chart. */
  readonly adapter: 'Halted' | 'Paused' | 'Running';
  /** How many of the attributes were set, in their order. */
  readonly attributes: number;
  /** Interfaces that may be called. */
  readonly held: readonly InterfaceGuid[];
  /**
   * Interfaces that may not be called any more and are dereferenced when the last call has
   * returned.
   */
  readonly retired: readonly InterfaceGuid[];
  /** Serial number that came with VPCI_INTERFACE_STANDARD. */
  readonly serialNumber: number | null;
  readonly calls: readonly ServiceCall[];
  readonly oids: readonly QueuedOid[];
  readonly oid: QueuedOid | null;
  /** IOCTL_VPCI_INVALIDATE_BLOCK is to be kept pending at the driver below. */
  readonly wantsInvalidations: boolean;
  /** Who waits for the reset, or for the check that may lead to one. */
  readonly reset: {
    readonly from: string;
    readonly id: string;
    readonly request: 'ResetAdapter' | 'CheckForHang';
  } | null;
  readonly interfaceEnabled: boolean;
  readonly power: 'D0' | 'D3';
  readonly bugcheck: Bugcheck | null;
}

/** The order that MiniportInitializeEx has to keep. */
export const attributeOrder = ['registration', 'general', 'hardware-assist'] as const;

/** The interface that a service goes through, and its routine there. */
export const below = {
  NdisMReadConfigBlock: {
    routine: 'ReadVfConfigBlock',
    interfaceType: 'GUID_VPCI_INTERFACE_STANDARD',
  },
  NdisMWriteConfigBlock: {
    routine: 'WriteVfConfigBlock',
    interfaceType: 'GUID_VPCI_INTERFACE_STANDARD',
  },
  NdisMGetBusData: { routine: 'GetBusData', interfaceType: 'GUID_BUS_INTERFACE_STANDARD' },
  NdisMSetBusData: { routine: 'SetBusData', interfaceType: 'GUID_BUS_INTERFACE_STANDARD' },
} as const;
