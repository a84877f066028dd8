/** NDIS: what it calls in a miniport, what a miniport calls in it, and what protocols ask of it. */
import type { VPortState } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import type { BarValues, Call, CountReturn, NdisReturn, Note, Return } from './base.ts';

// NDIS to miniport: entry points. Each is a call with its return.

export type HaltAction = 'NdisHaltDeviceDisabled' | 'NdisHaltDeviceSurpriseRemoved';
export interface MiniportInitializeEx extends Call<'MiniportInitializeEx'> {}
export interface MiniportHaltEx extends Call<'MiniportHaltEx'> {
  readonly haltAction: HaltAction;
}
export interface MiniportPause extends Call<'MiniportPause'> {}
export interface MiniportRestart extends Call<'MiniportRestart'> {}
export interface MiniportResetEx extends Call<'MiniportResetEx'> {}
/** Every two seconds: is the hardware stuck? It returns fast. */
export interface MiniportCheckForHangEx extends Call<'MiniportCheckForHangEx'> {}
/** The system powers off: no other call follows. Void. */
export interface MiniportShutdownEx extends Call<'MiniportShutdownEx'> {
  readonly shutdownAction: 'NdisShutdownPowerOff';
}
export interface MiniportDevicePnPEventNotify extends Call<'MiniportDevicePnPEventNotify'> {
  readonly event: 'NdisDevicePnPEventSurpriseRemoved';
}
/**
 * Runs at up to DISPATCH_LEVEL while the OID is pending; void. `requestId` is the id of the OID.
 */
export interface MiniportCancelOidRequest extends Note<'MiniportCancelOidRequest'> {
  readonly irql: 'DISPATCH_LEVEL';
  readonly requestId: string;
}
export type MiniportCall =
  | MiniportInitializeEx
  | MiniportHaltEx
  | MiniportPause
  | MiniportRestart
  | MiniportResetEx
  | MiniportCheckForHangEx
  | MiniportDevicePnPEventNotify
  | MiniportCancelOidRequest;
/** TRUE: NDIS resets the adapter. */
export interface CheckForHangReturn extends Return<'MiniportCheckForHangEx'> {
  readonly hung: boolean;
}
/**
 * Miniport to NDIS, at up to DISPATCH_LEVEL: reset me. NDIS does it later, from a work item of its
 * own.
 */
export interface NdisMResetMiniport extends Note<'NdisMResetMiniport'> {
  readonly irql: 'PASSIVE_LEVEL' | 'APC_LEVEL' | 'DISPATCH_LEVEL';
}
/** Miniport to NDIS. Pause, Restart and Reset may return NDIS_STATUS_PENDING and complete later. */
export type MiniportReturn =
  | NdisReturn<'MiniportInitializeEx'>
  | Return<'MiniportHaltEx'>
  | NdisReturn<'MiniportPause'>
  | NdisReturn<'MiniportRestart'>
  | NdisReturn<'MiniportResetEx'>
  | CheckForHangReturn
  | Return<'MiniportDevicePnPEventNotify'>
  | (Note<'NdisMPauseComplete' | 'NdisMRestartComplete' | 'NdisMResetComplete'> & {
      readonly status: NdisStatus;
    });

// OIDs. To a miniport the OID's name is the message's type, so that the statechart shows it.

