/** The table in the documentation is that of the tests. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deviationTable } from './table.ts';

test('docs/device-conformance.md has every deviation as the tests have it', () => {
  const text = readFileSync('docs/device-conformance.md', 'utf8');
  for (const row of deviationTable().split('\n')) expect(text).toContain(row);
});

test('the deviations have different names', async () => {
  const { deviations } = await import('./deviations/index.ts');
  const ids = deviations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
