/** What the VPCI bus driver does for one child, by name: enumeration, PnP, power, interfaces. */
import { sender, to } from '../../src/system/index.ts';
import type { InterfaceName } from '../../src/wdk/interfaces.ts';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { emptyMask } from '../block-mask.ts';
import { entry } from '../common.ts';
import type { BusChild } from '../messages/index.ts';
import { counted, queryInterfaceStatus } from '../pci/checks.ts';
import { act, begin, both } from './act.ts';
import type { VpciContext } from './context.ts';
import { listedIn } from './guards.ts';
import type { Effect } from './requests.ts';
import {
  byTransaction,
  changed,
  completion,
  excluding,
  failAll,
  powerStatusOfGone,
} from './requests.ts';

/** The host asks for an ejection, or takes the function away without asking. */
const capabilities = { removable: true, ejectSupported: true, surpriseRemovalOk: true };
/** A DEVICE_CAPABILITIES of a version that it does not know; the page names no status. */
const badVersion = 'STATUS_UNSUCCESSFUL';
const exported: readonly InterfaceName[] = ['VPCI_INTERFACE_STANDARD', 'BUS_INTERFACE_STANDARD'];

/** A child that the host has listed: what resources does it need? */
function survey(context: VpciContext, listed: BusChild): Effect {
  const { slot, vendorId, deviceId, serial } = listed;
  const { change, sent } = begin(
    context,
    { slot, request: 'VPCI_QUERY_RESOURCE_REQUIREMENTS', from: '', id: '' },
    { type: 'VPCI_QUERY_RESOURCE_REQUIREMENTS', slot },
  );
  const child = {
    slot,
    vendorId,
    deviceId,
    serial,
    reported: false,
    gone: false,
    assigned: false,
    references: {},
    invalidated: emptyMask,
    replacement: null,
  };
  return { change: { ...change, children: entry(context.children, slot, child) }, sent };
}

/** Ends the request that this packet answers; `status` is what its requester is told. */
function settle(context: VpciContext, id: string, status: NtStatus): Effect {
  const found = byTransaction(context, id);
  if (found === undefined) return {};
  const asked = found.from !== '';
  return {
    change: { outstanding: excluding(context.outstanding, found) },
    sent: asked ? [completion(found, found.request, status)] : [],
  };
}

