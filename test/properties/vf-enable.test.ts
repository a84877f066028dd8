import { describe, expect, test } from 'vitest';
import { vfEnable } from '../../actors/properties/vf-enable.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp } from './sequence.ts';

const capability = 0x160;
const rule = vfEnable(capability);
const call = (numVFs: number): Delivery => [
  'ndis',
  'pci',
  { type: 'EnableVirtualization', id: 'call', numVFs, enableVirtualization: numVFs > 0 },
];
const write = (field: number, value: number): Delivery => [
  'pci',
  'device',
  {
    type: 'ConfigBatch',
    id: 'enable',
    accesses: [{ offset: capability + field, length: 2, value }],
  },
];
const numVfs = (value: number) => write(0x10, value);
const control = (value: number) => write(0x08, value);
const worked: Delivery = [
  'pci',
  'ndis',
  { type: 'EnableVirtualization.return', id: 'call', status: 'STATUS_SUCCESS' },
];
const remove: Delivery = ['pnp', 'pci', irp('IRP_MN_REMOVE_DEVICE')];
const removed: Delivery = ['pci', 'pnp', completion('IRP_MN_REMOVE_DEVICE')];
const on = [call(2), numVfs(2), control(9), worked];

describe('VfEnable', () => {
  test('NumVFs and VF Enable are written, and cleared again before the PF is removed', () => {
    expect(during(rule, ...on, call(0), control(0), worked, numVfs(0), remove, removed)).toBe(
      'holds',
    );
  });

  test('success without the registers', () => {
    expect(during(rule, call(2), worked)).toMatchInlineSnapshot(
      `"pci told ndis that enabling 2 VFs worked, while VF Enable is clear"`,
    );
    expect(during(rule, call(2), numVfs(1), control(9), worked)).toMatchInlineSnapshot(
      `"pci told ndis that enabling 2 VFs worked, while VF Enable is set for 1 VFs"`,
    );
    expect(during(rule, ...on, call(0), worked)).toMatchInlineSnapshot(
      `"pci told ndis that disabling worked, while VF Enable is set for 2 VFs"`,
    );
  });

  test('a PF that is removed with its VFs on', () => {
    expect(during(rule, ...on, remove, removed)).toMatchInlineSnapshot(
      `"pci completed IRP_MN_REMOVE_DEVICE with VF Enable still set"`,
    );
    // Pulled out, nothing can be written.
    const pulled: Delivery = ['pnp', 'pci', irp('IRP_MN_SURPRISE_REMOVAL')];
    expect(during(rule, ...on, pulled, remove, removed)).toBe('holds');
  });
});
