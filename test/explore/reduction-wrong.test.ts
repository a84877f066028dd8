/** A relation that is wrong on purpose must be caught by the comparison that the right one passes. */
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import type { Relation } from '../../src/explore/reduction/relation.ts';
import { send } from '../../src/system/index.ts';
import { soundRelation } from './reduction-agreement.ts';
import type { Case } from './reduction-compare.ts';
import { randomCase, searched } from './reduction-compare.ts';

const wrong: readonly (readonly [string, Partial<Relation>])[] = [
  ['no actor sends anything', { sends: false }],
  ['what waits for an actor does not reach it', { waiting: false }],
  ['what monitors and joint predicates see commutes', { seen: false }],
  ['moves may be put off for ever', { fair: false }],
  ['deliveries at one receiver commute', { receiver: false }],
];

const seeds = Array.from({ length: 400 }, (_, n) => n + 1);

test.each(wrong)('"%s" is caught (seeds 1 to 400)', (_, change) => {
  let caught = 0;
  for (const seed of seeds) {
    if (caught >= 3) break;
    const given = randomCase(seed);
    const relation = { ...soundRelation(given), ...change };
    const plain = searched(given, 'breadth-first');
    if (plain.result.verdict === 'truncated') continue;
    const reduced = searched(given, 'breadth-first', relation);
    if (JSON.stringify(reduced.findings) !== JSON.stringify(plain.findings)) caught += 1;
  }
  expect(caught).toBe(3);
});

test('"a message in a bag hides those that come after it" is caught', () => {
  const receiver = createMachine({
    initial: 'none',
    states: {
      none: { on: { One: 'one', Two: 'two' } },
      one: { on: { Two: 'oneTwo' } },
      two: { on: { One: 'twoOne' } },
      oneTwo: {},
      twoOne: {},
    },
  });
  const sender = createMachine({ on: { Go: { actions: send('r', { type: 'Two' }) } } });
  const given: Case = {
    spec: {
      actors: { s: { machine: sender }, r: { machine: receiver } },
      initial: [
        { from: 's', to: 'r', message: { type: 'One' } },
        { from: 'environment', to: 's', message: { type: 'Go' } },
      ],
    },
    options: { channels: 'bag' },
  };
  const plain = searched(given, 'breadth-first').findings;
  const sound = soundRelation(given);
  expect(plain.ends).toHaveLength(2);
  expect(searched(given, 'breadth-first', sound).findings).toEqual(plain);
  expect(searched(given, 'breadth-first', { ...sound, queued: true }).findings.ends).toHaveLength(
    1,
  );
});
