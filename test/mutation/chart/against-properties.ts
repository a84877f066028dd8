/**
 * Which mutants of a driver the explorer finds: the mutant takes the driver's place in the scenarios of the library,
 * and everything that is held against the stack itself is held against it.
 */
import type { AnyStateMachine } from 'xstate';
import { builtinProfiles } from '../../../actors/device/index.ts';
import { stackProperties } from '../../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../../actors/scenario/index.ts';
import type { ReplaceableDriver } from '../../../actors/topology.ts';
import { buildStack } from '../../../actors/topology.ts';
import type { ExploreResult } from '../../../src/explore/index.ts';
import { explore } from '../../../src/explore/index.ts';

export interface Scenario {
  readonly name: string;
  readonly vbd: boolean;
}

/** A scenario with our own driver: what is reached there need not be reached with a mutant. */
export interface Baseline {
  readonly scenario: Scenario;
  readonly states: number;
  /** Ids of the state nodes of the driver that are visited. A mutant in any other changes nothing here. */
  readonly nodes: ReadonlySet<string>;
}

export interface Catch {
  readonly scenario: Scenario;
  /** The property that is violated, or the situation that does not come up any more. */
  readonly property: string;
}

/** Most states of one exploration of a mutant. None of the scenarios needs as many. */
const maxStates = 150_000;

export function baselineOf(driver: ReplaceableDriver, scenario: Scenario): Baseline {
  const result = run(driver, scenario, undefined);
  if (result.verdict !== 'holds') {
    throw new Error(`${scenario.name} does not hold with our own driver: ${result.verdict}`);
  }
  const visited = Object.entries(result.visited?.states ?? {})
    .filter(([id]) => id === driver || id.startsWith(`${driver}.`) || /^vf\d+$/.test(id))
    .flatMap(([, nodes]) => nodes);
  return { scenario, states: result.states, nodes: new Set(visited) };
}

/** The first scenario that shows what is wrong; undefined when all of them hold. */
export function catchOf(
  driver: ReplaceableDriver,
  machine: AnyStateMachine,
  scenarios: readonly Scenario[],
): Catch | undefined {
  for (const scenario of scenarios) {
    const property = wrongWith(driver, scenario, machine);
    if (property !== undefined) return { scenario, property };
  }
  return undefined;
}

function wrongWith(
  driver: ReplaceableDriver,
  scenario: Scenario,
  machine: AnyStateMachine,
): string | undefined {
  try {
    const result = run(driver, scenario, machine);
    if (result.verdict === 'violated') return result.property;
    if (result.verdict === 'truncated') return 'the states do not end';
    return result.notReached[0];
  } catch (error) {
    // XState's own complaint, such as a loop of eventless transitions.
    return error instanceof Error ? error.name : 'an error';
  }
}

function run(
  driver: ReplaceableDriver,
  { name, vbd }: Scenario,
  machine: AnyStateMachine | undefined,
): ExploreResult {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario(name), { vfs: 1, guests: 1, vbd });
  const replacements = machine === undefined ? {} : { [driver]: machine };
  const stack = buildStack({ ...compiled, device, replacements });
  return explore(stack.spec, {
    properties: stackProperties(stack),
    maxStates,
    coverage: machine === undefined,
  });
}
