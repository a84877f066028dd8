/** What the virtualization stack is told, asked and knows. */

import { emptyMask } from '../block-mask.ts';
import type { Bugcheck } from '../common.ts';
import type {
  CloseChannel,
  GuestToHost,
  NdisMInvalidateConfigBlock,
  ProtocolCall,
  ProtocolOidRequestComplete,
  SwitchDataPath,
  VirtualizationAsk,
} from '../messages/index.ts';

/**
 * Administrators' requests, NDIS's calls and completions, and packets from the guests' VPCI buses.
 */
export type VstackEvent =
  | VirtualizationAsk
  | ProtocolCall
  | ProtocolOidRequestComplete
  | NdisMInvalidateConfigBlock
  | GuestToHost
  | CloseChannel
  | SwitchDataPath;

/** A guest: ids of its VPCI bus and PnP manager, and which VM network adapters it has, by slot. */
export interface GuestInput {
  readonly vpci: string;
  readonly pnp: string;
  /** Index: slot on the virtual bus. Value: index of the VM network adapter. */
  readonly vfs: readonly number[];
}

export interface VstackInput {
  /** Id of the parent partition's NDIS, to which OIDs go. */
  readonly ndis: string;
  readonly guests: readonly GuestInput[];
  /** Highest VPCI protocol version that the provider speaks, such as 0x00010006. */
  readonly vpciVersion?: number;
}

/** A client's request that is answered when the work is done. */
export interface Asked {
  readonly from: string;
  readonly id: string;
  readonly type: string;
}

/** A VM network adapter and what it has of the device. */
export interface Adapter {
  /** VFId, while one is allocated. */
  readonly vfId: number | null;
  readonly vport: number | null;
  /** FilterId of its MAC filter, while one is set. */
  readonly filter: number | null;
  readonly vendorId: number;
  readonly deviceId: number;
  /** Told apart from its predecessor in the slot; two values suffice, since only one can linger. */
  readonly serial: number;
  /** Listed in BUS_RELATIONS2. */
  readonly onBus: boolean;
  /** The guest has sent RESOURCES_ASSIGNED2: it must be asked before the VF goes. */
  readonly started: boolean;
  /**
   * First BAR that the VF has, by the probed values; null: not asked yet, or none (Enhanced
   * Allocation).
   */
  readonly bar: number | null;
  /** Invalidations that are not delivered yet. */
  readonly mask: string;
  readonly path: 'synthetic' | 'vf';
  /** Status of the OID that spoilt an assignment. */
  readonly failure: string | null;
  readonly asks: readonly Asked[];
  /** A reset or power request under way. */
  readonly control: Asked | null;
}

/**
 * A packet of a guest that became an OID; its completion goes back as long as the channel lives.
 */
export interface Relay {
  readonly oidId: string;
  readonly guest: number;
  readonly packet: string;
  readonly packetId: string;
  readonly slot: number;
  readonly blockId: number | null;
  /** The channel was rescinded meanwhile: nobody is answered. */
  readonly dead: boolean;
}

export interface VstackContext {
  readonly ndis: string;
  readonly guests: readonly GuestInput[];
  readonly vpciVersion: number;
  readonly bound: boolean;
  /**
   * The device was pulled out and has not come back: an assignment fails. Otherwise it waits for
   * the adapter.
   */
  readonly gone: boolean;
  /** ProtocolUnbindAdapterEx under way. */
  readonly unbind: Asked | null;
  /** The device was pulled out: guests are not asked, OIDs fail. */
  readonly lost: boolean;
  readonly adapters: readonly Adapter[];
  /** By guest: the bus is in D0, so that it hears of changes at once. */
  readonly d0: readonly boolean[];
  readonly relays: readonly Relay[];
  readonly bugcheck: Bugcheck | null;
}

export function adapterAtRest(index: number): Adapter {
  return {
    vfId: null,
    vport: null,
    filter: null,
    vendorId: 0,
    deviceId: 0,
    serial: 2 * index + 1,
    onBus: false,
    started: false,
    bar: null,
    mask: emptyMask,
    path: 'synthetic',
    failure: null,
    asks: [],
    control: null,
  };
}

/** Which guest has the adapter, and in which slot. */
export function placeOf(
  context: Pick<VstackContext, 'guests'>,
  vf: number,
): { guest: number; slot: number } {
  const guest = context.guests.findIndex(({ vfs }) => vfs.includes(vf));
  const slot = context.guests[guest]?.vfs.indexOf(vf) ?? -1;
  if (slot < 0) throw new Error(`VM network adapter ${vf} belongs to no guest`);
  return { guest, slot };
}

/** The guest whose VPCI bus sent the packet, or -1. */
export function guestOfSender(context: VstackContext, from: string | undefined): number {
  return context.guests.findIndex(({ vpci }) => vpci === from);
}

/** The adapters of a guest with their slots. */
export function adaptersOf(
  context: VstackContext,
  guest: number,
): readonly { readonly slot: number; readonly vf: number; readonly adapter: Adapter }[] {
  return (context.guests[guest]?.vfs ?? []).map((vf, slot) => ({
    slot,
    vf,
    adapter: context.adapters[vf] as Adapter,
  }));
}
