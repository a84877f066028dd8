/** Mutants of the drivers' statecharts, and of what they send, held against every order of the explorer's scenarios. */
import type { AnyStateMachine } from 'xstate';
import { builtinProfiles } from '../../actors/device/index.ts';
import { compileScenario, libraryScenario, scenarioNames } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import type { Baseline, Scenario, Trial } from './chart/against-properties.ts';
import { baselineOf, comesTo, trialOf } from './chart/against-properties.ts';
import type { MessageMutant } from './chart/message-mutants.ts';
import { messageMutants } from './chart/message-mutants.ts';
import type { ChartMutant } from './chart/mutants.ts';
import { chartMutants } from './chart/mutants.ts';
import type { Driver } from './drivers.ts';
import type { MeasuredMutant } from './measured.ts';
import { sampled } from './sample.ts';
import type { Sample } from './stryker/job.ts';

/** Mutants of one driver, ready to be tried. */
export interface Trials {
  readonly mutants: readonly ChartMutant[];
  readonly run: () => Generator<MeasuredMutant>;
}

/** Nobody calls at too high a level here: mutants of the limit itself are all alike, and another measurement's. */
const ofLimit = /overIrql|stopOverIrql/;

export function propertyTrials(driver: Driver, sample: Sample | undefined): Trials {
  const scenarios: readonly Scenario[] = [false, true]
    .filter((vbd) => vbd || driver.name !== 'vbd')
    .flatMap((vbd) => scenarioNames().map((name) => ({ name, vbd })));
  const baselines = scenarios
    .map((scenario) => baselineOf(driver.name, scenario))
    .sort((a, b) => a.states - b.states);
  const machine = machineOf(driver);
  const taken = [...new Set(baselines.flatMap(({ transitions }) => [...transitions]))].sort();
  const all = [...chartMutants(machine), ...messageMutants(machine, taken)].filter(
    ({ detail }) => !ofLimit.test(detail),
  );
  const mutants = sample === undefined ? all : sampled(all, ({ id }) => id, sample);
  return { mutants, run: () => tried(driver, mutants, baselines) };
}

function machineOf({ name }: Driver): AnyStateMachine {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario('bring-up'), { vfs: 1, guests: 1, vbd: true });
  const { actors } = buildStack({ ...compiled, device }).spec;
  const spec = actors[name] ?? actors[`${name}.g0`] ?? actors[`${name}0`];
  if (spec === undefined) throw new Error(`there is no actor for ${name}`);
  return spec.machine;
}

function* tried(
  driver: Driver,
  mutants: readonly ChartMutant[],
  baselines: readonly Baseline[],
): Generator<MeasuredMutant> {
  for (const mutant of mutants) {
    const relevant = baselines.filter((baseline) => comesTo(baseline, mutant));
    const { caught, differs } = trial(driver, mutant, relevant);
    // What sends nothing of the kind is no mutant.
    if (isEmpty(mutant)) continue;
    const survived = relevant.length > 0 ? 'survived' : 'never run';
    yield {
      driver: driver.name,
      kind: mutant.mutation,
      place: mutant.id,
      change: differs.length === 0 ? '' : `seen in ${differs.map(nameOf).join(', ')}`,
      outcome: caught === undefined ? survived : 'killed',
      killedBy: caught === undefined ? [] : [caught.property],
    };
  }
}

const nameOf = ({ name, vbd }: Scenario) => `${name} ${vbd ? 'with' : 'without'} VBD`;
const isEmpty = (mutant: ChartMutant | MessageMutant) => 'touched' in mutant && !mutant.touched();

function trial(driver: Driver, mutant: ChartMutant, baselines: readonly Baseline[]): Trial {
  let machine: AnyStateMachine;
  try {
    machine = mutant.make();
  } catch {
    const scenario = { name: 'none', vbd: false };
    return { caught: { scenario, property: 'cannot be built' }, differs: [] };
  }
  return trialOf(driver.name, machine, baselines);
}
