/** The virtualization stack's decisions, by name. */
import { messaging } from '../../src/system/index.ts';
import type { VstackContext, VstackEvent } from './context.ts';
import { adaptersOf, guestOfSender, placeOf } from './context.ts';

const { when } = messaging<VstackContext, VstackEvent>();
const ofVf = messaging<VstackContext, VstackEvent, { vf: number }>();
const ofGuest = messaging<VstackContext, VstackEvent, { guest: number }>();

const asks = ['AssignVf', 'UnassignVf', 'RevokeVf', 'ResetVf', 'SetVfPower'] as const;
/** Packets that become an OID for the VF in their slot. */
export const relayed = [
  'VPCI_QUERY_RESOURCE_REQUIREMENTS',
  'VPCI_RESOURCES_ASSIGNED2',
  'VPCI_READ_BLOCK',
  'VPCI_WRITE_BLOCK',
  'VPCI_POWER_STATE_CHANGE',
  'VpciConfigRead',
  'VpciConfigWrite',
] as const;

/** The id of an adapter's lifecycle OID; it has one outstanding at a time. */
export const lifecycleId = (vf: number) => `vf${vf}`;
/** The id of its reset or power OID. */
export const controlId = (vf: number) => `vf${vf}.control`;

export const vstackGuards = {
  // The adapter's life.
  isBound: ({ context }: { context: VstackContext }) => context.bound && context.unbind === null,
  isVf: ofVf.when(asks, ({ event, params }) => event.vf === params.vf),
  isVfAndBound: ofVf.when(
    asks,
    ({ context, event, params }) =>
      event.vf === params.vf && context.bound && context.unbind === null,
  ),
  isVfBeforeBind: ofVf.when(
    asks,
    ({ context, event, params }) => event.vf === params.vf && !context.bound && !context.gone,
  ),
  oidSucceeded: ofVf.when(
    'ProtocolOidRequestComplete',
    ({ event, params }) =>
      event.id === lifecycleId(params.vf) && event.status === 'NDIS_STATUS_SUCCESS',
  ),
  oidDone: ofVf.when(
    'ProtocolOidRequestComplete',
    ({ event, params }) => event.id === lifecycleId(params.vf),
  ),
  controlDone: ofVf.when(
    'ProtocolOidRequestComplete',
    ({ event, params }) => event.id === controlId(params.vf),
  ),
  isFree: ofVf.when(
    asks,
    ({ context, event, params }) =>
      event.vf === params.vf && context.adapters[params.vf]?.control === null,
  ),
  hasNoVPort: ofVf.when('*', ({ context, params }) => context.adapters[params.vf]?.vport === null),
  hasNoVf: ofVf.when('*', ({ context, params }) => context.adapters[params.vf]?.vfId === null),
  hasNoFilter: ofVf.when(
    '*',
    ({ context, params }) => context.adapters[params.vf]?.filter === null,
  ),
  // The guest has taken the VF's resources: it is asked before the VF goes.
  mustBeEjected: ofVf.when('*', ({ context, params }) => {
    const { guest } = placeOf(context, params.vf);
    const adapter = context.adapters[params.vf];
    return !context.lost && context.d0[guest] === true && adapter?.started === true;
  }),
  guestHasLeft: ofVf.when(
    '*',
    ({ context, params }) => context.d0[placeOf(context, params.vf).guest] !== true,
  ),
  isEjectedSlot: ofVf.when('VPCI_EJECTION_COMPLETE', ({ context, event, params }) => {
    const { guest, slot } = placeOf(context, params.vf);
    return event.slot === slot && guestOfSender(context, event.from) === guest;
  }),
  adapterIsLost: when('*', ({ context }) => context.lost),
  mustLetGo: when('*', ({ context }) => context.unbind !== null || context.lost),
  // An assignment that has only asked for its filter has nothing yet, but is about to: it is waited
  // for as well.
  allFree: when(
    '*',
    ({ context }) =>
      context.relays.length === 0 &&
      context.adapters.every(
        (each) =>
          each.vfId === null &&
          each.filter === null &&
          each.control === null &&
          (!context.bound || each.asks.length === 0),
      ),
  ),
  someoneUsesIt: when('ProtocolNetPnPEvent', ({ context, event }) => {
    const used = context.adapters.some((each) => each.vfId !== null || each.asks.length > 0);
    return event.event === 'NetEventQueryRemoveDevice' && !event.surprise && used;
  }),
  isSurprise: when('ProtocolNetPnPEvent', ({ event }) => event.surprise),

  // Channels.
  // Not before the last request of the previous channel has come back: its ids would be used again.
  canBeOffered: ofGuest.when(
    '*',
    ({ context, params }) =>
      adaptersOf(context, params.guest).some(({ adapter }) => adapter.onBus) &&
      context.relays.every(({ guest }) => guest !== params.guest),
  ),
  isDeserted: ofGuest.when('*', ({ context, params }) =>
    adaptersOf(context, params.guest).every(({ adapter }) => !adapter.onBus),
  ),
  isFromGuest: ofGuest.when(
    '*',
    ({ context, event, params }) => guestOfSender(context, event.from) === params.guest,
  ),
  isFromGuestAndKnown: ofGuest.when(
    'VPCI_QUERY_PROTOCOL_VERSION',
    ({ context, event, params }) =>
      guestOfSender(context, event.from) === params.guest && event.version <= context.vpciVersion,
  ),
  isNewsForGuest: ofGuest.when('NdisMInvalidateConfigBlock', ({ context, event, params }) =>
    adaptersOf(context, params.guest).some(({ adapter }) => adapter.vfId === event.vf),
  ),
  canBeRelayed: ofGuest.when(relayed, ({ context, event, params }) => {
    if (guestOfSender(context, event.from) !== params.guest) return false;
    const there = adaptersOf(context, params.guest).find(({ slot }) => slot === event.slot);
    return there?.adapter.vfId !== null && there?.adapter.onBus === true;
  }),
  // Its memory is not described by BARs: there is no range that the PF miniport could be asked for.
  hasNoBar: ofGuest.when('VPCI_RESOURCES_ASSIGNED2', ({ context, event, params }) => {
    if (guestOfSender(context, event.from) !== params.guest) return false;
    const there = adaptersOf(context, params.guest).find(({ slot }) => slot === event.slot);
    return there?.adapter.onBus === true && there.adapter.bar === null;
  }),
  isRelayOfGuest: ofGuest.when('ProtocolOidRequestComplete', ({ context, event, params }) =>
    context.relays.some((relay) => relay.oidId === event.id && relay.guest === params.guest),
  ),
};
