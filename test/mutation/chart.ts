/** Mutants of the drivers' statecharts, held against the suites. */
import type { AnyStateMachine } from 'xstate';
import { ChartTrial } from './chart/against-suites.ts';
import type { ChartMutant } from './chart/mutants.ts';
import { chartMutants } from './chart/mutants.ts';
import { answeringTransitions, statusMutants } from './chart/status-mutants.ts';
import type { Driver } from './drivers.ts';
import type { MeasuredMutant } from './measured.ts';
import type { Prepared } from './prepared.ts';
import { compiled } from './prepared.ts';
import { sampled } from './sample.ts';
import type { Sample } from './stryker/job.ts';

/** The driver's chart mutants, at most as many as the sample has. */
export function driverMutants(
  prepared: readonly Prepared[],
  sample: Sample | undefined,
): readonly ChartMutant[] {
  const machine = machineOf(prepared);
  const answering = prepared.flatMap(({ behaviour }) => answeringTransitions(behaviour));
  const all = [...chartMutants(machine), ...statusMutants(machine, [...new Set(answering)].sort())];
  return sample === undefined ? all : sampled(all, ({ id }) => id, sample);
}

function machineOf([first]: readonly Prepared[]): AnyStateMachine {
  const [spec] = Object.values(first?.subject.actors ?? {});
  if (spec === undefined) throw new Error('a driver needs a subject');
  return spec.machine;
}

/** Which suites find each mutant. */
export function* againstSuites(
  prepared: readonly Prepared[],
  mutants: readonly ChartMutant[],
): Generator<MeasuredMutant> {
  const trials = prepared.map((each) => {
    const { suites, stimuli } = compiled(each);
    return new ChartTrial(each.subject, each.behaviour, suites, stimuli);
  });
  const visited = new Set(
    prepared.flatMap(({ behaviour: { states } }) =>
      states.flatMap(({ nodes, moves }) => [
        ...nodes,
        // A state that is left at once is active in no situation.
        ...moves.flatMap(({ taken }) => taken.map((id) => id.slice(0, id.indexOf(': ')))),
      ]),
    ),
  );
  for (const mutant of mutants) {
    const found = trials.flatMap((trial) => trial.killersOf(mutant));
    yield measured(prepared[0]?.driver, mutant, [...new Set(found)], visited.has(mutant.node));
  }
}

function measured(
  driver: Driver | undefined,
  { id, mutation }: ChartMutant,
  killedBy: readonly string[],
  isRun: boolean,
): MeasuredMutant {
  const survived = isRun ? 'survived' : 'never run';
  return {
    driver: driver?.name ?? 'shared',
    kind: mutation,
    place: id,
    change: '',
    outcome: killedBy.length > 0 ? 'killed' : survived,
    killedBy,
  };
}
