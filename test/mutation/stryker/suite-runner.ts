/**
 * Stryker's test runner for generated suites. A test, as Stryker counts them, is one criterion's suite for one machine:
 * so its list of the tests that kill a mutant is the list of the criteria that find it.
 */
import type {
  InstrumenterContext,
  MutantCoverage,
  StrykerOptions,
} from '@stryker-mutator/api/core';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, tokens } from '@stryker-mutator/api/plugin';
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
  TestRunnerCapabilities,
} from '@stryker-mutator/api/test-runner';
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { OpenSubject } from '../../../src/generate/index.ts';
import type { CompiledSuite, Stimuli } from '../compiled-suite.ts';
import type { Observer } from '../machine-under-test.ts';
import { MachineUnderTest } from '../machine-under-test.ts';
import { unpacked } from '../packed-suites.ts';
import { firstFailure } from '../verdict.ts';
import type { Bundle } from './bundle.ts';
import { bundle } from './bundle.ts';
import type { Job, JobSubject } from './job.ts';
import { chosenMutants, readJob, testId } from './job.ts';
import { Recorded } from './recorded.ts';

interface Loaded {
  readonly name: string;
  readonly bundle: Bundle;
  readonly stimuli: Stimuli;
  readonly suites: readonly CompiledSuite[];
}

export class SuiteRunner implements TestRunner {
  readonly #job: Job;
  readonly #folder: string;
  #subjects: readonly Loaded[] = [];
  #chosen: ReadonlySet<string> | undefined;
  readonly #recorded = new Map<Loaded, Recorded>();

  /** `folder` has the instrumented sources. */
  constructor(job: Job, folder: string) {
    this.#job = job;
    this.#folder = folder;
  }

  /** Every run evaluates the machines afresh. */
  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const { subjects } = this.#job;
    this.#subjects = await Promise.all(subjects.map((each) => load(each, this.#folder)));
    const { sample } = this.#job;
    if (sample === undefined) return;
    this.#chosen = chosenMutants(
      this.#subjects.flatMap(({ bundle: code }) => code.mutants),
      sample,
    );
  }

  async dryRun(): Promise<DryRunResult> {
    const coverage: MutantCoverage = { static: {}, perTest: {} };
    const tests: TestResult[] = [];
    for (const subject of this.#subjects) {
      const recorded = record(subject, coverage.static);
      for (const suite of subject.suites) {
        const began = performance.now();
        const failure = recorded.run(suite);
        const result = testResult(subject, suite, began, failure?.why);
        tests.push(result);
        coverage.perTest[result.id] = recorded.coverageOf(suite);
      }
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: coverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, sandboxFileName, disableBail } = options;
    // Before the mutant is active: what it is compared with.
    if (options.mutantActivation === 'runtime') this.#recordAll(sandboxFileName);
    if (this.#chosen?.has(activeMutant.id) === false) return notInSample;
    const context = instrumenter();
    context.activeMutant = activeMutant.id;
    context.hitCount = hitLimit === undefined ? undefined : 0;
    context.hitLimit = hitLimit;
    try {
      const tests = this.#subjects
        .filter((subject) => subject.bundle.files.has(sandboxFileName))
        .flatMap((subject) => this.#runAll(subject, options));
      const timeout = determineHitLimitReached(context.hitCount, hitLimit);
      return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests }, disableBail);
    } finally {
      context.activeMutant = undefined;
      context.hitCount = undefined;
      context.hitLimit = undefined;
    }
  }

  /** All suites of a subject that are asked for, with what they ask the machine in common. */
  #runAll(subject: Loaded, options: MutantRunOptions): readonly TestResult[] {
    const { testFilter, activeMutant } = options;
    const suites = subject.suites.filter(
      ({ name }) => testFilter?.includes(testId(subject.name, name)) ?? true,
    );
    if (suites.length === 0) return [];
    const recorded =
      options.mutantActivation === 'runtime' ? this.#recorded.get(subject) : undefined;
    const machine = recorded?.withMutant(activeMutant.id) ?? fresh(subject);
    return suites.map((suite) => {
      const began = performance.now();
      const failure = typeof machine === 'string' ? machine : firstFailure(suite, machine)?.why;
      return testResult(subject, suite, began, failure);
    });
  }

  /** Once in each process, for the subjects that have this file. */
  #recordAll(file: string): void {
    for (const subject of this.#subjects) {
      if (this.#recorded.has(subject) || !subject.bundle.files.has(file)) continue;
      const recorded = record(subject, {});
      for (const suite of subject.suites) recorded.run(suite);
      this.#recorded.set(subject, recorded);
    }
  }
}

const notInSample: MutantRunResult = {
  status: MutantRunStatus.Error,
  errorMessage: 'not in the sample',
};

/** As Stryker makes it, in a process whose working directory is the sandbox. */
export function createSuiteRunner(options: StrykerOptions): SuiteRunner {
  return new SuiteRunner(readJob(options), process.cwd());
}
createSuiteRunner.inject = tokens(commonTokens.options);

/** Where the instrumented code looks which mutant is active. */
function instrumenter(): InstrumenterContext {
  const global = globalThis as unknown as Record<string, InstrumenterContext | undefined>;
  const context = global[INSTRUMENTER_CONSTANTS.NAMESPACE] ?? {};
  global[INSTRUMENTER_CONSTANTS.NAMESPACE] = context;
  return context;
}

async function load({ name, entry, suites }: JobSubject, folder: string): Promise<Loaded> {
  return { name, bundle: await bundle(entry, folder), ...unpacked(suites) };
}

/** The machine as it is with the active mutant; a text when the module cannot even be evaluated. */
function fresh(
  { name, bundle: code, suites, stimuli }: Loaded,
  observe?: Observer,
): MachineUnderTest | string {
  const [suite] = suites;
  const id = suite?.subject.actors[0];
  if (suite === undefined || id === undefined) return 'there is nothing to run';
  try {
    const { machine, status, ended } = code.evaluate();
    const subject: OpenSubject = {
      name,
      actors: { [id]: { machine, input: suite.subject.inputs[id] } },
      stimuli: [],
      ...(status === undefined ? {} : { status }),
      ...(ended === undefined ? {} : { ended }),
    };
    return new MachineUnderTest(subject, stimuli, observe);
  } catch (error) {
    return `the machine cannot be made: ${String(error)}`;
  }
}

/** The unmutated machine; `atEvaluation` gets the mutants that its modules come to when they are evaluated. */
function record(subject: Loaded, atEvaluation: Record<string, number>): Recorded {
  const context = instrumenter();
  const coverage: MutantCoverage = { static: atEvaluation, perTest: {} };
  return new Recorded(context, coverage, (observe) => {
    const machine = fresh(subject, observe);
    if (typeof machine === 'string') throw new Error(machine);
    return machine;
  });
}

function testResult(
  subject: Loaded,
  suite: CompiledSuite,
  began: number,
  failure: string | undefined,
): TestResult {
  const id = testId(subject.name, suite.name);
  const base = { id, name: id, timeSpentMs: performance.now() - began };
  return failure === undefined
    ? { ...base, status: TestStatus.Success }
    : { ...base, status: TestStatus.Failed, failureMessage: failure };
}
