import { describe, expect, test } from 'vitest';
import type { ExploreSummary } from '../../src/report/explore-text.ts';
import { exploreText } from '../../src/report/explore-text.ts';
import { StepRenderer, styleFor, wrap } from '../../src/report/index.ts';
import { lanesOf, stepOf } from './hand-made.ts';

const summary: ExploreSummary = {
  verdict: 'holds',
  states: 393,
  transitions: 556,
  depth: 40,
  frontier: 0,
  bytes: 393 * 40,
  seconds: 0.5,
  restStates: 2,
  strategy: 'breadth-first',
  reduction: 'none',
  notReduced: [],
  reached: [],
  notReached: ['VfRuns'],
};
const shown = (change: Partial<ExploreSummary> = {}) =>
  exploreText({ ...summary, ...change }, styleFor(false), 120);

describe('what an exploration found', () => {
  test('a rate says something for small searches, too', () => {
    expect(shown()).toContain('0.5 s, 1 k transitions/s');
    expect(shown({ transitions: 3_000_000, seconds: 1 })).toContain('3.0 M transitions/s');
  });

  test('what was not reached is said of a search that went to the end', () => {
    expect(shown()).toContain('not reached VfRuns');
    expect(shown({ verdict: 'violated', property: 'NothingLost' })).not.toContain('VfRuns');
  });
});

describe('a boundary', () => {
  test.each([
    [6, 'Few: 6 of the 556 transitions lead out of it and were not followed', ' within Few'],
    [1, 'Few: 1 of the 556 transitions leads out of it and was not followed', ' within Few'],
    [0, 'Few: nothing leads out of it', ''],
  ])('%d cut: what holds says so', (cut, words, within) => {
    const lines = shown({ boundary: 'Few', cut }).split('\n');
    expect(lines).toContain(`boundary    ${words}`);
    expect(lines).toContain(`verdict     holds in every order${within}`);
  });

  test('a search that has not seen everything does not know whether it is left', () => {
    const text = shown({ boundary: 'Few', cut: 0, verdict: 'truncated', reason: 'states' });
    expect(text).toContain('boundary    Few: nothing has led out of it');
  });
});

test('a paragraph beside its label has lines of one width', () => {
  expect(wrap('one two three four five six', 9, '     ').split('\n')).toEqual([
    'one two',
    '     three',
    '     four five',
    '     six',
  ]);
});

describe('a step', () => {
  const lineOf = (change: object) => {
    const renderer = new StepRenderer({ lanes: lanesOf(1), width: 200, style: styleFor(false) });
    const delivery = { from: 'pnp', to: 'ndis', message: { type: 'IRP_MN_START_DEVICE' } };
    return renderer.line(stepOf({ ...delivery, ...change })).split('\n')[1] ?? '';
  };

  test.each([
    [999, ' 999ms '],
    [1000, '    1s '],
    [1100, '  1.1s '],
    [12_345, ' 12.3s '],
    [60_000, '   60s '],
    [123_456, '  123s '],
  ])('after %d ms keeps its columns', (timeMs, text) => {
    expect(lineOf({ timeMs }).slice(5, 12)).toBe(text);
  });

  test('that leaves every region for one state names their parent', () => {
    const before = 'operating.channel.revoked, operating.packets.listening, operating.slot0.absent';
    expect(lineOf({ before, after: 'bugcheck' })).toMatch(/ {2}operating → bugcheck$/);
  });
});
