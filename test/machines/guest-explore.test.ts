/**
 * All orders of what can happen to one guest, in small situations: first in, first out per sender
 * and receiver.
 */
import { expect, test } from 'vitest';
import type { ClientStep } from '../../machines/client.ts';
import type { PlainResult, Views } from './explore-plain.ts';
import { explorePlain } from './explore-plain.ts';
import type { HostState, Situation } from './guest-system.ts';
import { atRest, contextOf, guestSystem, irpWatch, keepsSilent } from './guest-system.ts';

/** Explores and expects nothing wrong; a failure shows the shortest schedule. */
function explored(situation: Situation, also?: (views: Views) => string | undefined): PlainResult {
  const spec = guestSystem(situation);
  const rest = atRest(spec);
  const result = explorePlain(spec, {
    watch: irpWatch,
    always: keepsSilent,
    atRest: (views, open) => rest(views, open) ?? also?.(views),
    statesMax: 100_000,
  });
  expect([result.wrong, ...(result.wrong === undefined ? [] : result.schedule)]).toEqual([
    undefined,
  ]);
  expect(result.truncated).toBe(false);
  return result;
}

const counts = ({ states, deliveries }: PlainResult) => ({ states, deliveries });

const ask = (to: string, message: object, wait = true) =>
  ({ to, message, wait }) as unknown as ClientStep;
const block = { blockId: 0, length: 128 };
const read = (way: 'ndis' | 'ioctl', wait = true) =>
  ask('vf', { type: 'ReadBlock', way, ...block }, wait);
const write = (way: 'ndis' | 'ioctl') =>
  ask('vf', { type: 'WriteBlock', way, ...block, block: 'w' });
const cancelRead = ask('vf', { type: 'CancelBlock', request: 'IOCTL_VPCI_READ_BLOCK' });
const readConfig = ask('vf', { type: 'ReadConfig', offset: 0, length: 2 });
const up = ask('pnp', { type: 'AwaitDeviceInterface', vf: 0, present: true });
const power = (powerState: 'D0' | 'D3') =>
  ask('pnp', { type: 'SetDevicePower', vf: 0, powerState });

/** A VF that nobody takes away carries the traffic, and keeps its invalidation IRP pending. */
function isUp(views: Views): string | undefined {
  const { state } = contextOf<{ state: HostState }>(views, 'host');
  const armed = contextOf<{ outstanding: readonly unknown[] }>(views, 'vpci').outstanding.length;
  return state.onVf && armed === 1 ? undefined : 'the adapter is not up';
}

test('a VF comes up in every order, and the data path goes to it', () => {
  expect(counts(explored({ host: [['Offer']] }, isUp))).toEqual({ states: 61, deliveries: 90 });
  explored({ host: [['Offer']], vbd: true }, isUp);
});

test('an ejection at any moment of bring-up ends with a closed channel and everything as before', () => {
  const result = explored({ host: [['Offer', 'Eject']] });
  expect(counts(result)).toEqual({ states: 1039, deliveries: 2715 });
  expect([...result.seen]).toContain('VPCI_EJECTION_COMPLETE');
  expect([...result.seen]).toContain('IRP_MN_START_DEVICE STATUS_NO_SUCH_DEVICE');
  explored({ host: [['Offer', 'Eject']], vbd: true });
});

test('an ejection that is repeated is acknowledged once', () => {
  expect(explored({ host: [['Offer', 'Eject', 'Eject']] }).states).toBe(2017);
});

test('a rescind at any moment of bring-up ends with one close and everything as before', () => {
  const result = explored({ host: [['Offer', 'Rescind']] });
  expect(counts(result)).toEqual({ states: 4410, deliveries: 13970 });
  expect([...result.seen]).toContain('MiniportHaltEx');
  explored({ host: [['Offer', 'Rescind']], vbd: true });
});

test('an ejection and a rescind in every order are one removal', () => {
  expect(explored({ host: [['Offer', 'Eject'], ['Rescind']] }).states).toBe(19911);
});

test('a second channel is started after the first one, in every order with its teardown', () => {
  const eject: Situation = { host: [['Offer', 'Eject', 'Offer']] };
  expect(explored(eject).states).toBe(2436);
  const rescind: Situation = { host: [['Offer', 'Rescind', 'Offer']] };
  expect(explored(rescind).restStates).toBeGreaterThan(0);
});

