/** Runs a suite against an implementation: each test from a reset, step by step, until the first that is not right. */
import type { Suite, Test, TestStep } from '../generate/index.ts';
import type { Envelope } from '../system/index.ts';
import type { Implementation, Reaction, TestResult } from './implementation.ts';
import { ImplementationFault } from './implementation.ts';
import { isSameAnswer } from './sameness.ts';
import { names, showsText, whyNotExpected } from './words.ts';

export interface RunOptions {
  /** Names of the tests to run; all unless given. */
  readonly tests?: readonly string[];
  /** Ends with the first test that fails. */
  readonly bail?: boolean;
  /** How often a test is run that is inconclusive: it may go the way of the test another time. 5 unless given. */
  readonly tries?: number;
  readonly onResult?: (result: TestResult, test: Test) => void;
  /** Ends before the next step; the test under way has no result then. */
  readonly signal?: AbortSignal;
}

export interface SuiteRun {
  readonly subject: string;
  readonly implementation: string;
  readonly verdict: 'pass' | 'fail' | 'interrupted';
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** Tests of the suite that have no result: not asked for, or after the end of the run. */
  readonly notRun: number;
  /** Steps that were done. */
  readonly steps: number;
  /** Whether what the suite observes besides messages was compared. */
  readonly showsChecked: boolean;
  /** What a reader of the verdict must know, one sentence each. */
  readonly notes: readonly string[];
}

/** Does not close the implementation. Throws what is no verdict, such as `NoImplementation`. */
export async function runSuite(
  suite: Suite,
  implementation: Implementation,
  options: RunOptions = {},
): Promise<SuiteRun> {
  const { tests, bail = false, tries = 5, onResult, signal } = options;
  const chosen =
    tests === undefined ? suite.tests : suite.tests.filter(({ name }) => tests.includes(name));
  const runner = await TestRunner.on(suite, implementation, signal);
  const results: TestResult[] = [];
  for (const test of chosen) {
    let result = await runner.run(test);
    for (let n = 1; n < tries && result?.verdict === 'inconclusive'; n += 1) {
      result = await runner.run(test);
    }
    if (result === undefined) break;
    results.push(result);
    onResult?.(result, test);
    if (bail && result.verdict === 'fail') break;
  }
  const count = (verdict: TestResult['verdict']) =>
    results.filter((each) => each.verdict === verdict).length;
  const failed = count('fail');
  const interrupted = signal?.aborted === true && results.length < chosen.length;
  return {
    subject: suite.subject.name,
    implementation: implementation.name,
    verdict: interrupted ? 'interrupted' : failed > 0 ? 'fail' : 'pass',
    results,
    passed: count('pass'),
    failed,
    inconclusive: count('inconclusive'),
    notRun: suite.tests.length - results.length,
    steps: runner.steps,
    showsChecked: runner.showsChecked,
    notes: notesOf(suite, runner),
  };
}

/** Runs one test after the other against an implementation that is open. */
export class TestRunner {
  steps = 0;
  readonly #suite: Pick<Suite, 'subject' | 'observes'>;
  readonly #implementation: Implementation;
  readonly #signal: AbortSignal | undefined;
  /** undefined: it does not say; whoever shows something is checked. */
  readonly #shows: boolean | undefined;
  #hasShown = false;

  /** Opens the implementation for this suite. */
  static async on(
    suite: Pick<Suite, 'subject' | 'observes'>,
    implementation: Implementation,
    signal?: AbortSignal,
  ): Promise<TestRunner> {
    const { subject, observes } = suite;
    const shows = await implementation.open?.(subject, observes);
    return new TestRunner(suite, implementation, observes === 'outputs' ? false : shows, signal);
  }

  constructor(
    suite: Pick<Suite, 'subject' | 'observes'>,
    implementation: Implementation,
    shows: boolean | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#suite = suite;
    this.#implementation = implementation;
    this.#shows = shows;
    this.#signal = signal;
  }

  get showsChecked(): boolean {
    return this.#shows ?? this.#hasShown;
  }

