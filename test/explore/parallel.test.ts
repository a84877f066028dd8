/** Whatever the number of threads, and whatever becomes of them, the result is the same to the last byte. */
import { lastValueFrom } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore, exploreProgress } from '../../src/explore/index.ts';
import { Control } from '../../src/explore/parallel/control.ts';
import type { Helper } from '../../src/explore/parallel/start.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';
import { neverBoth, notFurther, randomWithRings } from './parallel-systems.ts';

/** What becomes of the threads, and how many have been started, have ended, and what they have done. */
const threads = vi.hoisted(() => ({
  fate: 'work' as 'work' | 'hang' | 'end early' | 'not start',
  started: 0,
  ended: 0,
  controls: [] as Control[],
}));

vi.mock('../../src/explore/parallel/start.ts', async (load) => {
  const { startHelper } = await load<typeof import('../../src/explore/parallel/start.ts')>();
  const begin = (words: Int32Array, outputs: readonly Int32Array[]): Helper | undefined => {
    const control = new Control(outputs.length, words);
    threads.controls.push(control);
    if (threads.fate === 'not start') return undefined;
    if (threads.fate === 'hang') return { post: () => void control.take(), end: () => undefined };
    const { started } = control;
    const helper = startHelper(words, outputs);
    if (helper === undefined) return undefined;
    // Else a short search would be over before.
    control.awaitStart(started, 30_000);
    threads.started += 1;
    if (threads.fate === 'end early') setTimeout(() => helper.end(), 1);
    const end = () => {
      threads.ended += 1;
      helper.end();
    };
    return { post: helper.post, end };
  };
  return { startHelper: begin };
});

afterEach(() => {
  Object.assign(threads, { fate: 'work', started: 0, ended: 0 });
});

/** The result as text, without how long it took. */
function textOf(result: object): string {
  return JSON.stringify({ ...result, seconds: 0 });
}

const plain: ExploreOptions = { reduction: 'none', workersFrom: 1 };

function text(spec: SystemSpec, options: ExploreOptions, workers: number): string {
  return textOf(explore(spec, { ...plain, ...options, workers }));
}

/** Tasks that others than the main thread have done. */
const doneByOthers = () => threads.controls.reduce((sum, { others }) => sum + others, 0);

describe('with two and three threads', () => {
  const ignored = { unexpected: 'ignored' } as const;
  const network = { channels: 'bag', duplicating: true } as const;
  const any = { ...ignored, timers: 'any' } as const;
  const wrong = (properties: readonly Property[]) => ({ ...any, properties });
  const rows: readonly (readonly [string, string, SystemSpec, ExploreOptions])[] = [
    ['seed 18: all of it', 'holds', randomWithRings(18, [9, 9, 7]), ignored],
    ['seed 5: timers at any time', 'holds', randomWithRings(5, [9, 9]), any],
    [
      'seed 14: in any order',
      'holds',
      randomWithRings(14, [12, 12]),
      { ...ignored, channels: 'bag' },
    ],
    ['seed 28: messages not taken', 'holds', randomWithRings(28, [9, 8, 7]), {}],
    [
      'seed 5: far away',
      'violated',
      randomWithRings(5, [14, 14]),
      wrong([neverBoth('s12', 's11')]),
    ],
    [
      'seed 5: a bound on states',
      'truncated',
      randomWithRings(5, [20, 20]),
      { ...any, maxStates: 29_999 },
    ],
    [
      'seed 5: a bound on levels',
      'truncated',
      randomWithRings(5, [20, 20]),
      { ...any, maxDepth: 19 },
    ],
    [
      'seed 5: within a boundary',
      'holds',
      randomWithRings(5, [20, 20]),
      { ...any, boundary: notFurther(22) },
    ],
    [
      'seed 5: just beyond a boundary',
      'violated',
      randomWithRings(5, [14, 14]),
      { ...wrong([neverBoth('s12', 's11')]), boundary: notFurther(22) },
    ],
    [
      'seed 5: a bound on states within a boundary',
      'truncated',
      randomWithRings(5, [20, 20]),
      { ...any, boundary: notFurther(22), maxStates: 9_999 },
    ],
    ['states that are packed anew', 'holds', twoPhaseCommitActors(6), network],
    ['seed 3: more than one chunk', 'holds', randomWithRings(3, [20, 19, 17, 5]), ignored],
  ];

  test.each(rows)('%s: %s', (_, verdict, spec, options) => {
    const alone = text(spec, options, 1);
    expect(JSON.parse(alone).verdict).toBe(verdict);
    expect(threads.started).toBe(0);
    expect(text(spec, options, 2)).toBe(alone);
    expect(text(spec, options, 3)).toBe(alone);
    expect(threads).toMatchObject({ started: 3, ended: 3 });
  });

  test('and these were not idle', () => {
    expect(doneByOthers()).toBeGreaterThan(0);
  });
});

describe('whatever becomes of the other threads', () => {
  const spec = randomWithRings(22, [6, 6, 5]);
  const options = { unexpected: 'ignored', workers: 3 } as const;
  const alone = text(spec, options, 1);

  test('they take a task and never finish it', () => {
    threads.fate = 'hang';
    expect(text(spec, options, 3)).toBe(alone);
  });

  test('they end in the middle', async () => {
    threads.fate = 'end early';
    const events = exploreProgress(spec, { ...plain, ...options });
    const last = await lastValueFrom(events);
    expect(last.kind === 'result' && textOf(last.result)).toBe(alone);
    expect(threads.started).toBe(2);
  });

  test('they cannot be started', () => {
    threads.fate = 'not start';
    expect(text(spec, options, 3)).toBe(alone);
  });

  test('nobody waits for the result any more: they end', async () => {
    const events = exploreProgress(spec, { ...plain, ...options });
    await new Promise<void>((seen) => {
      const subscription = events.subscribe(() => {
        if (threads.started < 2) return;
        setImmediate(() => {
          subscription.unsubscribe();
          seen();
        });
      });
    });
    expect(threads).toMatchObject({ started: 2, ended: 2 });
  });
});

test('a number of threads that is none', () => {
  const spec = randomWithRings(3, []);
  for (const workers of [0, 65, 1.5, Number.NaN]) {
    expect(() => explore(spec, { workers })).toThrow(
      `workers: ${workers} is not a whole number from 1 to 64`,
    );
  }
});
