import { describe, expect, test } from 'vitest';
import {
  interfaceAfterDereference,
  interfaceLeak,
  queryRemoveRefused,
} from '../../actors/properties/interfaces.ts';
import type { Delivery } from './sequence.ts';
import { completion, during, irp } from './sequence.ts';

const interfaceType = 'GUID_PCI_VIRTUALIZATION_INTERFACE';
const query: Delivery = ['vbd', 'pci', irp('IRP_MN_QUERY_INTERFACE', { interfaceType })];
const granted: Delivery = ['pci', 'vbd', completion('IRP_MN_QUERY_INTERFACE')];
const refused: Delivery = [
  'pci',
  'vbd',
  completion('IRP_MN_QUERY_INTERFACE', 'STATUS_NOT_SUPPORTED'),
];
const call: Delivery = ['vbd', 'pci', { type: 'GetLocation', id: 'service', vf: 0 }];
const reference: Delivery = ['vbd', 'pci', { type: 'InterfaceReference', interfaceType }];
const dereference: Delivery = ['vbd', 'pci', { type: 'InterfaceDereference', interfaceType }];
const asked = (minor: string): Delivery => ['vbd', 'pci', irp(minor)];
const answered = (minor: string, status?: string): Delivery => [
  'pci',
  'vbd',
  completion(minor, status),
];

describe('InterfaceAfterDereference', () => {
  test('calls between the hand-out and the last dereference', () => {
    expect(
      during(interfaceAfterDereference, query, granted, call, reference, dereference, call),
    ).toBe('holds');
  });

  test('a call after the last dereference', () => {
    expect(
      during(interfaceAfterDereference, query, granted, dereference, call),
    ).toMatchInlineSnapshot(
      `"vbd called GetLocation of pci without a reference on its GUID_PCI_VIRTUALIZATION_INTERFACE"`,
    );
  });

  test('a call after a query that was refused', () => {
    expect(during(interfaceAfterDereference, query, refused, call)).toContain('vbd called');
  });

  test('one dereference too many', () => {
    expect(during(interfaceAfterDereference, query, granted, dereference, dereference)).toContain(
      'called InterfaceDereference of pci without a reference',
    );
  });

  test('a driver in between passes calls on; who makes them is judged', () => {
    const bus = { interfaceType: 'GUID_BUS_INTERFACE_STANDARD', slot: 0 };
    const above: Delivery = ['ndis.vf0', 'vbd.vf0', irp('IRP_MN_QUERY_INTERFACE', bus)];
    const passed: Delivery = [
      'vbd.vf0',
      'vpci.g0',
      { ...irp('IRP_MN_QUERY_INTERFACE', bus), from: 'ndis.vf0' },
    ];
    const hand: Delivery = ['vpci.g0', 'ndis.vf0', completion('IRP_MN_QUERY_INTERFACE')];
    const read: Delivery = ['ndis.vf0', 'vbd.vf0', { type: 'GetBusData', id: '1', slot: 0 }];
    const readBelow: Delivery = ['vbd.vf0', 'vpci.g0', { ...read[2], from: 'ndis.vf0' }];
    const drop: Delivery = ['ndis.vf0', 'vbd.vf0', { type: 'InterfaceDereference', ...bus }];
    const property = interfaceAfterDereference;
    expect(during(property, above, passed, hand, read, readBelow)).toBe('holds');
    expect(during(property, above, passed, hand, read, drop, readBelow)).toBe('holds');
    expect(during(property, above, passed, hand, drop, read)).toContain(
      'ndis.vf0 called GetBusData of vbd.vf0',
    );
  });
});

