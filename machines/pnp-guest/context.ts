/** What the guest's PnP manager is told, asked and knows. */
import type {
  AwaitDeviceInterface,
  DispatchReturn,
  IoCompleteRequest,
  IoInvalidateDeviceRelations,
  IoRequestDeviceEject,
  IoSetDeviceInterfaceState,
  OfferChannel,
  RescindChannel,
  SetDevicePower,
} from '../messages/index.ts';

/**
 * From the host: VMBus offers and rescinds. From the VPCI bus: news of its children. From NDIS:
 * device interfaces. From every driver: completions of IRPs. From applications: notifications and
 * power policy.
 */
export type PnpGuestEvent =
  | OfferChannel
  | RescindChannel
  | IoInvalidateDeviceRelations
  | IoRequestDeviceEject
  | IoSetDeviceInterfaceState
  | IoCompleteRequest
  | DispatchReturn
  | AwaitDeviceInterface
  | SetDevicePower;

/** A slot of the bus: which VF comes there, and the device stacks that are built on it. */
export interface SlotStacks {
  readonly slot: number;
  readonly vf: number;
  /**
   * Ids of the function drivers, one stack after the other from the bus upwards: `[['ndis.vf0']]`
   * without a VBD, `[['vbd.vf0'], ['ndis.vf0']]` with one. The last id of a stack is its top, to
   * which IRPs are sent.
   */
  readonly stacks: readonly (readonly string[])[];
}

export interface PnpGuestInput {
  /** Id of the VPCI bus driver. */
  readonly bus: string;
  readonly slots: readonly SlotStacks[];
}

/** A child as the latest BusRelations have it, or one that is being removed. */
export interface Device {
  readonly slot: number;
  readonly serial: number;
  /** How many of its stacks are built, started or not: those that IRPs reach. */
  readonly built: number;
  /**
   * `found`: enumerated, nothing built. `failed`: a start failed, and what was built is removed
   * again.
   */
  readonly state: 'found' | 'started' | 'failed';
  /** The bus driver asks for its ejection. */
  readonly eject: boolean;
  /** The latest BusRelations leave it out: surprise removal. */
  readonly missing: boolean;
}

export interface Waiting {
  readonly from: string;
  readonly id: string;
  readonly vf: number;
}
export interface InterfaceWaiter extends Waiting {
  readonly present: boolean;
}
export interface PowerAsk extends Waiting {
  readonly powerState: 'D0' | 'D3';
}

/** The bus's functional device object. */
export type BusState = 'absent' | 'started' | 'failed';

export interface PnpGuestContext extends PnpGuestInput {
  readonly busState: BusState;
  /** A channel is offered, and its bus not yet started. */
  readonly offered: boolean;
  /** The channel of the bus that is there was rescinded. */
  readonly rescinded: boolean;
  /** IoInvalidateDeviceRelations was called: BusRelations are to be queried. */
  readonly relationsStale: boolean;
  /** By slot, ascending. */
  readonly devices: readonly Device[];
  /** Slot of the device that is being worked on, and which of its stacks. */
  readonly slot: number;
  readonly stack: number;
  /** VFs whose device interface is enabled, ascending. */
  readonly enabled: readonly number[];
  readonly waiters: readonly InterfaceWaiter[];
  readonly powerAsks: readonly PowerAsk[];
}

export const stacksOf = (context: PnpGuestContext, slot: number) =>
  context.slots.find((each) => each.slot === slot)?.stacks ?? [];
export const deviceIn = (context: PnpGuestContext, slot: number) =>
  context.devices.find((each) => each.slot === slot);
export const slotOfVf = (context: PnpGuestContext, vf: number) =>
  context.slots.find((each) => each.vf === vf)?.slot;
