/**
 * Which suites find a mutant of a statechart. The unmutated machine runs all of them once; of a mutant only the steps
 * are asked again in which the changed transition could be looked at, since in all others it does what the machine
 * does.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Situation } from '../../../src/execute/subject-steps.ts';
import type { Behaviour, OpenSubject } from '../../../src/generate/index.ts';
import type { CompiledSuite, Stimuli } from '../compiled-suite.ts';
import type { Known } from '../machine-under-test.ts';
import { MachineUnderTest } from '../machine-under-test.ts';
import { firstFailure } from '../verdict.ts';
import type { ChartMutant } from './mutants.ts';

export class ChartTrial {
  readonly #subject: OpenSubject;
  readonly #id: string;
  readonly #suites: readonly CompiledSuite[];
  readonly #stimuli: Stimuli;
  readonly #original: MachineUnderTest;
  readonly #raises: boolean;
  /** Active nodes of each of the original's situations. */
  readonly #nodes = new Map<number, ReadonlySet<string>>();

  /** For a subject of one actor, with suites that it passes. */
  constructor(
    subject: OpenSubject,
    behaviour: Behaviour,
    suites: readonly CompiledSuite[],
    stimuli: Stimuli,
  ) {
    const [id, ...others] = Object.keys(subject.actors);
    if (id === undefined || others.length > 0) throw new Error('a chart trial is for one actor');
    this.#subject = subject;
    this.#id = id;
    this.#suites = suites;
    this.#stimuli = stimuli;
    this.#raises = raisesEvents(behaviour);
    this.#original = new MachineUnderTest(subject, stimuli);
    for (const suite of suites) {
      const failure = firstFailure(suite, this.#original);
      if (failure === undefined) continue;
      throw new Error(`${suite.name} fails without a mutant: ${failure.test}: ${failure.why}`);
    }
  }

  /** Names of the suites that the mutant does not pass. */
  killersOf(mutant: ChartMutant): readonly string[] {
    let machine: AnyStateMachine;
    try {
      machine = mutant.make();
    } catch {
      // A chart that cannot be built fails every test.
      return this.#suites.map(({ name }) => name);
    }
    const tested = this.#tested(machine, mutant);
    return this.#suites
      .filter((suite) => firstFailure(suite, tested) !== undefined)
      .map(({ name }) => name);
  }

  #tested(machine: AnyStateMachine, mutant: ChartMutant): MachineUnderTest {
    const spec = { ...this.#subject.actors[this.#id], machine };
    const subject = { ...this.#subject, actors: { [this.#id]: spec } };
    const { event } = mutant;
    if (event === undefined || this.#raises) return new MachineUnderTest(subject, this.#stimuli);
    const known: Known = {
      machine: this.#original,
      adopted: (situation) => this.#adopted(situation, machine),
      answer: (situation, stimulus) => {
        if (situation === undefined || stimulus === undefined) return this.#original.initial();
        if (!this.#original.hasAnswered(situation, stimulus)) return undefined;
        const isIt =
          this.#stimuli.at(stimulus).message.type === event &&
          this.#nodesOf(situation).has(mutant.node);
        return isIt ? undefined : this.#original.deliver(situation, stimulus);
      },
    };
    return new MachineUnderTest(subject, this.#stimuli, undefined, known);
  }

  #nodesOf(situation: number): ReadonlySet<string> {
    let nodes = this.#nodes.get(situation);
    if (nodes === undefined) {
      const snapshot = this.#original.view(situation)[this.#id];
      nodes = new Set(snapshot?._nodes.map(({ id }) => id));
      this.#nodes.set(situation, nodes);
    }
    return nodes;
  }

  /** A snapshot knows its machine: the mutant goes on from one of its own. */
  #adopted(situation: Situation, machine: AnyStateMachine): Situation {
    const step = situation.actors[this.#id];
    if (step === undefined) return situation;
    const { value, context, status, historyValue } = step.snapshot as AnyMachineSnapshot;
    const snapshot = machine.resolveState({ value, context, status, historyValue } as never);
    return { ...situation, actors: { [this.#id]: { ...step, snapshot } } };
  }
}

/** Whether a transition is ever taken for an event that is not the stimulus: one that the machine raised itself. */
function raisesEvents({ states, stimuli }: Behaviour): boolean {
  return states.some(({ moves }) =>
    moves.some(({ input, taken }) => {
      const type = stimuli[input]?.message.type;
      return taken.some((id) => !id.includes(`: ${type} #`) && !id.includes(':  #'));
    }),
  );
}