test('a child that the host leaves out of its list is removed by surprise, also while it is ejected', () => {
  expect(explored({ host: [['Offer', 'TakeAway'], ['Eject']] }).states).toBe(7596);
  explored({ host: [['Offer', 'TakeAway'], ['Eject']], vbd: true });
});

test('another device in the slot waits until the old one is removed, and then comes up', () => {
  expect(explored({ host: [['Offer', 'Replace']] }, isUp).states).toBe(1673);
  expect(explored({ host: [['Offer', 'Replace'], ['Eject']] }).states).toBe(14186);
});

test('a synchronous read is answered once, whatever takes the VF away meanwhile', () => {
  const applications = [[up, read('ndis')]];
  const result = explored({ host: [['Offer', 'Eject']], applications });
  expect([...result.seen]).toContain('ReadBlock.done NDIS_STATUS_SUCCESS');
  expect([...result.seen]).toContain('ReadVfConfigBlock.return STATUS_DEVICE_NOT_CONNECTED');
  const vbd = explored({ host: [['Offer', 'Eject']], applications, vbd: true });
  expect([...vbd.seen]).toContain('VbdCall.return STATUS_SUCCESS');
});

test('an IOCTL that is cancelled while the host ejects is completed once, by one of three', () => {
  const applications = [[up, read('ioctl', false), cancelRead]];
  const result = explored({ host: [['Offer', 'Eject']], applications });
  expect([...result.seen]).toEqual(
    expect.arrayContaining([
      'IOCTL_VPCI_READ_BLOCK STATUS_SUCCESS',
      'IOCTL_VPCI_READ_BLOCK STATUS_CANCELLED',
      'IOCTL_VPCI_READ_BLOCK STATUS_DEVICE_NOT_CONNECTED',
    ]),
  );
});

test('a late answer to a cancelled IOCTL is not taken for the next one', () => {
  const applications = [[up, read('ioctl', false), cancelRead, write('ioctl'), read('ndis')]];
  const result = explored({ host: [['Offer']], applications }, isUp);
  expect([...result.seen]).toContain('IOCTL_VPCI_WRITE_BLOCK STATUS_SUCCESS');
});

test('an access to configuration space is answered once, with nothing when the VF has gone', () => {
  const result = explored({ host: [['Offer', 'Eject']], applications: [[up, readConfig]] });
  expect([...result.seen]).toContain('ReadConfig.done NDIS_STATUS_SUCCESS');
  expect([...result.seen]).toContain('ReadConfig.done NDIS_STATUS_FAILURE');
});

test('no invalidation is lost: at rest the VF has read the content that the last one was about', () => {
  const known = (views: Views) => {
    const { blocks } = contextOf<{ blocks: Record<string, string> }>(views, 'vf');
    const { state } = contextOf<{ state: HostState }>(views, 'host');
    // Without a list before it, the invalidation concerned no child of this guest.
    if (state.block === 'b0') return undefined;
    return blocks[0] === state.block ? undefined : 'the VF has a stale block';
  };
  const twice: Situation = { host: [['Offer', 'Invalidate', 'Invalidate']] };
  const result = explored(twice, known);
  expect([...result.seen]).toContain('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK NDIS_STATUS_SUCCESS');
  const meanwhile = [[up, read('ndis')]];
  explored({ host: [['Offer', 'Invalidate']], applications: meanwhile }, known);
  explored({ host: [['Offer', 'Eject'], ['Invalidate']] });
});

test('power goes down and up between invalidations, ejection and rescind', () => {
  const applications = [[up, power('D3'), power('D0')]];
  const result = explored({ host: [['Offer', 'Invalidate']], applications }, isUp);
  expect([...result.seen]).toContain('SetDevicePower.done STATUS_SUCCESS');
  explored({ host: [['Offer', 'Eject']], applications });
  const lost = explored({ host: [['Offer', 'Rescind']], applications });
  expect([...lost.seen]).toContain('SetDevicePower.done STATUS_NO_SUCH_DEVICE');
});
