import { describe, expect, test } from 'vitest';
import { everyRequestAnswered } from '../../actors/properties/unanswered.ts';
import type { Delivery } from './sequence.ts';
import { atTheEnd, completion, irp, oid, returned } from './sequence.ts';

const rule = everyRequestAnswered(['administrator']);

describe('EveryRequestAnswered', () => {
  const remove: Delivery = ['pnp', 'vbd', irp('IRP_MN_REMOVE_DEVICE')];

  test('an IRP is completed, or passed on for another to complete', () => {
    const done: Delivery = ['vbd', 'pnp', completion('IRP_MN_REMOVE_DEVICE')];
    const passed: Delivery = ['vbd', 'pci', { ...irp('IRP_MN_REMOVE_DEVICE'), from: 'pnp' }];
    const below: Delivery = ['pci', 'pnp', completion('IRP_MN_REMOVE_DEVICE')];
    expect(atTheEnd(rule, remove, done)).toBe('holds');
    expect(atTheEnd(rule, remove, passed, below)).toBe('holds');
  });

  test('an IRP that nobody completes, though nobody waits for it either', () => {
    expect(atTheEnd(rule, remove)).toMatchInlineSnapshot(
      `"vbd: never answered: IRP_MN_REMOVE_DEVICE of pnp"`,
    );
  });

  test('an OID that was only pended', () => {
    const name = 'OID_SRIOV_RESET_VF';
    expect(atTheEnd(rule, oid(name), returned(name))).toBe('holds');
    expect(atTheEnd(rule, oid(name), returned(name, 'NDIS_STATUS_PENDING'))).toContain(name);
  });

  test('packets of a channel that is gone, notifications, and what a client waits for', () => {
    const packet: Delivery = ['vpci.g0', 'vstack', { type: 'VPCI_READ_BLOCK', id: '1', slot: 0 }];
    const rescind: Delivery = ['vstack', 'vpci.g0', { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }];
    const kept: Delivery = ['ndis.vf0', 'vpci.g0', irp('IOCTL_VPCI_INVALIDATE_BLOCK')];
    const asked: Delivery = ['administrator', 'vstack', { type: 'AssignVf', id: 'step1', vf: 0 }];
    expect(atTheEnd(rule, packet)).toContain('VPCI_READ_BLOCK');
    expect(atTheEnd(rule, packet, rescind, kept, asked)).toBe('holds');
  });

  test('what a driver sends to itself is its own work, whatever its name', () => {
    const work: Delivery = ['vf0', 'vf0', { type: 'ReadAgain', id: 'work' }];
    expect(atTheEnd(rule, work)).toBe('holds');
    // Put off with the words of the IRP: it still has to be completed.
    const putOff: Delivery = ['vbd', 'vbd', { ...irp('IRP_MN_REMOVE_DEVICE'), from: 'pnp' }];
    const done: Delivery = ['vbd', 'pnp', completion('IRP_MN_REMOVE_DEVICE')];
    expect(atTheEnd(rule, remove, putOff)).toContain('IRP_MN_REMOVE_DEVICE');
    expect(atTheEnd(rule, remove, putOff, done)).toBe('holds');
  });
});
