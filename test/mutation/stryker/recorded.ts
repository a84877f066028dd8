/**
 * The unmutated machine after all its suites, with the mutants that each of its steps runs through. A mutant that is
 * looked up while the machine runs (not when its module is evaluated) changes nothing in a step that does not come to
 * it: of such a mutant only the steps that do are asked again.
 */
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core';
import type { CompiledSuite } from '../compiled-suite.ts';
import type { Answer, MachineUnderTest, Observer } from '../machine-under-test.ts';
import { MachineUnderTest as Machine } from '../machine-under-test.ts';
import { firstFailure } from '../verdict.ts';

/** Mutants that a step comes to, and how often. */
type Mutants = ReadonlyMap<string, number>;
const nothing: Mutants = new Map();
const step = 'step';

export class Recorded {
  readonly machine: MachineUnderTest;
  /** By situation and stimulus. The beginning has no situation. */
  readonly #through = new Map<number | undefined, Map<number | undefined, Mutants>>();
  /** Most steps run through what others run through. */
  readonly #sets = new Map<string, Mutants>();
  readonly #context: InstrumenterContext;
  readonly #coverage: MutantCoverage;

  /** `make` evaluates the machine, which reports what it runs through to the `coverage` of `context`. */
  constructor(
    context: InstrumenterContext,
    coverage: MutantCoverage,
    make: (observe: Observer) => MachineUnderTest,
  ) {
    this.#context = context;
    this.#coverage = coverage;
    context.activeMutant = undefined;
    context.mutantCoverage = coverage;
    this.machine = make((situation, stimulus, ask) => this.#observed(situation, stimulus, ask));
  }

  /** Runs a suite; what of it is already known costs nothing. */
  run(suite: CompiledSuite): ReturnType<typeof firstFailure> {
    return firstFailure(suite, this.machine);
  }

  /** How often each mutant is come to in the different steps of a suite that was run. */
  coverageOf(suite: CompiledSuite): Record<string, number> {
    const hits: Record<string, number> = {};
    const add = (mutants: Mutants) => {
      for (const [id, count] of mutants) hits[id] = (hits[id] ?? 0) + count;
    };
    add(this.#mutantsOf(undefined, undefined));
    const seen = new Set<string>();
    for (const { steps } of suite.tests) {
      let situation = this.machine.initial().next;
      for (const { stimulus } of steps) {
        const key = `${situation} ${stimulus}`;
        if (!seen.has(key)) add(this.#mutantsOf(situation, stimulus));
        seen.add(key);
        situation = this.machine.deliver(situation, stimulus).next;
      }
    }
    return hits;
  }

  /** The machine as it is while this mutant is active. */
  withMutant(id: string): MachineUnderTest {
    return Machine.knowing({
      machine: this.machine,
      answer: (situation, stimulus) => {
        const mutants = this.#through.get(situation)?.get(stimulus);
        if (mutants === undefined || mutants.has(id)) return undefined;
        if (situation === undefined || stimulus === undefined) return this.machine.initial();
        return this.machine.deliver(situation, stimulus);
      },
    });
  }

  #mutantsOf(situation: number | undefined, stimulus: number | undefined): Mutants {
    return this.#through.get(situation)?.get(stimulus) ?? nothing;
  }

  #observed(
    situation: number | undefined,
    stimulus: number | undefined,
    ask: () => Answer,
  ): Answer {
    const { perTest } = this.#coverage;
    this.#context.currentTestId = step;
    const answer = ask();
    delete this.#context.currentTestId;
    const hits = Object.entries(perTest[step] ?? {});
    delete perTest[step];
    const key = hits.join();
    const mutants = this.#sets.get(key) ?? new Map(hits);
    this.#sets.set(key, mutants);
    let ofSituation = this.#through.get(situation);
    if (ofSituation === undefined) {
      ofSituation = new Map();
      this.#through.set(situation, ofSituation);
    }
    ofSituation.set(stimulus, mutants);
    return answer;
  }
}