  /** undefined: interrupted. */
  async run({ name, steps }: Pick<Test, 'name' | 'steps'>): Promise<TestResult | undefined> {
    const { inputs, initial } = this.#suite.subject;
    if (this.#isInterrupted()) return undefined;
    const start = await this.#asked(initial, () => this.#implementation.reset(inputs));
    const wrong = start.fault ?? this.#wrongAnswer({ expect: initial }, start.reaction);
    if (wrong !== undefined) {
      return { ...fail(name, initial, start.reaction, `at the reset: ${wrong}`) };
    }
    for (const [n, step] of steps.entries()) {
      if (this.#isInterrupted()) return undefined;
      const { reaction, fault } = await this.#asked(step.expect, () =>
        this.#implementation.deliver(step.stimulus),
      );
      this.steps += 1;
      if (this.#isInterrupted() && fault !== undefined) return undefined;
      const result = this.#judged(name, step, reaction, fault);
      if (result !== undefined) return { ...result, step: n };
    }
    const late = (await this.#implementation.leftover?.()) ?? [];
    if (late.length === 0) return { test: name, verdict: 'pass' };
    const why = `after the last step, when it had been quiet: sent ${names(late)}`;
    const step = steps.length - 1;
    return { ...fail(name, [], { sent: [], late }, why), ...(step < 0 ? {} : { step }) };
  }

  #isInterrupted(): boolean {
    return this.#signal?.aborted === true;
  }

  #judged(
    test: string,
    step: TestStep,
    reaction: Reaction,
    fault: string | undefined,
  ): TestResult | undefined {
    const { expect } = step;
    if (fault !== undefined) return fail(test, expect, reaction, fault);
    const isOther = !isSameAnswer(expect, reaction.sent);
    const isClean = reaction.refused === undefined && (reaction.late ?? []).length === 0;
    if (
      isOther &&
      isClean &&
      step.alternatives?.some((each) => isSameAnswer(each, reaction.sent))
    ) {
      const why = `another legal answer than the one that the test goes on from`;
      return { test, verdict: 'inconclusive', expected: expect, got: reaction, why };
    }
    const why = this.#wrongAnswer(step, reaction);
    if (why !== undefined) return fail(test, expect, reaction, why);
    if (!this.#isWrongShow(step, reaction)) return undefined;
    const shown = `shows ${showsText(reaction.shows)}; ${showsText(step.shows)} was expected`;
    return {
      ...fail(test, expect, reaction, shown),
      ...(step.shows === undefined ? {} : { expectedShows: step.shows }),
    };
  }

  #wrongAnswer({ expect }: Pick<TestStep, 'expect'>, reaction: Reaction): string | undefined {
    const { late = [], refused, sent } = reaction;
    if (late.length > 0) {
      return `before this step, when it had been quiet: sent ${names(late)}`;
    }
    if (refused !== undefined) return `did not take it: ${refused}`;
    return isSameAnswer(expect, sent) ? undefined : whyNotExpected(expect, sent);
  }

  #isWrongShow(step: TestStep, { shows }: Reaction): boolean {
    if (shows !== undefined) this.#hasShown = true;
    if (!this.showsChecked) return false;
    return shows !== step.shows;
  }

  /** What it answers, or what broke down. */
  async #asked(
    expect: readonly Envelope[],
    ask: () => Promise<Reaction>,
  ): Promise<{ readonly reaction: Reaction; readonly fault?: string }> {
    try {
      return { reaction: await ask() };
    } catch (error) {
      if (!(error instanceof ImplementationFault)) throw error;
      const { sent, message } = error;
      const wanted = expect.length === 0 ? 'nothing' : names(expect);
      const before = sent.length === 0 ? '' : `, after it had sent ${names(sent)}`;
      return { reaction: { sent }, fault: `${message}${before}; expected was ${wanted}` };
    }
  }
}

function fail(test: string, expected: readonly Envelope[], got: Reaction, why: string): TestResult {
  return { test, verdict: 'fail', expected, got, why };
}

function notesOf(
  { observes, truncated, claim }: Suite,
  { showsChecked }: TestRunner,
): readonly string[] {
  const what = observes === 'state' ? 'state' : 'status';
  return [
    ...(observes !== 'outputs' && !showsChecked
      ? [
          `the implementation does not show its ${what}: only messages were checked, so the claim is weaker`,
        ]
      : []),
    ...(truncated ? [`the suite was cut short by a limit: ${claim}`] : []),
  ];
}
