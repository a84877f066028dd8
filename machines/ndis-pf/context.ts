/**
 * What NDIS is told about the PF's adapter, what it keeps of it, and the messages that reach it.
 */
import type { VPortState } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { Bugcheck } from '../common.ts';
import type {
  BusReturn,
  CheckForHang,
  ConfigIrp,
  DispatchReturn,
  IoCompleteRequest,
  MiniportOidReturn,
  MiniportReturn,
  NdisCancelOidRequest,
  NdisMGetBusData,
  NdisMInvalidateConfigBlock,
  NdisMOidRequestComplete,
  NdisMResetMiniport,
  NdisMSetBusData,
  NdisMSetMiniportAttributes,
  NdisOidRequest,
  Note,
  OidParameters,
  PfServiceCall,
  PlainPnpMinor,
  PnpIrp,
  ProtocolReturn,
  QueryCapabilities,
  QueryInterface,
  QueryPower,
  ReportedChild,
  ResetAdapter,
  Return,
  SetPower,
  ShutDownSystem,
  VirtualizationReturn,
} from '../messages/index.ts';

/** PnP manager to NDIS: an IRP for the adapter's functional device object. */
export type PfIrp = { [T in PlainPnpMinor]: PnpIrp<T> }[PlainPnpMinor] | QueryPower | SetPower;
/** IRPs that are the bus driver's business: NDIS passes them down as they are. */
export type BusDriverIrp = ConfigIrp | QueryCapabilities | QueryInterface;

export type NdisPfEvent =
  // PnP manager to NDIS, and the completions of what NDIS passed down or asked of the bus.
  | PfIrp
  | BusDriverIrp
  | IoCompleteRequest
  | DispatchReturn
  // Bus driver to NDIS: returns of the interfaces' routines.
  | VirtualizationReturn
  | BusReturn
  // PF miniport to NDIS: returns of entry points, completions, and calls of services.
  | MiniportReturn
  | Return<'MiniportShutdownEx'>
  | MiniportOidReturn
  | NdisMOidRequestComplete
  | NdisMSetMiniportAttributes
  | PfServiceCall
  | NdisMGetBusData
  | NdisMSetBusData
  | NdisMInvalidateConfigBlock
  | NdisMResetMiniport
  // Protocol (virtualization stack) to NDIS.
  | NdisOidRequest
  | NdisCancelOidRequest
  | ProtocolReturn
  // Administrator to NDIS, and NDIS's own work item.
  | ResetAdapter
  | CheckForHang
  | ShutDownSystem
  | Note<'IoQueueWorkItem'>;

export interface NdisPfInput {
  /** Id of the PF miniport. */
  readonly miniport: string;
  /** Id of the driver whose PDO the adapter sits on: the PCI bus driver, or the vendor's VBD. */
  readonly bus: string;
  /** Id of the protocol: the virtualization stack. */
  readonly protocol: string;
  /** VFs that the registry's switch key asks for. */
  readonly numVFs: number;
}

/** States of a miniport adapter. Reset is none of them: it overlaps any. */
export type AdapterState =
  | 'halted'
  | 'initializing'
  | 'paused'
  | 'restarting'
  | 'running'
  | 'pausing'
  | 'halting';

/** An OID on its way to the miniport. */
export interface OidTicket {
  /** Null: NDIS's own request. */
  readonly requester: string | null;
  readonly id: string;
  readonly oid: string;
  readonly parameters: OidParameters;
  /** Seconds that the miniport has for it; null: no limit. */
  readonly timeout: number | null;
}

/**
 * The one OID that the miniport has. It may complete a pended OID before MiniportOidRequest has
 * returned.
 */
export interface OutstandingOid extends OidTicket {
  readonly returned: boolean;
  readonly completed: boolean;
}

/** A miniport's call of a service that is at the bus driver. */
export interface ServiceCall {
  readonly slot: number;
  readonly caller: string;
  readonly id: string;
  readonly routine: string;
}

/** The client whose request led to a reset; null: the miniport asked for it. */
export interface ResetReason {
  readonly client: string | null;
  readonly id: string;
  readonly request: 'ResetAdapter' | 'CheckForHang' | 'NdisMResetMiniport';
}

/** An IRP that NDIS is handling. `status` is what it will be completed with. */
export interface CurrentIrp {
  readonly from: string;
  readonly id: string;
  readonly request: PfIrp['type'];
  readonly powerState: 'D0' | 'D3' | null;
  readonly status: NtStatus;
  readonly children?: readonly ReportedChild[];
}

/** NDIS's copy of what the miniport has confirmed; never what was merely asked for (Z69). */
export interface SwitchCache {
  readonly nicSwitch: { readonly numVFs: number } | null;
  /** VFId to RequestorId. */
  readonly vfs: Readonly<Record<string, number>>;
  /** Non-default VPorts. */
  readonly vports: Readonly<
    Record<string, { readonly attachedFunction: number; readonly state: VPortState }>
  >;
  /** FilterId to VPortId. */
  readonly filters: Readonly<Record<string, number>>;
}

export interface NdisPfContext extends NdisPfInput, SwitchCache {
  readonly adapter: AdapterState;
  /** Where PnP wants the adapter to be. */
  readonly goal: 'halted' | 'paused' | 'running';
  /** References that NDIS holds. */
  readonly interfaces: { readonly virtualization: boolean; readonly standard: boolean };
  /** NdisMSetMiniportAttributes calls accepted in this MiniportInitializeEx. */
  readonly attributes: number;
  /** The miniport announced that SR-IOV is enabled. */
  readonly sriov: boolean;
  readonly bound: 'no' | 'binding' | 'yes' | 'unbinding';
  /** The miniport was, or need not be, told that the device was pulled out. */
  readonly gone: boolean;

  readonly irp: CurrentIrp | null;
  /** IRPs that came while another was handled; at most that one and IRP_MN_SURPRISE_REMOVAL. */
  readonly heldIrps: readonly PfIrp[];

  readonly queue: readonly OidTicket[];
  readonly outstanding: OutstandingOid | null;
  /** true: OIDs of protocols wait in the queue (query-remove, query-stop, low power). */
  readonly holdsOids: boolean;
  /** NDIS's own OID: under way, or how it ended. */
  readonly own: 'waiting' | NdisStatus | null;

  readonly services: readonly ServiceCall[];
  /** The reset under way. */
  readonly reset: ResetReason | null;
  /** Who is to be told what MiniportCheckForHangEx, which is under way, finds. */
  readonly hangCheck: ResetReason | null;
  /** Check-for-hang periods that ended with the OID still at the miniport. */
  readonly missedPeriods: number;
  /** The client that is told when the system may power off. */
  readonly shutdown: { readonly client: string; readonly id: string } | null;
  readonly bugcheck: Bugcheck | null;
}
