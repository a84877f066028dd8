/**
 * What every driver's generated suite is held against: it covers what can be covered, our machine passes it, and
 * machines with one thing wrong do not.
 */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { stackConfigurations } from '../../src/cli/generation/configurations.ts';
import type { StackSubjectOptions } from '../../src/cli/generation/stack-subject.ts';
import { stackSubject } from '../../src/cli/generation/stack-subject.ts';
import { inProcess, runSuite } from '../../src/execute/index.ts';
import type { Behaviour, Criterion, Suite } from '../../src/generate/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';

/** One thing that is wrong, in a machine that is otherwise ours. */
export interface Mutant {
  readonly what: string;
  readonly machine: () => AnyStateMachine;
  /** It takes every stimulus in every state to see it: each transition of the statechart once is not enough. */
  readonly isHidden?: true;
}

export interface DriverTests {
  readonly part: string;
  /** By configuration, in their order: chart transitions that the suite covers. All others are proved unreachable. */
  readonly covered: readonly number[];
  readonly transitions: number;
  /** Why no configuration reaches these chart transitions; the id, or what it begins with. */
  readonly unreachable: Readonly<Record<string, string>>;
  /** Requirements that no configuration reaches. */
  readonly requirements?: readonly string[];
  readonly mutants: readonly Mutant[];
}

const criteria: readonly Criterion[] = [
  'chart-transitions',
  'requirements',
  'irql',
  'boundaries',
  'request-status',
];

export function driverTests({
  part,
  covered,
  transitions,
  unreachable,
  requirements = [],
  mutants,
}: DriverTests): void {
  const configurations = stackConfigurations(part);
  const suites = new Map<StackSubjectOptions, Suite>();
  const behaviours = new Map<StackSubjectOptions, Behaviour>();
  const behaviour = (options: StackSubjectOptions): Behaviour => {
    const known = behaviours.get(options) ?? behaviourOf(stackSubject(part, options));
    behaviours.set(options, known);
    return known;
  };
  const suiteOf = (options: StackSubjectOptions): Suite => {
    const known = suites.get(options) ?? generateSuite(behaviour(options), { criteria });
    suites.set(options, known);
    return known;
  };
  const items = (options: StackSubjectOptions, criterion: Criterion) =>
    suiteOf(options).coverage.find((each) => each.criterion === criterion)?.items ?? [];
  const ids = (options: StackSubjectOptions, criterion: Criterion, status: string) =>
    items(options, criterion)
      .filter((item) => item.status === status)
      .map(({ id }) => id);
  /** Those that no configuration covers. */
  const nowhere = (criterion: Criterion): readonly string[] => {
    const somewhere = new Set(configurations.flatMap((each) => ids(each, criterion, 'covered')));
    const all = new Set(
      configurations.flatMap((each) => items(each, criterion).map(({ id }) => id)),
    );
    return [...all].filter((id) => !somewhere.has(id));
  };

  describe(`generated suites of ${part}`, () => {
    test.each(configurations.map((options, n) => ({ options, count: covered[n], n })))(
      `configuration $n: $count of ${transitions} chart transitions, the others are unreachable; ours passes`,
      async ({ options, count }) => {
        const suite = suiteOf(options);
        expect(suite.truncated).toBe(false);
        expect(ids(options, 'chart-transitions', 'covered')).toHaveLength(count ?? -1);
        expect(items(options, 'chart-transitions')).toHaveLength(transitions);
        for (const criterion of criteria) {
          expect([criterion, ids(options, criterion, 'uncovered')]).toEqual([criterion, []]);
          expect([criterion, ids(options, criterion, 'unknown')]).toEqual([criterion, []]);
        }
        expect(ids(options, 'irql', 'unreachable')).toEqual([]);
        expect(ids(options, 'boundaries', 'unreachable')).toEqual([]);
        const run = await runSuite(suite, inProcess(stackSubject(part, options)));
        expect(run.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
        expect(run.passed).toBe(suite.tests.length);
      },
    );

    test('more than nine in ten chart transitions are covered, and each other one has its reason', () => {
      const left = nowhere('chart-transitions');
      expect(1 - left.length / transitions).toBeGreaterThan(0.9);
      const reasons = Object.keys(unreachable);
      expect(left.filter((id) => !reasons.some((reason) => id.startsWith(reason)))).toEqual([]);
      expect(reasons.filter((reason) => !left.some((id) => id.startsWith(reason)))).toEqual([]);
    });

    test('every requirement that the statechart names is covered', () => {
      expect(nowhere('requirements')).toEqual(requirements);
    });

    const [first = {}] = configurations;
    const failures = async (suite: Suite, { machine }: Mutant): Promise<number> => {
      const wrong = inProcess(stackSubject(part, { ...first, machine: machine() }));
      return (await runSuite(suite, wrong, { bail: true })).failed;
    };
    for (const mutant of mutants.filter(({ isHidden }) => isHidden === undefined)) {
      test(`fails: ${mutant.what}`, async () => {
        expect(await failures(suiteOf(first), mutant)).toBe(1);
      });
    }
    for (const mutant of mutants.filter(({ isHidden }) => isHidden === true)) {
      test(`passes chart transitions, fails all transitions: ${mutant.what}`, async () => {
        expect(await failures(suiteOf(first), mutant)).toBe(0);
        const all = generateSuite(behaviour(first), { criteria: ['transitions'] });
        expect(await failures(all, mutant)).toBe(1);
      });
    }
  });
}

/**
 * The machine with another value at this place of its statechart: names of states, of fields and of events, and numbers
 * of alternatives, from the root on. Without a value, what is there is taken away.
 */
export function changed(
  machine: AnyStateMachine,
  place: readonly (string | number)[],
  value?: string,
): AnyStateMachine {
  const config = copyOf(machine.config) as Fields;
  const last = String(place.at(-1));
  const parent = place.slice(0, -1).reduce((at, key) => at[key] as Fields, config);
  if (value === undefined && !(last in parent)) throw new Error(`nothing is at ${place.join('.')}`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return createMachine(config as never).provide(machine.implementations as never);
}

interface Fields {
  [name: string]: unknown;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]));
}