describe('InterfaceLeak', () => {
  const remove = 'IRP_MN_REMOVE_DEVICE';

  test('the reference is given back before the device is removed', () => {
    expect(
      during(interfaceLeak, query, granted, dereference, asked(remove), answered(remove)),
    ).toBe('holds');
  });

  test('the device is removed with a reference out', () => {
    expect(
      during(interfaceLeak, query, granted, asked(remove), answered(remove)),
    ).toMatchInlineSnapshot(
      `"the device of vbd is removed, and it holds GUID_PCI_VIRTUALIZATION_INTERFACE"`,
    );
  });

  test('a driver of another stack has a rule of its own', () => {
    const others: readonly Delivery[] = [
      ['ndis', 'pci', irp(remove)],
      ['pci', 'ndis', completion(remove)],
    ];
    expect(during(interfaceLeak, query, granted, ...others)).toBe('holds');
  });

  test('a driver that does not pass the remove IRP down leaks all the same', () => {
    const above: Delivery = ['pnp', 'vbd', irp(remove, { deviceObject: 'FDO' })];
    const ends: Delivery = ['vbd', 'pnp', completion(remove)];
    expect(during(interfaceLeak, query, granted, above, ends)).toContain('it holds');
    expect(during(interfaceLeak, query, granted, dereference, above, ends)).toBe('holds');
    // What it exports through a PDO of its own is not its device.
    expect(
      during(
        interfaceLeak,
        query,
        granted,
        ['ndis', 'vbd', irp(remove)],
        ['vbd', 'ndis', completion(remove)],
      ),
    ).toBe('holds');
  });

  test('another slot of the bus keeps its references', () => {
    const hold: Delivery = [
      'vbd.vf0',
      'vpci.g0',
      irp('IRP_MN_QUERY_INTERFACE', { interfaceType, slot: 1 }),
    ];
    const held: Delivery = ['vpci.g0', 'vbd.vf0', completion('IRP_MN_QUERY_INTERFACE')];
    const out = (slot: number): readonly Delivery[] => [
      ['vbd.vf0', 'vpci.g0', irp(remove, { slot })],
      ['vpci.g0', 'vbd.vf0', completion(remove)],
    ];
    expect(during(interfaceLeak, hold, held, ...out(0))).toBe('holds');
    expect(during(interfaceLeak, hold, held, ...out(1))).toContain('slot 1');
  });
});

describe('QueryRemoveRefused', () => {
  const minor = 'IRP_MN_QUERY_REMOVE_DEVICE';

  test('a query-remove is refused while a reference is out, and granted without one', () => {
    const refuses = answered(minor, 'STATUS_UNSUCCESSFUL');
    expect(during(queryRemoveRefused, query, granted, asked(minor), refuses)).toBe('holds');
    expect(
      during(queryRemoveRefused, query, granted, dereference, asked(minor), answered(minor)),
    ).toBe('holds');
  });

  test('a query-remove is granted while a reference is out', () => {
    expect(
      during(queryRemoveRefused, query, granted, asked(minor), answered(minor)),
    ).toMatchInlineSnapshot(
      `"pci let the device be removed, and vbd holds GUID_PCI_VIRTUALIZATION_INTERFACE"`,
    );
  });

  test('a reference that is handed out first counts, one that is handed out afterwards does not', () => {
    const both = [query, asked(minor)] as const;
    expect(during(queryRemoveRefused, ...both, granted, answered(minor))).toContain('vbd holds');
    expect(during(queryRemoveRefused, ...both, answered(minor), granted)).toBe('holds');
  });

  test('a dereference that is still on its way to the exporter does not count', () => {
    expect(
      during(queryRemoveRefused, query, granted, asked(minor), answered(minor), dereference),
    ).toContain('vbd holds');
  });

  test('another slot of the bus keeps its references', () => {
    const asks = (slot: number): readonly Delivery[] => [
      ['vbd', 'pci', irp('IRP_MN_QUERY_INTERFACE', { interfaceType, slot: 1 })],
      granted,
      ['vbd', 'pci', irp(minor, { slot })],
      answered(minor),
    ];
    expect(during(queryRemoveRefused, ...asks(0))).toBe('holds');
    expect(during(queryRemoveRefused, ...asks(1))).toContain('of slot 1');
  });
});
