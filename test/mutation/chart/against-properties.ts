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
import type { ChartMutant } from './mutants.ts';

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
  /** Transitions that are taken, as in `takenTransitions`. */
  readonly transitions: ReadonlySet<string>;
  /** What the exploration came to: with a mutant that changes nothing here it comes to the same. */
  readonly print: string;
}

export interface Catch {
  readonly scenario: Scenario;
  /** The property that is violated, or the situation that does not come up any more. */
  readonly property: string;
  readonly detail?: string;
}

/** What came of a mutant in the scenarios that come to its place. */
export interface Trial {
  readonly caught?: Catch;
  /** Scenarios in which it does something else than the driver, and nothing is violated. */
  readonly differs: readonly Scenario[];
}

/** Most states of one exploration of a mutant. None of the scenarios needs as many. */
const maxStates = 150_000;
/** Random runs of each scenario before any is exhausted. */
const sampleRuns = 2;

export function baselineOf(driver: ReplaceableDriver, scenario: Scenario): Baseline {
  const result = run(driver, scenario, undefined);
  if (result.verdict !== 'holds') {
    throw new Error(`${scenario.name} does not hold with our own driver: ${result.verdict}`);
  }
  const own = (visited: Readonly<Record<string, readonly string[]>> = {}) =>
    new Set(
      Object.entries(visited)
        .filter(([id]) => isDriver(driver, id))
        .flatMap(([, names]) => names),
    );
  return {
    scenario,
    states: result.states,
    nodes: own(result.visited?.states),
    transitions: own(result.visited?.transitions),
    print: printOf(driver, result),
  };
}

function isDriver(driver: ReplaceableDriver, id: string): boolean {
  return id === driver || id.startsWith(`${driver}.`) || (driver === 'vf' && /^vf\d+$/.test(id));
}

/** Whether the scenario comes to the place of the mutant at all. */
export function comesTo({ nodes, transitions }: Baseline, { node, event }: ChartMutant): boolean {
  // An event that only a dropped transition took is among the taken ones, too.
  if (event === undefined)
    return nodes.has(node) || [...transitions].some((id) => id.startsWith(`${node}: `));
  return nodes.has(node) && [...transitions].some((id) => id.includes(`: ${event} #`));
}

/**
 * The first scenario that shows what is wrong, and those before it that show only that something is. Most of what is
 * wrong shows in any order: a few random ones are looked at first, which cost a tenth of all.
 */
export function trialOf(
  driver: ReplaceableDriver,
  machine: AnyStateMachine,
  baselines: readonly Baseline[],
  mostExhausted = Number.POSITIVE_INFINITY,
): Trial {
  for (const { scenario } of baselines) {
    const found = wrongWith(driver, scenario, machine);
    if (found !== undefined && found !== 'differs')
      return { caught: { scenario, ...found }, differs: [] };
  }
  const differs: Scenario[] = [];
  for (const { scenario, print } of baselines.slice(0, mostExhausted)) {
    const found = wrongWith(driver, scenario, machine, print);
    if (found === 'differs') differs.push(scenario);
    else if (found !== undefined) return { caught: { scenario, ...found }, differs };
  }
  return { differs };
}

function wrongWith(
  driver: ReplaceableDriver,
  scenario: Scenario,
  machine: AnyStateMachine,
  print?: string,
): Omit<Catch, 'scenario'> | 'differs' | undefined {
  try {
    const result = run(driver, scenario, machine, print === undefined);
    if (result.verdict === 'violated') {
      return { property: result.property, detail: result.violation.detail };
    }
    if (print === undefined) return undefined;
    if (result.verdict === 'truncated') return { property: 'the states do not end' };
    const [missing] = result.notReached;
    if (missing !== undefined) return { property: missing };
    return printOf(driver, result) === print ? undefined : 'differs';
  } catch (error) {
    // XState's own complaint, such as a loop of eventless transitions.
    return { property: error instanceof Error ? error.name : 'an error' };
  }
}

/**
 * Two explorations of the same system have the same; of two systems that differ in what can be seen, hardly ever. The
 * mutant's own transitions are left out: one that is dropped renames those after it.
 */
function printOf(driver: ReplaceableDriver, result: ExploreResult): string {
  const { states, transitions, restStates, depth, visited } = result;
  const others = Object.entries(visited?.transitions ?? {}).filter(([id]) => !isDriver(driver, id));
  return JSON.stringify([states, transitions, restStates, depth, others]);
}

function run(
  driver: ReplaceableDriver,
  { name, vbd }: Scenario,
  machine: AnyStateMachine | undefined,
  isSample = false,
): ExploreResult {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario(name), { vfs: 1, guests: 1, vbd });
  const replacements = machine === undefined ? {} : { [driver]: machine };
  const stack = buildStack({ ...compiled, device, replacements });
  const properties = stackProperties(stack);
  return isSample
    ? explore(stack.spec, { properties, strategy: 'random-walk', runs: sampleRuns })
    : explore(stack.spec, { properties, maxStates, coverage: true });
}
