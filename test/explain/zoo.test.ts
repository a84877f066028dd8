/** Every bug of the zoo is explained: nothing can be left out, and it is known from which step on it was too late. */
import { expect, test } from 'vitest';
import { explain } from '../../src/explain/index.ts';
import { explore } from '../../src/explore/index.ts';
import { zooEntries } from '../zoo/index.ts';

test.each(zooEntries.map((entry) => [entry.id, entry] as const))('%s', (_, entry) => {
  const { spec, properties, timers } = entry.broken();
  const options = { properties, ...(timers === undefined ? {} : { timers }) };
  const result = explore(spec, options);
  if (result.verdict !== 'violated') throw new Error(`${entry.id}: ${result.verdict}`);
  const explanation = explain(spec, options, result.schedule);
  expect(explanation.violation.property).toBe(entry.caughtBy);
  expect(explanation).toMatchObject({ minimal: true, leftOut: 0, inevitable: { exact: true } });
  // Either an order decides, or none does.
  expect(explanation.racingPair === undefined).toBe(explanation.inEveryOrder);
});
