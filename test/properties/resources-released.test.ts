import { describe, expect, test } from 'vitest';
import { resourcesReleased as rule } from '../../actors/properties/resources-released.ts';
import type { Delivery } from './sequence.ts';
import { during } from './sequence.ts';

const sends = (type: string, rest: object = { slot: 0 }): Delivery => [
  'vpci.g0',
  'vstack',
  { type, ...rest },
];
const gets = (type: string, rest: object = { slot: 0 }): Delivery => [
  'vstack',
  'vpci.g0',
  { type, ...rest },
];
const enterD0 = (status = 'STATUS_SUCCESS') =>
  gets('VPCI_FDO_D0_ENTRY.completion', { id: '1', status });
const exitD0 = sends('VPCI_FDO_D0_EXIT', { id: '1' });
const relations = (...serials: readonly number[]) =>
  gets('VPCI_BUS_RELATIONS2', { children: serials.map((serial, slot) => ({ slot, serial })) });
const assign = (id = '2') => sends('VPCI_RESOURCES_ASSIGNED2', { id, slot: 0 });
const answer = (status = 'STATUS_SUCCESS', id = '2') =>
  gets('VPCI_RESOURCES_ASSIGNED2.completion', { id, slot: 0, status });
const release = sends('VPCI_RESOURCES_RELEASED');
const refusal = answer('STATUS_INSUFFICIENT_RESOURCES');
const eject = gets('VPCI_EJECT');
const ejected = sends('VPCI_EJECTION_COMPLETE');
const rescind = gets('VMBUS_RESCIND_CHANNEL_OFFER', {});

const listed = [relations(7), enterD0()];
const assigned = [...listed, assign(), answer()];

describe('ResourcesReleased', () => {
  test('each assignment is released before the bus leaves D0', () => {
    expect(during(rule, ...assigned, release, exitD0)).toBe('holds');
    const again = [release, assign(), answer(), release, exitD0];
    expect(during(rule, ...assigned, ...again)).toBe('holds');
  });

  test('the bus leaves D0 with resources', () => {
    expect(during(rule, ...assigned, exitD0)).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_FDO_D0_EXIT and had not sent VPCI_RESOURCES_RELEASED for slot 0, whose resources the host had assigned"`,
    );
    // Also in the first version of the message.
    const first = [sends('VPCI_RESOURCES_ASSIGNED', { id: '2', slot: 0 })];
    const completed = gets('VPCI_RESOURCES_ASSIGNED.completion', {
      id: '2',
      slot: 0,
      status: 'STATUS_SUCCESS',
    });
    expect(during(rule, ...listed, ...first, completed, exitD0)).toContain('slot 0');
  });

  test('what the host has refused is released', () => {
    expect(during(rule, ...listed, assign(), refusal, release)).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_RESOURCES_RELEASED for slot 0, whose VPCI_RESOURCES_ASSIGNED2 the host had refused"`,
    );
    const retried = [assign(), refusal, assign('3'), answer('STATUS_SUCCESS', '3'), release];
    expect(during(rule, ...listed, ...retried, exitD0)).toBe('holds');
    expect(during(rule, ...listed, assign(), refusal, exitD0)).toBe('holds');
  });

  test('released twice', () => {
    expect(during(rule, ...assigned, release, release)).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_RESOURCES_RELEASED for slot 0 a second time, with no VPCI_RESOURCES_ASSIGNED2 since the first"`,
    );
  });

  test('an ejection, a list without the device and a rescind end an assignment without it', () => {
    expect(during(rule, ...assigned, eject, ejected, exitD0)).toBe('holds');
    expect(during(rule, ...assigned, eject, release, ejected, exitD0)).toBe('holds');
    expect(during(rule, ...assigned, relations(), exitD0)).toBe('holds');
    // Another device in the slot.
    expect(during(rule, ...assigned, relations(8), exitD0)).toBe('holds');
    expect(during(rule, ...assigned, relations(7), exitD0)).toContain('VPCI_FDO_D0_EXIT');
    expect(during(rule, ...assigned, rescind, exitD0)).toBe('holds');
  });

  test('a device is ejected before the host has answered; its answer comes late', () => {
    const early = [assign(), eject, release, ejected, refusal];
    expect(during(rule, ...listed, ...early)).toBe('holds');
    const next = [relations(8), assign('3'), refusal, eject, release, ejected];
    expect(during(rule, ...listed, ...early, ...next)).toBe('holds');
  });

  test('what another owner has left is cleared before D0 is entered', () => {
    const stale = [relations(7), enterD0('STATUS_DEVICE_NOT_READY'), release, release, exitD0];
    expect(during(rule, ...stale, enterD0(), assign(), answer(), release)).toBe('holds');
  });
});
