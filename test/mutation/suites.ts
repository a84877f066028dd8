/** The suites whose effect is measured: one for each criterion, and one for each method that identifies states. */
import type { Behaviour, Criterion, Limits, Method, Suite } from '../../src/generate/index.ts';
import { generateSuite } from '../../src/generate/index.ts';

/** Criteria of one machine, weakest first as far as they can be compared. */
export const machineCriteria = [
  'event-types',
  'state-nodes',
  'configurations',
  'states',
  'requirements',
  'statuses',
  'request-status',
  'irql',
  'boundaries',
  'chart-transitions',
  'transitions',
  'transition-pairs',
] as const satisfies readonly Criterion[];

/** Methods that identify states, for machines whose behaviour is small enough. */
export const identifying = ['wp', 'hsi', 'h'] as const satisfies readonly Method[];

export type SuiteName = (typeof machineCriteria)[number] | (typeof identifying)[number];
export const suiteNames: readonly SuiteName[] = [...machineCriteria, ...identifying];

export interface NamedSuite {
  readonly name: SuiteName;
  readonly suite: Suite;
  readonly seconds: number;
}

/** A suite that is too long to be run on thousands of mutants ends here, and says so. */
export const suiteLimits: Limits = { maxSteps: 100_000 };

export function suiteFor(name: SuiteName, behaviour: Behaviour): NamedSuite {
  const began = performance.now();
  const method = identifying.find((each) => each === name);
  const suite = generateSuite(behaviour, {
    criteria: [method === undefined ? (name as Criterion) : 'transitions'],
    ...(method === undefined ? {} : { method }),
    limits: suiteLimits,
  });
  return { name, suite, seconds: (performance.now() - began) / 1000 };
}
