import { describe, expect, test } from 'vitest';
import { irqlLimits, noBugcheck } from '../../actors/properties/bugchecks.ts';
import type { Delivery } from './sequence.ts';
import { during, ofView, snapshot } from './sequence.ts';

const queryInterface = (irql: string): Delivery => [
  'vbd',
  'pci',
  { type: 'IRP_MN_QUERY_INTERFACE', id: 'interface', irql },
];

describe('IrqlLimits', () => {
  test('a routine at its limit', () => {
    expect(during(irqlLimits(), queryInterface('PASSIVE_LEVEL'))).toBe('holds');
    expect(
      during(irqlLimits(), ['vbd', 'pci', { type: 'GetVirtualFunctionData', irql: 'APC_LEVEL' }]),
    ).toBe('holds');
  });

  test('a routine above its limit', () => {
    expect(during(irqlLimits(), queryInterface('DISPATCH_LEVEL'))).toMatchInlineSnapshot(
      `"vbd called IRP_MN_QUERY_INTERFACE of pci at DISPATCH_LEVEL; at most PASSIVE_LEVEL is allowed"`,
    );
  });

  test('the other reading of a limit (C05)', () => {
    const write: Delivery = [
      'vbd.vf0',
      'vpci.g0',
      { type: 'WriteVfConfigBlock', id: 'service', irql: 'DISPATCH_LEVEL' },
    ];
    expect(during(irqlLimits(), write)).toContain('at most APC_LEVEL is allowed');
    expect(during(irqlLimits({ C05: 'A' }), write)).toBe('holds');
  });

  test('messages without a level or without a card', () => {
    expect(during(irqlLimits(), ['a', 'b', { type: 'AssignVf', id: 'step1' }])).toBe('holds');
  });
});

describe('NoBugcheck', () => {
  test('no driver has stopped the machine', () => {
    expect(ofView(noBugcheck(['pci']), { pci: snapshot({ bugcheck: null }) })).toBe('holds');
  });

  test('a driver has, and says why', () => {
    const bugcheck = {
      code: 'PAGE_FAULT_IN_NONPAGED_AREA',
      rule: 'S11.6',
      message: 'vbd called GetLocation after its last dereference',
    };
    expect(
      ofView(noBugcheck(['pci']), { pci: snapshot({ bugcheck }, 'bugcheck') }),
    ).toMatchInlineSnapshot(
      `"pci: 0x50 PAGE_FAULT_IN_NONPAGED_AREA, S11.6: vbd called GetLocation after its last dereference"`,
    );
  });
});
