/** What the PF miniport is told at its beginning, what it keeps, and the messages that reach it. */
import type { OidName } from '../../src/wdk/oids.ts';
import type { Bugcheck } from '../common.ts';
import type {
  HangHardware,
  MiniportCall,
  MiniportOid,
  MiniportShutdownEx,
  OidParameters,
  PfServiceReturn,
  SetMiniportAttributesReturn,
  UpdateBlockAsk,
  VbdReturn,
} from '../messages/index.ts';

/** OIDs that reach a PF miniport; NDIS answers all others of SR-IOV itself. */
export type PfOidName = Extract<
  OidName,
  | 'OID_NIC_SWITCH_CREATE_SWITCH'
  | 'OID_NIC_SWITCH_DELETE_SWITCH'
  | 'OID_NIC_SWITCH_PARAMETERS'
  | 'OID_NIC_SWITCH_CREATE_VPORT'
  | 'OID_NIC_SWITCH_DELETE_VPORT'
  | 'OID_NIC_SWITCH_VPORT_PARAMETERS'
  | 'OID_NIC_SWITCH_ALLOCATE_VF'
  | 'OID_NIC_SWITCH_FREE_VF'
  | 'OID_RECEIVE_FILTER_SET_FILTER'
  | 'OID_RECEIVE_FILTER_CLEAR_FILTER'
  | 'OID_RECEIVE_FILTER_MOVE_FILTER'
  | 'OID_SRIOV_PROBED_BARS'
  | 'OID_SRIOV_BAR_RESOURCES'
  | 'OID_SRIOV_READ_VF_CONFIG_SPACE'
  | 'OID_SRIOV_WRITE_VF_CONFIG_SPACE'
  | 'OID_SRIOV_READ_VF_CONFIG_BLOCK'
  | 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK'
  | 'OID_SRIOV_RESET_VF'
  | 'OID_SRIOV_SET_VF_POWER_STATE'
  | 'OID_SRIOV_VF_VENDOR_DEVICE_ID'
  | 'OID_PNP_SET_POWER'
  | 'OID_PNP_QUERY_POWER'
>;

/** NDIS to PF miniport: an OID. */
export type PfOid = { [T in PfOidName]: MiniportOid<T> }[PfOidName];

export type PfEvent =
  // NDIS to PF miniport: entry points, OIDs, and the returns of NDIS's services.
  | MiniportCall
  | MiniportShutdownEx
  | PfOid
  | SetMiniportAttributesReturn
  | PfServiceReturn
  // VBD to PF miniport: what an interface routine returned (private channel).
  | VbdReturn
  // A client, for the hardware, to PF miniport: new content of a block, and a hang.
  | UpdateBlockAsk
  | HangHardware;

export interface PfMiniportInput {
  /** Id of NDIS. */
  readonly ndis: string;
  /** Id of the vendor's virtual bus driver; null: the package has none, NDIS is asked. */
  readonly vbd: string | null;
  /**
   * `static`: the switch is built in MiniportInitializeEx; `dynamic`: in
   * OID_NIC_SWITCH_CREATE_SWITCH.
   */
  readonly switchCreation: 'static' | 'dynamic';
  /** VFs that the keywords ask for; 0: SR-IOV is not enabled (`*SRIOV` = 0). */
  readonly numVFs: number;
  /** VFs that the hardware has (TotalVFs). */
  readonly totalVFs: number;
  readonly vendorId: number;
  readonly vfDeviceId: number;
  /** Byte offsets in a VF's config space; null where a VF has no such register. */
  readonly vfRegisters: {
    readonly deviceControl: number | null;
    readonly powerControl: number | null;
  };
  /** The six BARs of one VF; null where there is none. */
  readonly vfBars: readonly ({ readonly bytes: number } | null)[];
  /** Configuration blocks that the vendor defines: ids 0 to `blocks` - 1. */
  readonly blocks: number;
}

/** A VF that OID_NIC_SWITCH_ALLOCATE_VF has handed out. */
export interface AllocatedVf {
  readonly requestorId: number;
  /** Content token per block id. */
  readonly blocks: Readonly<Record<string, string>>;
}

/** A non-default virtual port. */
export interface VPort {
  /** VFId or NDIS_PF_FUNCTION_ID. */
  readonly attachedFunction: number;
  readonly activated: boolean;
}

/** An OID that returned NDIS_STATUS_PENDING: the driver owns it until it completes it. */
export interface PendedOid {
  readonly id: string;
  readonly oid: PfOidName;
  readonly parameters: OidParameters;
  /** ALLOCATE_VF: the VFId that is set aside until the OID succeeds. */
  readonly vf: number | null;
  /** Not null: given up (cancel, reset, surprise removal); the work in hand is only awaited. */
  readonly abort: 'NDIS_STATUS_REQUEST_ABORTED' | 'NDIS_STATUS_NOT_ACCEPTED' | null;
}

export interface PfMiniportContext extends PfMiniportInput {
  /** VFs that the switch hardware is built for; null: not built. */
  readonly built: number | null;
  /** VF Enable was set through this driver. */
  readonly enabled: boolean;
  /** The NIC switch, which the default VPort 0 comes with. */
  readonly nicSwitch: { readonly numVFs: number } | null;
  /** By VFId. */
  readonly vfs: Readonly<Record<string, AllocatedVf>>;
  /** Non-default VPorts by VPortId. */
  readonly vports: Readonly<Record<string, VPort>>;
  /** Receive filters: FilterId to VPortId. */
  readonly filters: Readonly<Record<string, number>>;
  readonly oid: PendedOid | null;
  /** The MiniportInitializeEx or MiniportHaltEx that is under way. */
  readonly call: { readonly from: string; readonly id: string } | null;
  readonly bugcheck: Bugcheck | null;
}
