/**
 * What the virtualization stack does for a VM network adapter: OIDs in order, and answers to who
 * asked.
 */
import { messaging, sender, to } from '../../src/system/index.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import { emptyMask } from '../block-mask.ts';
import type { OidParameters } from '../messages/index.ts';
import type { Adapter, Asked, VstackContext, VstackEvent } from './context.ts';
import { placeOf } from './context.ts';
import { controlId, lifecycleId } from './guards.ts';

export interface OfVf {
  readonly vf: number;
}
const { send, reply, assign } = messaging<VstackContext, VstackEvent, OfVf>();

const adapterOf = (context: VstackContext, vf: number) => context.adapters[vf] as Adapter;

/** The adapters with one of them changed. */
export function changed(
  context: VstackContext,
  vf: number,
  change: Partial<Adapter>,
): Pick<VstackContext, 'adapters'> {
  return {
    adapters: context.adapters.map((each, index) => (index === vf ? { ...each, ...change } : each)),
  };
}

const request = (context: VstackContext, id: string, oid: string, parameters: OidParameters) =>
  to(context.ndis, {
    type: 'NdisOidRequest',
    id,
    irql: 'PASSIVE_LEVEL',
    oid,
    parameters,
  } as never);

/** An action that issues the adapter's next lifecycle OID, unless there is nothing to undo. */
const oid = (
  name: string,
  parameters: (adapter: Adapter) => OidParameters,
  needed: (adapter: Adapter) => boolean = () => true,
) =>
  send('*', ({ context, params }) => {
    const adapter = adapterOf(context, params.vf);
    if (!needed(adapter)) return undefined;
    return request(context, lifecycleId(params.vf), name, parameters(adapter));
  });

const done = (ask: Asked, status: string) =>
  to(ask.from, { type: `${ask.type}.done`, id: ask.id, status } as never);

const defaultVPort = CONSTANT.NDIS_DEFAULT_VPORT_ID.value;
const known = <T>(value: T | null): T | undefined => value ?? undefined;

/** BUS_RELATIONS2 as it stands for a guest. */
export function relations(context: VstackContext, guest: number) {
  const { vpci, vfs } = context.guests[guest] as VstackContext['guests'][number];
  const children = vfs.flatMap((vf, slot) => {
    const { onBus, vendorId, deviceId, serial } = adapterOf(context, vf);
    return onBus ? [{ slot, vendorId, deviceId, serial }] : [];
  });
  return to(vpci, { type: 'VPCI_BUS_RELATIONS2', children } as never);
}

const tellGuest = send('*', ({ context, params }) => {
  const { guest } = placeOf(context, params.vf);
  return context.d0[guest] === true ? relations(context, guest) : undefined;
});