/** Parameters of the OIDs; each uses those that its structure has. */
export interface OidParameters {
  /** VFId. NDIS_INVALID_VF_FUNCTION_ID (0xffff) as input of ALLOCATE_VF. */
  readonly vf?: number;
  /** RequestorId: NDIS_INVALID_RID as input of ALLOCATE_VF, NDIS_MAKE_RID(...) as output. */
  readonly requestorId?: number;
  readonly switchId?: number;
  readonly numVFs?: number;
  readonly vport?: number;
  /** AttachedFunctionId: a VFId or NDIS_PF_FUNCTION_ID. */
  readonly attachedFunction?: number;
  readonly filter?: number;
  readonly destinationVPort?: number;
  readonly offset?: number;
  readonly length?: number;
  readonly value?: number;
  readonly blockId?: number;
  /** Content token of a block: which write is it? */
  readonly block?: string;
  readonly blockMask?: string;
  readonly powerState?: 'D0' | 'D1' | 'D2' | 'D3';
  readonly wakeEnable?: boolean;
  readonly bar?: number;
  /**
   * OIDs that exist as method and as set request (C23): true for the set request; absent: the
   * method.
   */
  readonly set?: boolean;
  /** For the set request of OID_NIC_SWITCH_VPORT_PARAMETERS: deactivated to activated only. */
  readonly vportState?: VPortState;
  /** InformationBufferLength in bytes; absent: large enough. */
  readonly bufferBytes?: number;
}
/** What an OID gives back. */
export interface OidResult {
  readonly vf?: number;
  readonly requestorId?: number;
  readonly vport?: number;
  /** FilterId that NDIS assigned. */
  readonly filter?: number;
  readonly value?: number;
  readonly count?: number;
  readonly block?: string;
  readonly bars?: BarValues;
  readonly resource?: { readonly start: number; readonly length: number };
  readonly vendorId?: number;
  readonly deviceId?: number;
  readonly serialNumber?: number;
  readonly bytesNeeded?: number;
  readonly elements?: readonly number[];
}

/**
 * Protocol (virtualization stack) to NDIS. NDIS returns NDIS_STATUS_PENDING and completes later,
 * always.
 */
export interface NdisOidRequest extends Call<'NdisOidRequest'> {
  readonly oid: string;
  readonly parameters: OidParameters;
  /** Seconds after which NDIS may cancel it; absent: none. */
  readonly timeout?: number;
}
/** NDIS to protocol. */
export interface ProtocolOidRequestComplete extends Note<'ProtocolOidRequestComplete'> {
  readonly id: string;
  readonly oid: string;
  readonly status: NdisStatus;
  readonly result: OidResult;
}
/** Protocol to NDIS: give this one up if you can. Only a request. */
export interface NdisCancelOidRequest extends Note<'NdisCancelOidRequest'> {
  readonly id: string;
}
/** NDIS to miniport: one at a time per adapter. The type is the OID. */
export interface MiniportOid<T extends string> extends Call<T> {
  readonly parameters: OidParameters;
}
/**
 * Miniport to NDIS: MiniportOidRequest returned. NDIS_STATUS_PENDING: NdisMOidRequestComplete
 * follows.
 */
export interface MiniportOidReturn extends Note<'MiniportOidRequest.return'> {
  readonly id: string;
  readonly oid: string;
  readonly status: NdisStatus;
  readonly result: OidResult;
}
/** Miniport to NDIS: a pended OID is done. Exactly once. */
export interface NdisMOidRequestComplete extends Note<'NdisMOidRequestComplete'> {
  readonly id: string;
  readonly oid: string;
  readonly status: NdisStatus;
  readonly result: OidResult;
}

// Miniport to NDIS: services.

/** In MiniportInitializeEx: registration first, then general, then hardware-assist. */
export interface NdisMSetMiniportAttributes extends Call<'NdisMSetMiniportAttributes'> {
  readonly attributes: 'registration' | 'general' | 'hardware-assist';
  /** hardware-assist: NDIS_SRIOV_CAPS_* names. */
  readonly sriovCapabilities?: readonly string[];
}
/** NDIS to miniport: NDIS_STATUS_FAILURE when the order is another. */
export interface SetMiniportAttributesReturn extends NdisReturn<'NdisMSetMiniportAttributes'> {}
export interface NdisMEnableVirtualization extends Call<'NdisMEnableVirtualization'> {
  readonly numVFs: number;
  readonly enableVfMigration: boolean;
  readonly enableMigrationInterrupt: boolean;
  readonly enableVirtualization: boolean;
}
export interface NdisMGetVirtualFunctionBusData extends Call<'NdisMGetVirtualFunctionBusData'> {
  readonly vf: number;
  readonly offset: number;
  readonly length: number;
}
export interface NdisMSetVirtualFunctionBusData extends Call<'NdisMSetVirtualFunctionBusData'> {
  readonly vf: number;
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}
export interface NdisMGetVirtualFunctionLocation extends Call<'NdisMGetVirtualFunctionLocation'> {
  readonly vf: number;
}
/** Void: no failure signal. The fields are absent where NDIS has nothing to give. */
export interface LocationReturn extends Return<'NdisMGetVirtualFunctionLocation'> {
  readonly segmentNumber?: number;
  readonly busNumber?: number;
  readonly functionNumber?: number;
}
export interface NdisMQueryProbedBars extends Call<'NdisMQueryProbedBars'> {}
export interface QueryProbedBarsReturn extends NdisReturn<'NdisMQueryProbedBars'> {
  readonly bars?: BarValues;
}
/**
 * PF miniport to NDIS to virtualization stack: these blocks of this VF are stale. Void; masks are
 * OR-ed on the way.
 */
