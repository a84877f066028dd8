/**
 * One execution for each trace: held against all schedules of small random systems, under every channel model. Each
 * class of schedules that lead to each other by turning round independent neighbours has exactly one execution.
 */
import { describe, expect, test } from 'vitest';
import { Bounds } from '../../src/explore/bounds.ts';
import { Executions } from '../../src/explore/executions/executions.ts';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { classesOfSchedules, scheduleText } from './executions-plain.ts';
import { randomLargerSystem, randomSystem } from './random-system.ts';

const limits = { schedules: 400, steps: 10 };
const systems = 15;

/** The executions that were made, as texts. */
function executionsOf(system: SystemSpec, options: ExploreOptions) {
  const made: string[] = [];
  const tables = buildTables(system, options);
  const { envelopes } = tables.vocabulary;
  const bounds = new Bounds(options);
  const searcher = new Executions(system, tables, options, bounds, (complete, steps) => {
    made.length = complete - 1;
    made.push(scheduleText(steps.map(({ envelope }) => envelopes.value(envelope))));
  });
  return { made, result: searcher.advance(Number.POSITIVE_INFINITY) };
}

/** With messages at the beginning that cannot be taken for outside events. */
function system(seed: number): SystemSpec {
  const isLarger = seed % 3 === 0;
  const spec = isLarger ? randomLargerSystem(seed, seed % 2 === 0) : randomSystem(seed);
  return { ...spec, initial: spec.initial.map((each) => ({ ...each, from: 'outside' })) };
}

/** Holds; it is there so that two actors are read together. */
function readTogether(spec: SystemSpec): StateProperty {
  return {
    kind: 'always',
    name: 'Together',
    rule: 'none',
    source: 'test',
    reads: Object.keys(spec.actors).slice(0, 2),
    check: () => undefined,
  };
}

type Variant = Pick<ExploreOptions, 'lossy' | 'duplicating' | 'noOps' | 'timers'> & {
  readonly together?: boolean;
};

const variants: readonly Variant[] = [
  {},
  { timers: 'any' },
  { noOps: 'left' },
  { lossy: true },
  { together: true },
  { duplicating: true, noOps: 'left' },
  { duplicating: true, lossy: true, noOps: 'left' },
];
const name = (variant: Variant) => Object.entries(variant).flat().join(' ') || 'plain';

describe('deliveries at different receivers are independent', () => {
  describe.each(['fifo', 'bag', 'causal', 'mailbox'] as const)('channels: %s', (channels) => {
    test.each(variants.map((variant) => [name(variant), variant] as const))(
      `%s: ${systems} random systems, seeds from 1`,
      (_, { together, ...variant }) => {
        let compared = 0;
        let most = 0;
        for (let seed = 1; compared < systems; seed += 1) {
          const spec = system(seed);
          const options: ExploreOptions = {
            ...variant,
            ...(together === true ? { properties: [readTogether(spec)] } : {}),
            channels,
            unexpected: 'ignored',
          };
          const classes = classesOfSchedules(spec, options, limits);
          if (classes === undefined || classes.size < 2) continue;
          const { made, result } = executionsOf(spec, options);
          const found = made.map((each) => classes.get(each) ?? each).sort();
          const expected = [...new Set(classes.values())].sort();
          const { verdict, executions } = result ?? {};
          expect({ seed, verdict, blocked: executions?.blocked, found }).toEqual({
            seed,
            verdict: 'holds',
            blocked: 0,
            found: expected,
          });
          compared += 1;
          most = Math.max(most, expected.length);
        }
        expect(most).toBeGreaterThan(channels === 'mailbox' ? 1 : 5);
      },
    );
  });
});

test.each([
  ["noOps 'left'", { noOps: 'left' }],
  ["timers 'any'", { timers: 'any' }],
] as const)('what commutes is not known with %s: it is refused', (what, variant) => {
  const options = { strategy: 'executions', independence: 'commuting', ...variant } as const;
  expect(() => explore(system(1), options)).toThrow(
    `with ${what}, 'executions' counts with independence 'receiver' only`,
  );
});
