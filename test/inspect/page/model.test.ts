/** The parts of the page that need no browser: rows, alignment, what is the case at a step, search. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { align, allRows, rowsOf } from '../../../src/inspect/page/model/align.ts';
import { RunIndex } from '../../../src/inspect/page/model/run-index.ts';
import { Search } from '../../../src/inspect/page/model/search.ts';
import { lastAtMost, neighbour } from '../../../src/inspect/page/model/sorted.ts';
import { difference, leaves, situation } from '../../../src/inspect/page/model/states.ts';
import type { ViewRun } from '../../../src/inspect/view-data.ts';
import { failing, largeDocument, passing, smallLanes } from './documents.ts';

const runOf = (titles: readonly string[]): ViewRun => ({
  ...passing,
  steps: titles.map((title, n) => ({
    step: n + 1,
    timeMs: 0,
    from: 'a',
    to: 'b',
    title,
    message: {},
    transitions: [],
    sent: [],
    changes: [],
    instead: [],
  })),
});

const titles = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 12 });

test('every step of both runs has one row, in order, and only equal steps share one (seed 5)', () => {
  fc.assert(
    fc.property(titles, titles, (a, b) => {
      const { left, right, equal, divergence } = align(runOf(a), runOf(b));
      const stepsIn = (rows: typeof left) =>
        Array.from({ length: rows.count }, (_, row) => rows.stepAt(row)).filter(
          (step) => step !== undefined,
        );
      expect(stepsIn(left)).toEqual(a.map((_, n) => n + 1));
      expect(stepsIn(right)).toEqual(b.map((_, n) => n + 1));
      for (let row = 0; row < left.count; row += 1) {
        const x = left.stepAt(row);
        const y = right.stepAt(row);
        const isEqual = x !== undefined && y !== undefined;
        expect(equal.has(row)).toBe(isEqual);
        if (isEqual) expect(a[x - 1]).toBe(b[y - 1]);
      }
      const same = a.findIndex((title, n) => title !== b[n]);
      const expected = same < 0 ? a.length : same;
      expect(divergence).toBe(a.join() === b.join() ? -1 : expected);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('rows lead to steps and back', () => {
  expect([allRows(3).rowOf(0), allRows(3).rowOf(3), allRows(3).rowOf(4)]).toEqual([-1, 2, -1]);
  const rows = rowsOf([2, undefined, 5]);
  expect([rows.rowOf(5), rows.rowOf(3), rows.stepAt(1)]).toEqual([2, -1, undefined]);
});

test('sorted lists are searched as a plain search does (seed 7)', () => {
  const lists = fc.array(fc.nat(30)).map((list) => [...new Set(list)].sort((a, b) => a - b));
  fc.assert(
    fc.property(lists, fc.nat(31), (list, limit) => {
      expect(lastAtMost(list, limit)).toBe(list.filter((each) => each <= limit).length - 1);
      expect(neighbour(list, limit, 1)).toBe(list.find((each) => each > limit));
      expect(neighbour(list, limit, -1)).toBe(list.filter((each) => each < limit).at(-1));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('the index says what a walk from the beginning says', () => {
  const [run] = largeDocument(400, 3, 2).runs as [ViewRun];
  const index = new RunIndex(run);
  let pending = index.pendingAt(0);
  const active = new Map(Object.entries(run.initial).map(([actor, each]) => [actor, each.active]));
  for (const step of run.steps) {
    pending = step.pending ?? pending;
    if (step.active !== undefined) active.set(step.to, step.active);
    expect(index.pendingAt(step.step)).toBe(pending);
    expect(index.activeAt(step.to, step.step)).toBe(active.get(step.to));
    step.sent.forEach((_, nth) => {
      const at = index.deliveryOf(step, nth);
      if (at !== undefined) expect(index.step(at)?.sentIn).toBe(step.step);
    });
  }
});

test('contexts, visits and the next time in a state', () => {
  const index = new RunIndex(failing);
  expect(index.contextAt('vf0', 1)).toEqual({
    calls: [{ state: 'sent' }],
    'key.with.dots': { value: 1 },
  });
  expect(index.contextAt('vf0', 4)).toEqual({ calls: [], 'key.with.dots': { value: 2 } });
  expect(index.contextAt('nobody', 4)).toBeUndefined();
  expect(index.nextIn('vf.gone', ['vf0'], 1)).toEqual({ step: 4, actor: 'vf0' });
  expect(index.nextIn('vf.idle', ['vf0'], 1)).toEqual({ step: 0, actor: 'vf0' });
  expect(index.nextIn('vf.nowhere', ['vf0'], 1)).toBeUndefined();
  expect([...index.visited(['vf0'], 3).states]).toEqual(['vf', 'vf.idle', 'vf.busy']);
});

test('states are said without what they all begin with', () => {
  const before = ['m', 'm.on', 'm.on.a', 'm.on.a.x', 'm.on.b', 'm.on.b.y'];
  const after = ['m', 'm.on', 'm.on.a', 'm.on.a.z', 'm.on.b', 'm.on.b.y'];
  expect(leaves(before)).toEqual(['m.on.a.x', 'm.on.b.y']);
  expect(situation(before)).toBe('a.x, b.y');
  expect(situation(['m', 'm.on', 'm.on.a'])).toBe('on.a');
  expect(difference(before, after)).toEqual({ left: 'a.x', entered: 'a.z', stays: 1 });
});

test('a search needs every word, and the chosen driver, VF and request', () => {
  const search = new Search(failing, smallLanes);
  const find = (query: Partial<Parameters<Search['find']>[0]>) =>
    search.find({ text: '', driver: '', vf: '', request: '', ...query });
  expect(find({ text: 'dispatch VF0' })).toEqual([3, 4]);
  expect(find({ driver: 'application' })).toEqual([1]);
  expect(find({ vf: '1' })).toEqual([]);
  expect(find({ request: 'VPCI_READ_BLOCK', text: 'success' })).toEqual([3]);
});
