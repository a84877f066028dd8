/** With symmetry a search keeps one state of each orbit, with the same verdict: random systems by brute force. */
import { expect, test } from 'vitest';
import { replaySchedule } from '../../src/trace/replay.ts';
import type { SymmetricSystem } from './symmetric-system.ts';
import { orbitText, symmetricSystem } from './symmetric-system.ts';
import type { Searched } from './symmetry-bfs.ts';
import { searchPlain, searchSymmetric } from './symmetry-bfs.ts';

const seeds = Array.from({ length: 400 }, (_, n) => n + 1);

function orbits(searched: Searched, states: readonly Int32Array[], system: SymmetricSystem) {
  return states.map((columns) => orbitText(searched.tables, columns, system.options));
}

test(`one state for each orbit in random systems: seeds 1 to ${seeds.length}`, () => {
  const seen = { holds: 0, violated: 0, plain: 0, reduced: 0, compared: 0 };
  for (const seed of seeds) {
    const random = symmetricSystem(seed);
    const plain = searchPlain(random.system, random.options);
    const reduced = searchSymmetric(random.system, random.options);
    expect({ seed, property: reduced.violation?.property }).toEqual({
      seed,
      property: plain.violation?.property,
    });
    if (plain.violation !== undefined) {
      seen.violated += 1;
      expect({ seed, steps: reduced.schedule.length }).toEqual({
        seed,
        steps: plain.schedule.length,
      });
      continue;
    }
    seen.holds += 1;
    seen.plain += plain.states.length;
    seen.reduced += reduced.states.length;
    // Renaming by hand takes long: the largest are left to the sums below.
    if (plain.states.length > 500) continue;
    seen.compared += 1;
    // As many as there are orbits, all different, and the same ones.
    const found = orbits(reduced, reduced.states, random);
    const wanted = new Set(orbits(plain, plain.states, random));
    expect({ seed, states: found.length }).toEqual({ seed, states: wanted.size });
    expect(new Set(found)).toEqual(wanted);
    expect(new Set(orbits(reduced, reduced.rest, random))).toEqual(
      new Set(orbits(plain, plain.rest, random)),
    );
  }
  expect(seen).toMatchInlineSnapshot(`
    {
      "compared": 233,
      "holds": 279,
      "plain": 127161,
      "reduced": 40421,
      "violated": 121,
    }
  `);
});

test('a schedule found with symmetry can be taken: its last step is the one that nobody expects', () => {
  let taken = 0;
  for (const seed of seeds) {
    const { system, options } = symmetricSystem(seed);
    if (options.channels !== 'fifo' || options.lossy === true || options.timers === 'any') continue;
    const { violation, schedule } = searchSymmetric(system, options);
    if (violation?.property !== 'UnexpectedMessage') continue;
    expect(replaySchedule(system, schedule).at(-1)?.reception).toBe('unexpected');
    taken += 1;
  }
  expect(taken).toBeGreaterThan(10);
});
