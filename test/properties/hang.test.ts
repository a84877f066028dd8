import { expect, test } from 'vitest';
import { resetEndsHang } from '../../actors/properties/hang.ts';
import type { Delivery } from './sequence.ts';
import { during } from './sequence.ts';

const check: Delivery = ['ndis', 'pf', { type: 'MiniportCheckForHangEx', id: 'check' }];
const looked = (hung: boolean): Delivery => [
  'pf',
  'ndis',
  { type: 'MiniportCheckForHangEx.return', id: 'check', hung },
];
const reset: Delivery = ['ndis', 'pf', { type: 'MiniportResetEx', id: 'reset' }];
const done = (status: string): Delivery => [
  'pf',
  'ndis',
  { type: 'MiniportResetEx.return', id: 'reset', status },
];
const stuck: Delivery = ['hardware', 'pf', { type: 'HangHardware', id: 'step1' }];

test('a miniport that is reset is not hung until its hardware gets stuck again', () => {
  const ok = done('NDIS_STATUS_SUCCESS');
  expect(during(resetEndsHang, check, looked(true), reset, ok, check, looked(false))).toBe('holds');
  expect(during(resetEndsHang, reset, ok, stuck, check, looked(true))).toBe('holds');
  expect(during(resetEndsHang, reset, done('NDIS_STATUS_HARD_ERRORS'), check, looked(true))).toBe(
    'holds',
  );
  expect(during(resetEndsHang, reset, ok, check, looked(true))).toMatchInlineSnapshot(
    `"pf is hung after a reset, though nothing has got stuck since"`,
  );
});
