/** A search that goes on from a checkpoint comes to the report of one that was never ended. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { stackProperties } from '../../actors/properties/index.ts';
import { CheckpointError, checkpointLabel, explore } from '../../src/explore/index.ts';
import type { ExploreOptions } from '../../src/explore/options.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { send } from '../../src/system/index.ts';
import { stackOf } from '../stack/run-scenario.ts';
import { randomSystem } from './random-system.ts';
import { randomCase } from './reduction-compare.ts';
import { checkpoints, resumed, sourceOf, stopAndGo } from './stop-and-go.ts';
import { symmetricSystem } from './symmetric-system.ts';

/** States that are expanded between two checkpoints, about. */
const slice = 64;
const firstSeeds = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** How often it was ended; 0 when it was over before its first checkpoint. */
function endedAndGoneOn(
  seed: number,
  spec: SystemSpec,
  options: ExploreOptions,
  slice: number,
): number {
  const { kept, report } = checkpoints(spec, options, slice);
  const one = kept[seed % Math.max(1, kept.length)];
  if (one === undefined) return 0;
  expect({ seed, ...resumed(spec, options, slice, one) }).toEqual({ seed, ...report });
  const again = stopAndGo(spec, options, slice, 2 + (seed % 5));
  expect({ seed, ...again.report }).toEqual({ seed, ...report });
  return again.stops;
}

describe.each(['breadth-first', 'depth-first'] as const)('%s', (strategy) => {
  test('30 random systems, each ended several times (seeds 1 to 30)', () => {
    let stops = 0;
    for (const seed of firstSeeds(30)) {
      const { spec, options } = randomCase(seed);
      stops += endedAndGoneOn(seed, spec, { ...options, strategy }, slice);
    }
    expect(stops).toBeGreaterThan(30);
  });

  test('12 random systems of interchangeable copies (seeds 1 to 12)', () => {
    let symmetric = 0;
    for (const seed of firstSeeds(12)) {
      const { system, options } = symmetricSystem(seed);
      const all = { ...options, strategy, maxStates: 3000 };
      const stops = endedAndGoneOn(seed, system, all, 4);
      if (stops > 0 && explore(system, all).reduction.includes('symmetry')) symmetric += 1;
    }
    expect(symmetric).toBeGreaterThan(2);
  });
});

test('the stack, with what is hoped for (teardown, 1 VF)', () => {
  const stack = stackOf('teardown', { vfs: 1, vbd: false });
  const { spec } = stack;
  const options = { properties: stackProperties(stack) };
  const { kept, report } = checkpoints(spec, options, 64);
  expect(kept.length).toBeGreaterThan(2);
  expect(report.verdict).toBe('holds');
  for (const each of [kept[0], kept.at(-1)]) {
    expect(resumed(spec, options, 64, each as Uint8Array)).toEqual(report);
  }
});

test('after a prefix', () => {
  const { spec } = stackOf('vf-reset', { vfs: 1, vbd: true });
  const prefix = spec.initial.slice(0, 1);
  const options = { prefix };
  const { kept, report } = checkpoints(spec, options, slice);
  expect(resumed(spec, options, slice, kept[0] as Uint8Array)).toEqual(report);
});

/** Walked around by an event from outside. */
const ring = createMachine({
  initial: 's0',
  states: Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`s${n}`, { on: { Go: `s${(n + 1) % 8}` } }]),
  ),
} as never);

test.each(['breadth-first', 'depth-first'] as const)('%s: 262,144 states', (strategy) => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const actor = { machine: ring, events: [{ type: 'Go' }] };
  const spec = { actors: Object.fromEntries(ids.map((id) => [id, actor])), initial: [] };
  const options = { strategy, reduction: 'none' } as const;
  const { kept, report } = checkpoints(spec, options, 40_000);
  expect(report).toMatchObject({ verdict: 'holds', states: 8 ** 6, transitions: 6 * 8 ** 6 });
  expect(kept.length).toBeGreaterThan(3);
  for (const each of kept) expect(resumed(spec, options, 40_000, each)).toEqual(report);
});

/** Two guests, of which one is rude only after a while. */
function guests(): { readonly spec: SystemSpec; readonly options: ExploreOptions } {
  const chain = (count: number, own: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `s${n}`,
        {
          on: {
            Go: {
              target: `s${n + 1 === count ? 0 : n + 1}`,
              actions: send('desk', {
                type: n === count - 2 && own === 'guest1' ? 'Shout' : 'Ask',
              } as never),
            },
          },
        },
      ]),
    );
  const guest = (own: string) => createMachine({ initial: 's0', states: chain(7, own) } as never);
  const desk = createMachine({ on: { Ask: {}, Shout: {} } } as never);
  const events = [{ type: 'Go' }];
  return {
    spec: {
      actors: {
        guest0: { machine: guest('guest0'), events },
        guest1: { machine: guest('guest1'), events },
        desk: { machine: desk },
      },
      initial: [],
    },
    options: {
      symmetry: { count: 2, actors: [['guest0'], ['guest1']] },
      maxStates: 500,
    },
  };
}

