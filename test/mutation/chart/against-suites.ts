/** Which suites find a mutant of a statechart: the machine in a subject is exchanged, and each suite is run on it. */
import type { AnyStateMachine } from 'xstate';
import type { OpenSubject } from '../../../src/generate/index.ts';
import type { CompiledSuite, Stimuli } from '../compiled-suite.ts';
import { MachineUnderTest } from '../machine-under-test.ts';
import { firstFailure } from '../verdict.ts';
import type { ChartMutant } from './mutants.ts';

/** Names of the suites that a mutant of actor `id` does not pass. */
export function killersOf(
  mutant: ChartMutant,
  subject: OpenSubject,
  id: string,
  suites: readonly CompiledSuite[],
  stimuli: Stimuli,
): readonly string[] {
  let machine: AnyStateMachine;
  try {
    machine = mutant.make();
  } catch {
    // A chart that cannot be built fails every test.
    return suites.map(({ name }) => name);
  }
  const actors = { ...subject.actors, [id]: { ...subject.actors[id], machine } };
  const tested = new MachineUnderTest({ ...subject, actors }, stimuli);
  return suites
    .filter((suite) => firstFailure(suite, tested) !== undefined)
    .map(({ name }) => name);
}
