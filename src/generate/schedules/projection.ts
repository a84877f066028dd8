/**
 * A schedule of a whole system as a test of a part of it: the deliveries to that part, and what it must send. So a part
 * that runs somewhere else meets the same races.
 */
import { canonicalText } from '../../explore/canonical.ts';
import type { Envelope } from '../../system/index.ts';
import type { CoverageItem, LeftOut, Suite, Test, TestStep } from '../suite.ts';
import { receiverOf } from './choices.ts';

/**
 * The suite for the subject that these actors are, with everybody else as the tester. Tests that come to the same are
 * one. With several actors, a message between them is internal: where something comes from outside while one is under
 * way, the part alone does not repeat the order, and the test is left out.
 */
export function projectOnto(suite: Suite, ids: readonly string[]): Suite {
  const { subject } = suite;
  const missing = ids.find((id) => !subject.actors.includes(id));
  if (missing !== undefined) {
    throw new Error(`'${missing}' is not in the suite; there are ${subject.actors.join(', ')}`);
  }
  if (ids.length === 0) throw new Error('a suite is projected onto one actor or more');
  const projected = suite.tests.map((test) => projectedTest(test, ids));
  const tests = distinct(projected.filter((test) => test !== undefined));
  const covered = new Set(tests.flatMap(({ covers }) => covers));
  const mixed = projected.filter((test) => test === undefined).length;
  return {
    ...suite,
    subject: {
      name: `${subject.name}: ${ids.join(', ')}`,
      kind: 'open',
      actors: ids,
      inputs: Object.fromEntries(Object.entries(subject.inputs).filter(([id]) => ids.includes(id))),
      initial: subject.initial.filter((each) => isSeen(each, ids)),
    },
    claim: `Passing says that ${covered.size} orders of deliveries that race at ${ids.join(', ')} end as in the model.`,
    tests,
    coverage: suite.coverage.map(({ criterion, items }) => ({
      criterion,
      items: items
        .filter(({ id }) => ids.includes(receiverOf(id)))
        .map((item) => itemOf(item, covered)),
    })),
    leftOut: mixed === 0 ? suite.leftOut : [...suite.leftOut, mixedOut(mixed)],
  };
}

function itemOf(item: CoverageItem, covered: ReadonlySet<string>): CoverageItem {
  if (item.status !== 'covered' || covered.has(item.id)) return item;
  const why = 'messages inside the part are under way in each schedule that takes it';
  return { id: item.id, status: 'uncovered', why };
}

function mixedOut(count: number): LeftOut {
  return {
    what: 'schedules in which something comes from outside while a message inside is under way',
    why: 'the part alone does not repeat the order',
    count,
  };
}

/** What somebody outside sees of the part, or its own deferred work: what an open subject's tester sees. */
function isSeen({ from, to }: Envelope, ids: readonly string[]): boolean {
  return ids.includes(from) && (from === to || !ids.includes(to));
}

function isInternal({ from, to }: Envelope, ids: readonly string[]): boolean {
  return from !== to && ids.includes(from) && ids.includes(to);
}

function projectedTest(test: Test, ids: readonly string[]): Test | undefined {
  const steps: { stimulus: Envelope; expect: Envelope[] }[] = [];
  let underWay = 0;
  for (const { stimulus, expect } of test.steps) {
    if (!ids.includes(stimulus.to)) continue;
    if (isInternal(stimulus, ids)) underWay -= 1;
    else if (underWay > 0) return undefined;
    else steps.push({ stimulus, expect: [] });
    underWay += expect.filter((each) => isInternal(each, ids)).length;
    steps.at(-1)?.expect.push(...expect.filter((each) => isSeen(each, ids)));
  }
  const covers = test.covers.filter((id) => ids.includes(receiverOf(id)));
  return { name: test.name, covers, steps };
}

/** Without tests that another one begins with or is; these hand on what they cover. */
function distinct(tests: readonly Test[]): readonly Test[] {
  const keys = tests.map(({ steps }) => `${steps.map(keyOf).join('\n')}\n`);
  const kept: { test: Test; key: string; covers: Set<string> }[] = [];
  const longestFirst = tests
    .map((test, n) => ({ test, key: keys[n] as string }))
    .sort((a, b) => b.test.steps.length - a.test.steps.length);
  for (const { test, key } of longestFirst) {
    if (test.steps.length === 0) continue;
    const same = kept.find((each) => each.key.startsWith(key));
    if (same === undefined) kept.push({ test, key, covers: new Set(test.covers) });
    else for (const id of test.covers) same.covers.add(id);
  }
  return kept
    .filter(({ covers }) => covers.size > 0)
    .map(({ test, covers }) => renamed(test, [...covers]));
}

function keyOf({ stimulus }: TestStep): string {
  return canonicalText([stimulus.from, stimulus.to, stimulus.message]);
}

function renamed(test: Test, covers: readonly string[]): Test {
  const [first = test.name, ...others] = covers;
  return {
    ...test,
    covers,
    name: others.length === 0 ? first : `${first}; and ${others.length} more`,
  };
}
