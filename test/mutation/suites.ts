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

/** Methods that identify states, and how many extra states they allow for: for machines whose behaviour is small. */
export const identifying = {
  wp: { method: 'wp', extraStates: 0 },
  hsi: { method: 'hsi', extraStates: 0 },
  h: { method: 'h', extraStates: 0 },
  'h+1': { method: 'h', extraStates: 1 },
} as const satisfies Record<string, { readonly method: Method; readonly extraStates: number }>;

export type SuiteName = (typeof machineCriteria)[number] | keyof typeof identifying;
export const suiteNames: readonly SuiteName[] = [
  ...machineCriteria,
  ...(Object.keys(identifying) as (keyof typeof identifying)[]),
];

export interface NamedSuite {
  readonly name: SuiteName;
  readonly suite: Suite;
  readonly seconds: number;
}

/** A suite that is too long to be run on thousands of mutants ends here, and says so. */
export const suiteLimits: Limits = { maxSteps: 100_000 };

export function suiteFor(name: SuiteName, behaviour: Behaviour): NamedSuite {
  const began = performance.now();
  const suite = generateSuite(behaviour, {
    ...(isIdentifying(name)
      ? { criteria: ['transitions'], ...identifying[name] }
      : { criteria: [name] }),
    limits: suiteLimits,
  });
  return { name, suite, seconds: (performance.now() - began) / 1000 };
}

function isIdentifying(name: SuiteName): name is keyof typeof identifying {
  return Object.hasOwn(identifying, name);
}