export interface NdisMInvalidateConfigBlock extends Note<'NdisMInvalidateConfigBlock'> {
  readonly irql: 'PASSIVE_LEVEL' | 'APC_LEVEL' | 'DISPATCH_LEVEL';
  readonly vf: number;
  readonly blockMask: string;
}
/** VF miniport to NDIS in the guest: blocks until the PF miniport has completed the OID. */
export interface NdisMReadConfigBlock extends Call<'NdisMReadConfigBlock'> {
  readonly blockId: number;
  readonly length: number;
}
export interface ReadConfigBlockReturn extends NdisReturn<'NdisMReadConfigBlock'> {
  readonly blockId: number;
  readonly block?: string;
}
export interface NdisMWriteConfigBlock extends Call<'NdisMWriteConfigBlock'> {
  readonly blockId: number;
  readonly length: number;
  readonly block: string;
}
/**
 * A miniport's own config space: `irql` any level by NDIS's page, at most APC_LEVEL for a VF (C09,
 * C12).
 */
export interface NdisMGetBusData extends Call<'NdisMGetBusData'> {
  readonly offset: number;
  readonly length: number;
}
export interface NdisMSetBusData extends Call<'NdisMSetBusData'> {
  readonly offset: number;
  readonly length: number;
  readonly value: number;
}

export type PfServiceCall =
  | NdisMEnableVirtualization
  | NdisMGetVirtualFunctionBusData
  | NdisMSetVirtualFunctionBusData
  | NdisMGetVirtualFunctionLocation
  | NdisMQueryProbedBars;
export type PfServiceReturn =
  | NdisReturn<'NdisMEnableVirtualization'>
  | CountReturn<'NdisMGetVirtualFunctionBusData'>
  | CountReturn<'NdisMSetVirtualFunctionBusData'>
  | LocationReturn
  | QueryProbedBarsReturn;
export type VfServiceCall = NdisMReadConfigBlock | NdisMWriteConfigBlock;
export type VfServiceReturn = ReadConfigBlockReturn | NdisReturn<'NdisMWriteConfigBlock'>;
export type BusDataReturn = CountReturn<'NdisMGetBusData'> | CountReturn<'NdisMSetBusData'>;

/**
 * Guest to virtualization stack, over the NetVSC channel: the traffic of this VF's adapter goes
 * through the VF, or through the synthetic adapter again. One-way, and not ordered against the VPCI
 * channel.
 */
export interface SwitchDataPath extends Note<'SwitchDataPath'> {
  readonly vf: number;
  readonly toVf: boolean;
}

// NDIS to protocol drivers, and back.

/** The adapter is up and its NIC switch exists: bind. */
export interface ProtocolBindAdapterEx extends Call<'ProtocolBindAdapterEx'> {
  readonly numVFs: number;
}
/** Let go of the adapter: free what you created, then return. */
export interface ProtocolUnbindAdapterEx extends Call<'ProtocolUnbindAdapterEx'> {}
/** Query-remove (may be refused), its cancellation, or the news of a surprise removal. */
export interface ProtocolNetPnPEvent extends Call<'ProtocolNetPnPEvent'> {
  readonly event: 'NetEventQueryRemoveDevice' | 'NetEventCancelRemoveDevice';
  readonly surprise: boolean;
}
export type ProtocolCall = ProtocolBindAdapterEx | ProtocolUnbindAdapterEx | ProtocolNetPnPEvent;
export type ProtocolReturn =
  | NdisReturn<'ProtocolBindAdapterEx'>
  | NdisReturn<'ProtocolUnbindAdapterEx'>
  | NdisReturn<'ProtocolNetPnPEvent'>;
