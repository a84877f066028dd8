/** One exploration of the stack: a scenario at a size, with every property, and what it came to. */
import { builtinProfiles } from '../../actors/device/index.ts';
import { stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { stackSymmetry } from '../../actors/symmetry.ts';
import { buildStack } from '../../actors/topology.ts';
import { explore } from '../../src/explore/index.ts';

/** What is explored. */
export interface ProveSize {
  readonly scenario: string;
  readonly vbd: boolean;
  readonly vfs: number;
  /** One for each VF, or fewer, so that a guest's bus has several slots. */
  readonly guests: number;
}

export interface ProveBounds {
  readonly maxSeconds: number;
  readonly maxMb: number;
}

/** What came of it, as one row of the table. */
export interface ProvedRow extends ProveSize {
  readonly states: number;
  readonly transitions: number;
  /** Moves that were possible in expanded states and left out; absent without a partial-order reduction. */
  readonly left?: number;
  /** Found and not expanded. */
  readonly frontier: number;
  readonly reduction: string;
  readonly notReduced: readonly string[];
  readonly seconds: number;
  readonly verdict: 'holds' | 'violated' | 'truncated';
  /** The property, or the bound. */
  readonly why?: string;
  readonly notReached: readonly string[];
}

/** Situations that a scenario asks for and that cannot come up at some size, with the reason. None is known. */
export const unreachable: Readonly<Record<string, string>> = {};

export function prove(size: ProveSize, { maxSeconds, maxMb }: ProveBounds): ProvedRow {
  const { scenario, vbd, vfs, guests } = size;
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario(scenario), { vfs, guests, vbd });
  const stack = buildStack({ ...compiled, device });
  const symmetry = stackSymmetry(stack);
  const result = explore(stack.spec, {
    properties: stackProperties(stack),
    maxSeconds,
    maxMb,
    ...(symmetry === undefined ? {} : { symmetry }),
  });
  const { states, transitions, left, frontier, reduction, notReduced, seconds, notReached } =
    result;
  return {
    ...size,
    ...{ states, transitions, frontier, reduction, notReduced, seconds, notReached },
    ...(left === undefined ? {} : { left }),
    verdict: result.verdict,
    ...(result.verdict === 'violated' ? { why: result.property } : {}),
    ...(result.verdict === 'truncated' ? { why: result.reason } : {}),
  };
}

/** What is wrong with a row: a violation, or a situation that never came up though all was looked at. */
export function wrongWith({ scenario, verdict, why, notReached }: ProvedRow): readonly string[] {
  if (verdict === 'violated') return [`${why} is violated`];
  if (verdict === 'truncated') return [];
  return notReached
    .filter((name) => unreachable[`${scenario} ${name}`] === undefined)
    .map((name) => `${name} never comes up`);
}