export const lifecycleActions = {
  // Who asked, and what they are told.
  rememberAsk: assign(['AssignVf', 'UnassignVf', 'RevokeVf'], ({ context, event, params }) =>
    changed(context, params.vf, {
      asks: [
        ...adapterOf(context, params.vf).asks,
        { from: sender(event), id: event.id, type: event.type },
      ],
    }),
  ),
  answerAsks: send('*', ({ context, params }) => {
    const { asks, failure } = adapterOf(context, params.vf);
    return asks.map((ask) =>
      done(ask, ask.type === 'AssignVf' && failure !== null ? failure : 'STATUS_SUCCESS'),
    );
  }),
  forgetAsks: assign('*', ({ context, params }) =>
    changed(context, params.vf, { asks: [], failure: null }),
  ),
  refuseAsk: reply(
    ['AssignVf', 'UnassignVf', 'RevokeVf', 'ResetVf', 'SetVfPower'],
    ({ event }) => ({
      type: `${event.type}.done`,
      id: event.id,
      status: 'STATUS_INVALID_DEVICE_STATE',
    }),
  ),

  // S2: allocation and attachment.
  setFilter: oid('OID_RECEIVE_FILTER_SET_FILTER', () => ({ vport: defaultVPort })),
  keepFilter: assign('ProtocolOidRequestComplete', ({ context, event, params }) =>
    changed(context, params.vf, { filter: event.result.filter ?? null }),
  ),
  allocateVf: oid('OID_NIC_SWITCH_ALLOCATE_VF', () => ({
    switchId: CONSTANT.NDIS_DEFAULT_SWITCH_ID.value,
    vf: CONSTANT.NDIS_INVALID_VF_FUNCTION_ID.value,
    requestorId: CONSTANT.NDIS_INVALID_RID.value,
  })),
  keepVf: assign('ProtocolOidRequestComplete', ({ context, event, params }) =>
    changed(context, params.vf, { vfId: event.result.vf ?? null }),
  ),
  createVPort: oid('OID_NIC_SWITCH_CREATE_VPORT', (adapter) => ({
    switchId: CONSTANT.NDIS_DEFAULT_SWITCH_ID.value,
    vport: defaultVPort,
    attachedFunction: known(adapter.vfId),
  })),
  keepVPort: assign('ProtocolOidRequestComplete', ({ context, event, params }) =>
    changed(context, params.vf, { vport: event.result.vport ?? null }),
  ),
  moveFilterToVf: oid('OID_RECEIVE_FILTER_MOVE_FILTER', (adapter) => ({
    filter: known(adapter.filter),
    vport: defaultVPort,
    destinationVPort: known(adapter.vport),
  })),
  queryIds: oid('OID_SRIOV_VF_VENDOR_DEVICE_ID', (adapter) => ({ vf: known(adapter.vfId) })),
  keepIds: assign('ProtocolOidRequestComplete', ({ context, event, params }) =>
    changed(context, params.vf, {
      vendorId: event.result.vendorId ?? 0,
      deviceId: event.result.deviceId ?? 0,
    }),
  ),
  noteFailure: assign('ProtocolOidRequestComplete', ({ context, event, params }) =>
    changed(context, params.vf, { failure: event.status }),
  ),
  putOnBus: assign('*', ({ context, params }) => changed(context, params.vf, { onBus: true })),
  tellGuest,
  // What the PF invalidated before the VF was on the bus; a guest that is not in D0 is told on its
  // entry (S8).
  sendMaskInD0: send('*', ({ context, params }) => {
    const { guest, slot } = placeOf(context, params.vf);
    const { mask } = adapterOf(context, params.vf);
    if (context.d0[guest] !== true || mask === emptyMask) return undefined;
    const news = { type: 'VPCI_INVALIDATE_BLOCK', slot, blockMask: mask };
    return to(context.guests[guest]?.vpci ?? '', news as never);
  }),
  forgetMaskInD0: assign('*', ({ context, params }) => {
    const { guest } = placeOf(context, params.vf);
    return context.d0[guest] === true ? changed(context, params.vf, { mask: emptyMask }) : {};
  }),

  // S3: detachment.
  eject: send('*', ({ context, params }) => {
    const { guest, slot } = placeOf(context, params.vf);
    return to(context.guests[guest]?.vpci ?? '', { type: 'VPCI_EJECT', slot } as never);
  }),
  takeOffBus: assign('*', ({ context, params }) => {
    const { serial } = adapterOf(context, params.vf);
    return changed(context, params.vf, {
      onBus: false,
      started: false,
      bar: null,
      mask: emptyMask,
      path: 'synthetic',
      serial: serial === 2 * params.vf + 1 ? serial + 1 : serial - 1,
    });
  }),
  moveFilterBackIfAny: oid(
    'OID_RECEIVE_FILTER_MOVE_FILTER',
    (adapter) => ({
      filter: known(adapter.filter),
      vport: known(adapter.vport),
      destinationVPort: defaultVPort,
    }),
    ({ vport }) => vport !== null,
  ),
  deleteVPort: oid('OID_NIC_SWITCH_DELETE_VPORT', (adapter) => ({ vport: known(adapter.vport) })),
  forgetVPort: assign('*', ({ context, params }) => changed(context, params.vf, { vport: null })),
  resetVfIfAny: oid(
    'OID_SRIOV_RESET_VF',
    (adapter) => ({ vf: known(adapter.vfId) }),
    ({ vfId }) => vfId !== null,
  ),
  freeVf: oid('OID_NIC_SWITCH_FREE_VF', (adapter) => ({ vf: known(adapter.vfId) })),
  forgetVf: assign('*', ({ context, params }) => changed(context, params.vf, { vfId: null })),
  clearFilterIfAny: oid(
    'OID_RECEIVE_FILTER_CLEAR_FILTER',
    (adapter) => ({ filter: known(adapter.filter) }),
    ({ filter }) => filter !== null,
  ),
  forgetFilter: assign('*', ({ context, params }) => changed(context, params.vf, { filter: null })),

  // Reset and power of an assigned VF, from an administrator (S12).
  rememberControl: assign(['ResetVf', 'SetVfPower'], ({ context, event, params }) =>
    changed(context, params.vf, {
      control: { from: sender(event), id: event.id, type: event.type },
    }),
  ),
  requestReset: send('ResetVf', ({ context, params }) =>
    request(context, controlId(params.vf), 'OID_SRIOV_RESET_VF', {
      vf: known(adapterOf(context, params.vf).vfId),
    }),
  ),
  requestPower: send('SetVfPower', ({ context, event, params }) =>
    request(context, controlId(params.vf), 'OID_SRIOV_SET_VF_POWER_STATE', {
      vf: known(adapterOf(context, params.vf).vfId),
      powerState: event.powerState,
      wakeEnable: event.wakeEnable,
    }),
  ),
  answerControl: send('ProtocolOidRequestComplete', ({ context, event, params }) => {
    const { control } = adapterOf(context, params.vf);
    return control === null ? undefined : done(control, event.status);
  }),
  forgetControl: assign('*', ({ context, params }) =>
    changed(context, params.vf, { control: null }),
  ),
};
