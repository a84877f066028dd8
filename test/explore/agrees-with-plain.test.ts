/** The explorer and a plain search over the same systems must find the same states, moves, ends and faults. */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import type { Property, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import type { PlainResult } from '../machines/explore-plain.ts';
import { explorePlain } from '../machines/explore-plain.ts';
import { stackOf } from '../stack/run-scenario.ts';
import { randomSystem } from './random-system.ts';

const counts = ({ states, deliveries, restStates }: PlainResult) => ({
  states,
  transitions: deliveries,
  restStates,
});

function explored(spec: SystemSpec, properties: readonly Property[] = []) {
  const result = explore(spec, { properties, reduction: 'none' });
  const { states, transitions, restStates } = result;
  return { result, counts: { states, transitions, restStates } };
}

describe.each(['bring-up', 'config-space', 'vf-power', 'vf-reset', 'invalidate'])('%s', (name) => {
  test.each([true, false])('has the counts of the plain search (1 VF, VBD: %s)', (vbd) => {
    const { spec } = stackOf(name, { vfs: 1, vbd });
    const plain = explorePlain(spec, { statesMax: 1_000_000 });
    expect(plain.wrong).toBeUndefined();
    const { result, counts: found } = explored(spec);
    expect(result.verdict).toBe('holds');
    expect(found).toEqual(counts(plain));
  });
});

test('backchannel has the counts of the plain search (1 VF, no VBD)', () => {
  const { spec } = stackOf('backchannel', { vfs: 1, vbd: false });
  expect(explored(spec).counts).toEqual(counts(explorePlain(spec, { statesMax: 1_000_000 })));
});

const seeds = Array.from({ length: 300 }, (_, n) => n + 1);

test(`300 random systems: seeds 1 to ${seeds.length}`, () => {
  const verdicts = { holds: 0, violated: 0 };
  for (const seed of seeds) {
    const spec = randomSystem(seed);
    const plain = explorePlain(spec, { statesMax: 20_000, atRest: () => undefined });
    const { result, counts: found } = explored(spec);
    const lost = result.verdict === 'violated' && result.property === 'NothingLost';
    if (plain.wrong === undefined && !lost) {
      expect({ seed, verdict: result.verdict, ...found }).toEqual({
        seed,
        verdict: 'holds',
        ...counts(plain),
      });
      verdicts.holds += 1;
    } else {
      expect({ seed, verdict: result.verdict }).toEqual({ seed, verdict: 'violated' });
      if (!lost && result.verdict === 'violated') {
        expect({ seed, steps: result.schedule.length }).toEqual({
          seed,
          steps: plain.schedule.length,
        });
        // The schedule can be taken: its last step is the one that nobody expects.
        expect(replaySchedule(spec, result.schedule).at(-1)?.reception).toBe('unexpected');
      }
      verdicts.violated += 1;
    }
  }
  expect(verdicts).toMatchInlineSnapshot(`
    {
      "holds": 195,
      "violated": 105,
    }
  `);
});

test('a predicate over two actors fails in the same systems, after as many steps (seeds 1 to 300)', () => {
  let violated = 0;
  for (const seed of seeds) {
    const spec = randomSystem(seed, true);
    const [a, b] = Object.keys(spec.actors) as [string, string];
    const check: StateProperty['check'] = (view) =>
      view[a]?.value === 'y' && view[b]?.value === 'z' ? 'together' : undefined;
    const reads = [a, b];
    const rule = 'the first is not in y while the second is in z';
    const name = 'NotTogether';
    const property: Property = { kind: 'always', name, rule, source: 'test', reads, check };
    const { result } = explored(spec, [property]);
    const plain = explorePlain(spec, { statesMax: 20_000, everywhere: check });
    const steps = result.verdict === 'violated' ? result.schedule.length : undefined;
    expect({ seed, steps }).toEqual({
      seed,
      steps: plain.wrong === undefined ? undefined : plain.schedule.length,
    });
    if (plain.wrong !== undefined) violated += 1;
    else expect(explored(spec, [property]).counts).toEqual(counts(plain));
  }
  expect(violated).toBeGreaterThan(20);
});
