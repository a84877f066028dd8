/** The partial-order reduction, depth first, and both together, against a plain search: 400 more random systems. */
import { test } from 'vitest';
import { expectAgreement } from './reduction-agreement.ts';

test('400 random systems: seeds 401 to 800', () => {
  expectAgreement(401, 800);
});