test('where symmetry turns out broken on the way', () => {
  const { spec, options } = guests();
  const { kept, report } = checkpoints(spec, options, 8);
  expect(report.notReduced.join()).toMatch(/^no symmetry: .*Shout/);
  for (const each of kept.filter((_, n) => n % 10 === 0)) {
    expect(resumed(spec, options, 8, each)).toEqual(report);
  }
});

describe('a checkpoint that cannot be used', () => {
  const spec = randomSystem(12, true);
  const options = { reduction: 'none', checkpoint: { save: () => undefined } } as const;
  const { kept } = checkpoints(spec, options, 1);
  const bytes = kept.at(-1) as Uint8Array;
  const refusal = (used: Uint8Array, system = spec, others: ExploreOptions = options) => {
    try {
      explore(system, { ...others, resume: sourceOf(used) });
    } catch (error) {
      return error instanceof CheckpointError ? error.message : error;
    }
    return undefined;
  };

  test('is fine as it is', () => expect(refusal(bytes)).toBeUndefined());

  test('is cut short, wherever', () => {
    for (let length = 0; length < bytes.length; length += 1 + (length >> 4)) {
      expect({ length, why: refusal(bytes.subarray(0, length)) }).toEqual({
        length,
        why: 'it is cut short',
      });
    }
  });

  test('has one wrong bit, wherever', () => {
    for (let at = 0; at < bytes.length; at += 1 + (at >> 5)) {
      const wrong = Uint8Array.from(bytes);
      wrong[at] = (wrong[at] as number) ^ (1 << (at & 7));
      expect({ at, why: refusal(wrong) }).toEqual({
        at,
        why: expect.stringMatching(/damaged|cut short/),
      });
    }
  });

  test('is something else', () => {
    expect(refusal(Buffer.from('{"format":"another","what":"something"}\n'))).toBe(
      'it is damaged, or no checkpoint',
    );
  });

  test('is of another channel model', () => {
    expect(refusal(bytes, spec, { ...options, channels: 'bag' })).toBe(
      'it is of another search: channels was fifo, now it is bag',
    );
  });

  test('is of other actors', () => {
    expect(refusal(bytes, randomSystem(8, true))).toMatch(/^it is of another search: /);
  });

  test('is of a machine that begins the same, and then does something else', () => {
    const [id, { machine }] = Object.entries(spec.actors)[0] as [string, { machine: never }];
    const { config } = machine as { config: { states: Record<string, { on: object }> } };
    const states = Object.entries(config.states).map(([name, state]) => [
      name,
      { ...state, on: Object.fromEntries(Object.keys(state.on).map((type) => [type, {}])) },
    ]);
    const changed = createMachine({ ...config, states: Object.fromEntries(states) } as never);
    const other = { ...spec, actors: { ...spec.actors, [id]: { machine: changed } } };
    expect(refusal(bytes, other)).toMatch(/ does? not do what it did when the checkpoint was/);
  });

  test('says what its writer wrote on it', () => {
    const labelled: Uint8Array[] = [];
    const save = (pieces: Iterable<Uint8Array>) => labelled.push(Buffer.concat([...pieces]));
    explore(spec, { maxDepth: 2, checkpoint: { label: 'scenario übung', save } });
    expect(checkpointLabel(sourceOf(labelled[0] as Uint8Array))).toBe('scenario übung');
  });

  test('is asked of a strategy that has none', () => {
    const asked = { strategy: 'pct', checkpoint: options.checkpoint } as const;
    expect(() => explore(spec, asked)).toThrow("strategy 'pct' has no checkpoints");
  });
});

test('a bound that ends the search leaves a checkpoint, and with another bound it goes on', () => {
  const { spec } = stackOf('vf-reset', { vfs: 1, vbd: true });
  const kept: Uint8Array[] = [];
  const save = (pieces: Iterable<Uint8Array>) => kept.push(Buffer.concat([...pieces]));
  const cut = explore(spec, { maxDepth: 12, checkpoint: { save } });
  expect(cut).toMatchObject({ verdict: 'truncated', reason: 'depth' });
  expect(kept).toHaveLength(1);
  // What a result takes for granted is said by `explore` itself.
  const { seconds: _, assumed: __, ...whole } = explore(spec);
  expect(resumed(spec, {}, 8192, kept[0] as Uint8Array)).toEqual(whole);
});