export const slotActions = {
  // Enumeration.
  survey: act('*', ({ context, event, slot }) => {
    const listed = listedIn({ context, event }, slot);
    return listed === undefined ? {} : survey(context, listed);
  }),
  surveyReplacement: act('*', ({ context, slot }) => {
    const next = context.children[slot]?.replacement ?? null;
    return next === null ? {} : survey(context, next);
  }),
  settleSurvey: act(['VPCI_QUERY_RESOURCE_REQUIREMENTS.completion'], ({ context, event }) =>
    settle(context, event.id, event.status),
  ),
  announce: act('*', ({ context }) => ({
    sent: [to(context.pnp, { type: 'IoInvalidateDeviceRelations' })],
  })),
  noteReported: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { reported: true }),
  })),
  noteLeftOut: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { reported: false }),
  })),
  noteReplacement: act('*', ({ context, event, slot }) => ({
    change: changed(context, slot, { replacement: listedIn({ context, event }, slot) ?? null }),
  })),
  forgetReplacement: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { replacement: null }),
  })),
  failOutstanding: act('*', ({ context, slot }) => failAll(context, slot)),
  /** The function is no longer there: what is under way for it ends now. */
  lose: act('*', ({ context, slot }) =>
    both(context, failAll(context, slot), (after) => ({
      change: changed(after, slot, { gone: true, assigned: false, invalidated: emptyMask }),
    })),
  ),
  unlink: act('*', ({ context, slot }) =>
    both(context, failAll(context, slot), (after) => ({
      change: { children: entry(after.children, slot, undefined) },
    })),
  ),

  // Start and power.
  assignResources: act(['IRP_MN_START_DEVICE'], ({ context, event, slot }) =>
    both(
      context,
      begin(
        context,
        { slot, request: 'IRP_MN_START_DEVICE', from: sender(event), id: event.id },
        { type: 'VPCI_RESOURCES_ASSIGNED2', slot },
      ),
      (after) => ({ change: changed(after, slot, { assigned: true }) }),
    ),
  ),
  finishStart: act(['VPCI_RESOURCES_ASSIGNED2.completion'], ({ context, event }) =>
    settle(context, event.id, event.status),
  ),
  noteUnassigned: act('*', ({ context, slot }) => ({
    change: changed(context, slot, { assigned: false }),
  })),
  releaseResources: act('*', ({ context, slot }) =>
    context.children[slot]?.assigned === true
      ? {
          change: changed(context, slot, { assigned: false, invalidated: emptyMask }),
          sent: [to(context.host, { type: 'VPCI_RESOURCES_RELEASED', slot } as never)],
        }
      : {},
  ),
  changePower: act(['IRP_MN_SET_POWER'], ({ context, event, slot }) => {
    const { id, powerState } = event;
    return begin(
      context,
      { slot, request: 'IRP_MN_SET_POWER', from: sender(event), id, powerState },
      { type: 'VPCI_POWER_STATE_CHANGE', slot, powerState },
    );
  }),
  finishPower: act(['VPCI_POWER_STATE_CHANGE.completion'], ({ context, event }) => {
    const power = byTransaction(context, event.id)?.powerState;
    // A power-down never fails; a power-up may, of a device that is being removed.
    return settle(context, event.id, power === 'D3' ? 'STATUS_SUCCESS' : event.status);
  }),
  completePowerOfGone: act(['IRP_MN_SET_POWER'], ({ event }) => ({
    sent: [
      completion(
        { from: sender(event), id: event.id },
        event.type,
        powerStatusOfGone(event.powerState),
      ),
    ],
  })),

  // Ejection.
  requestEject: act('*', ({ context, slot }) => ({
    sent: [to(context.pnp, { type: 'IoRequestDeviceEject', slot } as never)],
  })),
  acknowledgeEjection: act('*', ({ context, slot }) => ({
    sent: [to(context.host, { type: 'VPCI_EJECTION_COMPLETE', slot } as never)],
  })),

  // Capabilities and interfaces.
  answerCapabilities: act(['IRP_MN_QUERY_CAPABILITIES'], ({ event }) => {
    const requester = { from: sender(event), id: event.id };
    if (event.version !== 1) return { sent: [completion(requester, event.type, badVersion)] };
    return { sent: [completion(requester, event.type, 'STATUS_SUCCESS', { capabilities })] };
  }),
  takeReference: act(['IRP_MN_QUERY_INTERFACE'], ({ context, event, slot }) => {
    if (!exported.some((name) => INTERFACE[name].guid === event.interfaceType)) return {};
    if (queryInterfaceStatus(event, exported) !== 'STATUS_SUCCESS') return {};
    const references = context.children[slot]?.references ?? {};
    const next = counted(references, sender(event), event.interfaceType, 1);
    return { change: changed(context, slot, { references: next }) };
  }),
  answerQueryInterface: act(['IRP_MN_QUERY_INTERFACE'], ({ context, event, slot }) => {
    const status = queryInterfaceStatus(event, exported);
    const name = exported.find((each) => INTERFACE[each].guid === event.interfaceType);
    const given = status === 'STATUS_SUCCESS' && name !== undefined;
    const serialNumber = context.children[slot]?.serial;
    const requester = { from: sender(event), id: event.id };
    return {
      sent: [
        completion(requester, event.type, status, {
          information: 0,
          ...(given ? { version: INTERFACE[name].version } : {}),
          ...(given && name === 'VPCI_INTERFACE_STANDARD' ? { serialNumber } : {}),
        }),
      ],
    };
  }),
  addReference: act(['InterfaceReference'], ({ context, event, slot }) => ({
    change: changed(context, slot, {
      references: counted(
        context.children[slot]?.references ?? {},
        sender(event),
        event.interfaceType,
        1,
      ),
    }),
  })),
  dropReference: act(['InterfaceDereference'], ({ context, event, slot }) => ({
    change: changed(context, slot, {
      references: counted(
        context.children[slot]?.references ?? {},
        sender(event),
        event.interfaceType,
        -1,
      ),
    }),
  })),
};
