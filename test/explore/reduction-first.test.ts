/** The partial-order reduction, depth first, and both together, against a plain search: 400 random systems. */
import { test } from 'vitest';
import { expectAgreement } from './reduction-agreement.ts';

test('400 random systems: seeds 1 to 400', () => {
  expectAgreement(1, 400);
});
