/** The partial-order reduction, depth first, and both together, against a plain search: 400 more random systems. */
import { test } from 'vitest';
import { expectAgreement } from './reduction-agreement.ts';

test('400 random systems: seeds 801 to 1,200', () => {
  expectAgreement(801, 1_200);
});
