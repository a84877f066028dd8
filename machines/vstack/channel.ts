/** What the VPCI provider says to a guest's VPCI bus, and the packets that it turns into OIDs. */
import { messaging, to } from '../../src/system/index.ts';
import { VPCI_VERSION } from '../../src/wdk/vpci-messages.ts';
import { emptyMask, orMasks } from '../block-mask.ts';
import type { BarValues, OidParameters, OidResult } from '../messages/index.ts';
import type { Relay, VstackContext, VstackEvent } from './context.ts';
import { adaptersOf } from './context.ts';
import { relayed } from './guards.ts';
import { changed, relations } from './lifecycle.ts';

export interface OfGuest {
  readonly guest: number;
}
type RelayedEvent = Extract<VstackEvent, { type: (typeof relayed)[number] }>;
const { send, reply, assign } = messaging<VstackContext, VstackEvent, OfGuest>();

const vpciOf = (context: VstackContext, guest: number) => context.guests[guest]?.vpci ?? '';

/** The OID that does what a packet asks for. */
function oidFor(
  event: RelayedEvent,
  vf: number,
  bar: number,
): { oid: string; parameters: OidParameters } {
  const { type } = event;
  switch (type) {
    case 'VPCI_QUERY_RESOURCE_REQUIREMENTS':
      return { oid: 'OID_SRIOV_PROBED_BARS', parameters: {} };
    case 'VPCI_RESOURCES_ASSIGNED2':
      return { oid: 'OID_SRIOV_BAR_RESOURCES', parameters: { vf, bar } };
    case 'VPCI_READ_BLOCK': {
      const { blockId, length } = event;
      return { oid: 'OID_SRIOV_READ_VF_CONFIG_BLOCK', parameters: { vf, blockId, length } };
    }
    case 'VPCI_WRITE_BLOCK': {
      const { blockId, length, block } = event;
      return { oid: 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK', parameters: { vf, blockId, length, block } };
    }
    case 'VPCI_POWER_STATE_CHANGE': {
      const { powerState } = event;
      const parameters = { vf, powerState, wakeEnable: false };
      return { oid: 'OID_SRIOV_SET_VF_POWER_STATE', parameters };
    }
    case 'VpciConfigRead': {
      const { offset, length } = event;
      return { oid: 'OID_SRIOV_READ_VF_CONFIG_SPACE', parameters: { vf, offset, length } };
    }
    case 'VpciConfigWrite': {
      const { offset, length, value } = event;
      return { oid: 'OID_SRIOV_WRITE_VF_CONFIG_SPACE', parameters: { vf, offset, length, value } };
    }
    default:
      return type satisfies never;
  }
}

const relayId = (guest: number, event: RelayedEvent) => `g${guest}.${event.type}.${event.id}`;

/** The completion packet of a relayed request. */
function completion(relay: Relay, ok: boolean, result: OidResult): object {
  const status = ok ? 'STATUS_SUCCESS' : 'STATUS_UNSUCCESSFUL';
  const base = { id: relay.packetId, slot: relay.slot, status };
  switch (relay.packet) {
    case 'VpciConfigRead':
    case 'VpciConfigWrite': {
      const count = ok ? (result.count ?? 0) : 0;
      const value = result.value === undefined ? {} : { value: result.value };
      return { type: `${relay.packet}.return`, id: relay.packetId, count, ...value };
    }
    case 'VPCI_READ_BLOCK': {
      const block = result.block === undefined ? {} : { block: result.block };
      return { type: `${relay.packet}.completion`, ...base, blockId: relay.blockId, ...block };
    }
    case 'VPCI_WRITE_BLOCK':
      return { type: `${relay.packet}.completion`, ...base, blockId: relay.blockId };
    case 'VPCI_QUERY_RESOURCE_REQUIREMENTS': {
      const bars: { bars?: BarValues } = result.bars === undefined ? {} : { bars: result.bars };
      return { type: `${relay.packet}.completion`, ...base, ...bars };
    }
    default:
      return { type: `${relay.packet}.completion`, ...base };
  }
}

export const channelActions = {
  offerChannel: send('*', ({ context, params }) =>
    to(context.guests[params.guest]?.pnp ?? '', { type: 'VMBUS_OFFER_CHANNEL' } as never),
  ),
  acceptVersion: reply('VPCI_QUERY_PROTOCOL_VERSION', ({ event }) => ({
    type: 'VPCI_QUERY_PROTOCOL_VERSION.completion',
    id: event.id,
    status: 'STATUS_SUCCESS',
    version: event.version,
  })),
  refuseVersion: reply('VPCI_QUERY_PROTOCOL_VERSION', ({ event }) => ({
    type: 'VPCI_QUERY_PROTOCOL_VERSION.completion',
    id: event.id,
    status: 'STATUS_REVISION_MISMATCH',
    version: VPCI_VERSION.WIN8.value,
  })),
  // The list goes first, then the completion: a guest takes the completion as "the list is
  // complete".
  sendRelations: send('*', ({ context, params }) => relations(context, params.guest)),
  sendCachedMasks: send('*', ({ context, params }) =>
    adaptersOf(context, params.guest)
      .filter(({ adapter }) => adapter.onBus && adapter.mask !== emptyMask)
      .map(({ slot, adapter }) =>
        to(vpciOf(context, params.guest), {
          type: 'VPCI_INVALIDATE_BLOCK',
          slot,
          blockMask: adapter.mask,
        } as never),
      ),
  ),
  forgetCachedMasks: assign('*', ({ context, params }) => {
    const { vfs } = context.guests[params.guest] ?? { vfs: [] as readonly number[] };
    return {
      adapters: context.adapters.map((each, vf) =>
        vfs.includes(vf) && each.onBus ? { ...each, mask: emptyMask } : each,
      ),
    };
  }),
  completeD0Entry: reply('VPCI_FDO_D0_ENTRY', ({ event }) => ({
    type: 'VPCI_FDO_D0_ENTRY.completion',
    id: event.id,
    status: 'STATUS_SUCCESS',
  })),
  refuseD0Entry: reply('VPCI_FDO_D0_ENTRY', ({ event }) => ({
    type: 'VPCI_FDO_D0_ENTRY.completion',
    id: event.id,
    status: 'STATUS_INVALID_DEVICE_STATE',
  })),
  completeD0Exit: reply('VPCI_FDO_D0_EXIT', ({ event }) => ({
    type: 'VPCI_FDO_D0_EXIT.completion',
    id: event.id,
    status: 'STATUS_SUCCESS',
  })),
  noteD0: assign('*', ({ context, params }) => ({
    d0: context.d0.map((each, guest) => (guest === params.guest ? true : each)),
  })),
  // Out of D0 no VF of the guest is started any more.
  noteNoD0: assign('*', ({ context, params }) => {
    const { vfs } = context.guests[params.guest] ?? { vfs: [] as readonly number[] };
    return {
      d0: context.d0.map((each, guest) => (guest === params.guest ? false : each)),
      adapters: context.adapters.map((each, vf) =>
        vfs.includes(vf) ? { ...each, started: false, path: 'synthetic' as const } : each,
      ),
    };
  }),
  rescind: send('*', ({ context, params }) => {
    const { vpci, pnp } = context.guests[params.guest] ?? { vpci: '', pnp: '' };
    const message = { type: 'VMBUS_RESCIND_CHANNEL_OFFER' } as const;
    return [to(vpci, message), to(pnp, message)];
  }),
  abandonRelays: assign('*', ({ context, params }) => ({
    relays: context.relays.map((relay) =>
      relay.guest === params.guest ? { ...relay, dead: true } : relay,
    ),
  })),

  // Requests of a VF that the PF answers.
  relay: send(relayed, ({ context, event, params }) => {
    const place = adaptersOf(context, params.guest).find(({ slot }) => slot === event.slot);
    if (place === undefined || place.adapter.vfId === null) return undefined;
    const { oid, parameters } = oidFor(event, place.adapter.vfId, place.adapter.bar ?? 0);
    const id = relayId(params.guest, event);
    const request = { type: 'NdisOidRequest', id, irql: 'PASSIVE_LEVEL', oid, parameters };
    return to(context.ndis, request as never);
  }),
  rememberRelay: assign(relayed, ({ context, event, params }) => {
    const relay: Relay = {
      oidId: relayId(params.guest, event),
      guest: params.guest,
      packet: event.type,
      packetId: event.id,
      slot: event.slot,
      blockId: 'blockId' in event ? event.blockId : null,
      dead: false,
    };
    const relays = [...context.relays, relay];
    return { relays: relays.sort((a, b) => (a.oidId < b.oidId ? -1 : 1)) };
  }),
  refuseRelay: reply(relayed, ({ event }) => {
    const relay: Relay = {
      oidId: '',
      guest: 0,
      packet: event.type,
      packetId: event.id,
      slot: event.slot,
      blockId: 'blockId' in event ? event.blockId : null,
      dead: false,
    };
    return completion(relay, false, {}) as never;
  }),
  completeRelay: send('ProtocolOidRequestComplete', ({ context, event }) => {
    const relay = context.relays.find(({ oidId }) => oidId === event.id);
    if (relay === undefined || relay.dead) return undefined;
    const ok = event.status === 'NDIS_STATUS_SUCCESS';
    return to(vpciOf(context, relay.guest), completion(relay, ok, event.result) as never);
  }),
  noteBars: assign('ProtocolOidRequestComplete', ({ context, event }) => {
    const relay = context.relays.find(({ oidId }) => oidId === event.id);
    if (relay?.packet !== 'VPCI_QUERY_RESOURCE_REQUIREMENTS' || relay.dead) return {};
    const vf = context.guests[relay.guest]?.vfs[relay.slot];
    const bar = event.result.bars?.findIndex((value) => value !== 0) ?? -1;
    return vf === undefined ? {} : changed(context, vf, { bar: bar < 0 ? null : bar });
  }),
  completeAssigned: reply('VPCI_RESOURCES_ASSIGNED2', ({ event }) => ({
    type: 'VPCI_RESOURCES_ASSIGNED2.completion',
    id: event.id,
    slot: event.slot,
    status: 'STATUS_SUCCESS',
  })),
  noteStartedNow: assign('VPCI_RESOURCES_ASSIGNED2', ({ context, event, params }) => {
    const vf = context.guests[params.guest]?.vfs[event.slot];
    return vf === undefined ? {} : changed(context, vf, { started: true });
  }),
  noteStarted: assign('ProtocolOidRequestComplete', ({ context, event }) => {
    const relay = context.relays.find(({ oidId }) => oidId === event.id);
    if (relay?.packet !== 'VPCI_RESOURCES_ASSIGNED2' || relay.dead) return {};
    const vf = context.guests[relay.guest]?.vfs[relay.slot];
    if (vf === undefined || event.status !== 'NDIS_STATUS_SUCCESS') return {};
    return context.adapters[vf]?.onBus === true ? changed(context, vf, { started: true }) : {};
  }),
  forgetRelay: assign('ProtocolOidRequestComplete', ({ context, event }) => ({
    relays: context.relays.filter(({ oidId }) => oidId !== event.id),
  })),
  noteReleased: assign('VPCI_RESOURCES_RELEASED', ({ context, event, params }) => {
    const vf = context.guests[params.guest]?.vfs[event.slot];
    return vf === undefined ? {} : changed(context, vf, { started: false });
  }),

  // Invalidation: masks are OR-ed until they are delivered (S8).
  cacheMask: assign('NdisMInvalidateConfigBlock', ({ context, event }) => {
    const vf = context.adapters.findIndex(({ vfId }) => vfId === event.vf);
    const mask = context.adapters[vf]?.mask ?? emptyMask;
    return vf < 0 ? {} : changed(context, vf, { mask: orMasks(mask, event.blockMask) });
  }),
};
