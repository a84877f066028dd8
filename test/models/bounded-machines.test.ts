/**
 * Models of the TLA+ examples whose states have no end, up to their state constraint, and more that end, as one machine
 * each: distinct states, generated ones (the initial ones and every successor, those beyond the constraint included)
 * and depth, as the manifests of tlaplus/Examples give them for TLC.
 */
import { expect, test } from 'vitest';
import type { Boundary } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { alternatingBit, isFresh } from './alternating-bit.ts';
import { allAgree, everyWay } from './every-way.ts';
import { handshakeFifo } from './handshake-fifo.ts';
import type { Specification } from './labelled-steps.ts';
import { constraint, invariant, labelledSteps } from './labelled-steps.ts';
import { isTrue, prisoners } from './prisoners.ts';
import { isRight, ringToken } from './ring-token.ts';

/** One state is before several initial ones. */
function sizes<S>(specification: Specification<S>, property?: StateProperty, boundary?: Boundary) {
  const properties = property === undefined ? [] : [property];
  const bound = boundary === undefined ? {} : { boundary };
  const options = { reduction: 'none', properties, ...bound } as const;
  const found = explore(labelledSteps(specification), options);
  const before = specification.initial.length > 1 ? 1 : 0;
  const { verdict, states, transitions, depth, cut } = found;
  const generated = transitions + 1 - before;
  return { verdict, states: states - before, generated, depth: depth - before, cut };
}

test('alternating bit, queues of two', () => {
  const short = constraint<ReturnType<typeof alternatingBit>['initial'][number]>(
    'SeqConstraint',
    ({ messages, acknowledged }) => messages.length <= 2 && acknowledged.length <= 2,
  );
  const found = sizes(alternatingBit(), invariant('Fresh', isFresh), short);
  const size = { states: 240, generated: 1_392, depth: 10, cut: 188 };
  expect(found).toEqual({ verdict: 'holds', ...size });
});

test('a queue between handshakes, of three values and at most three of them', () => {
  const short = constraint<{ readonly waiting: readonly number[] }>(
    'Constraint',
    ({ waiting }) => waiting.length <= 3,
  );
  const size = { states: 3_864, generated: 9_660, depth: 11, cut: 1_944 };
  expect(sizes(handshakeFifo(3), undefined, short)).toEqual({ verdict: 'holds', ...size });
});

// Some depths that TLC gave are one more: its workers do not keep the order of levels. Breadth first it is less.
test('three nodes and a token (TLC: depth 10)', () => {
  const found = sizes(ringToken(3), invariant('TerminationDetection', isRight));
  expect(found).toEqual({ verdict: 'holds', states: 302, generated: 2_001, depth: 9 });
});

test.each([
  { count: 1, isKnown: true, size: { states: 2, generated: 3, depth: 2 } },
  { count: 1, isKnown: false, size: { states: 4, generated: 6, depth: 2 } },
  { count: 3, isKnown: true, size: { states: 16, generated: 49, depth: 5 } },
  // TLC: depth 11.
  { count: 3, isKnown: false, size: { states: 62, generated: 188, depth: 10 } },
])('$count prisoners and a lamp, known: $isKnown', ({ count, isKnown, size }) => {
  const found = sizes(prisoners(count, isKnown), invariant('VictoryOK', isTrue));
  expect(found).toEqual({ verdict: 'holds', ...size });
});

test.each([
  { name: 'a token', system: labelledSteps(ringToken(2)) },
  { name: 'prisoners', system: labelledSteps(prisoners(2, false)) },
])('$name, small: every way of searching finds the same', ({ system }) => {
  const { plain, ...ways } = everyWay(system);
  expect(plain.verdict).toBe('holds');
  expect(ways).toEqual(allAgree(plain));
});
