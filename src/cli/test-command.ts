/**
 * `sriov-sim test SUITE`: a suite against an implementation, ours or one behind a pipe; a failure is shrunk and
 * explained.
 */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { FailureExplanation, SuiteRun, TestResult } from '../execute/index.ts';
import {
  explainFailure,
  NoImplementation,
  runSuite,
  shrink,
  suiteOf,
  TestModel,
  TestRunner,
} from '../execute/index.ts';
import { jsonText } from '../generate/formats/index.ts';
import type { Suite, Test } from '../generate/index.ts';
import { readSuite, SuiteInputError } from '../generate/index.ts';
import { quoted } from './command-line.ts';
import { exitStatus, fileReason, UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { wholeNumber } from './numbers.ts';
import type { Explained } from './test-output.ts';
import {
  explainedText,
  failedText,
  headText,
  mostNamed,
  runDocument,
  summaryText,
} from './test-output.ts';
import { TestProgress } from './test-progress.ts';
import type { SubjectFlags, UnderTest } from './test-subject.ts';
import { whoIsTested } from './test-subject.ts';
import { writeOut } from './write-out.ts';

interface Flags extends SubjectFlags {
  readonly test?: readonly string[];
  readonly bail?: boolean;
  readonly shrink: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** A suite of a hundred thousand steps takes about 50 MB. */
const maxSuiteBytes = 512 * 1024 * 1024;
const mostMs = 3_600_000;

export function addTestCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
): void {
  program
    .command('test')
    .summary('a generated suite against an implementation: the verdict, and why it fails')
    .description(
      'Runs a suite (sriov-sim generate --out SUITE.json) against an implementation: another process that speaks the ' +
        "line protocol (docs/line-protocol.md), a machine of yours, or the suite's own subject. A failure is shrunk " +
        'to a test of which no step can be left out, and explained.',
    )
    .argument('<suite>', 'a suite file')
    .argument('[command...]', 'behind --: the implementation, as --against')
    .option(
      '--against <command>',
      'the implementation: a command, split at blanks; no shell sees it',
    )
    .option('--machine <file>', "a module that exports an XState machine, in the actor's place")
    .option('--test <name>', 'only this test (may be given several times)', collect)
    .option('--bail', 'end with the first test that fails')
    .option(
      '--timeout <ms>',
      'longest time until the implementation answers (default: 2000)',
      wholeNumber(1, mostMs),
    )
    .option(
      '--quiescence <ms>',
      'nothing for so long means that it is quiet, where it does not say so itself (default: 100)',
      wholeNumber(1, mostMs),
    )
    .option('--no-shrink', 'tell of failures as they are')
    .option('--out <file>', 'write the shrunk test, to be run again')
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      '\nExit status: 0 every test passes (or is inconclusive: another legal answer), 1 a test fails, 2 bad usage, a ' +
        'suite that cannot be used, or an implementation that cannot be talked to.',
    )
    .action(async (file: string, words: readonly string[], flags: Flags) => {
      setStatus(await test(file, words, flags, io));
    });
}

function collect(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}

async function test(
  file: string,
  words: readonly string[],
  flags: Flags,
  io: CliIo,
): Promise<number> {
  const suite = suiteIn(file, io.cwd);
  checkNames(suite, flags.test, file);
  const tested = await whoIsTested(suite, flags, words, io.cwd, io.signal);
  try {
    return await run(file, suite, tested, flags, io);
  } catch (error) {
    if (!(error instanceof NoImplementation)) throw error;
    if (io.signal?.aborted === true) return exitStatus.interrupted;
    throw new UsageError(`${tested.named}: ${error.message}`, { cause: error });
  } finally {
    await tested.implementation.close();
  }
}

async function run(
  file: string,
  suite: Suite,
  tested: UnderTest,
  flags: Flags,
  io: CliIo,
): Promise<number> {
  const terminal = terminalOf(io, flags);
  const isText = flags.json !== true;
  if (isText) print(io.stdout, `${headText(suite, file, tested.named, terminal)}\n`);
  const { test: tests, bail = false } = flags;
  const progress = new TestProgress(io.stderr, tests?.length ?? suite.tests.length);
  const failed: [TestResult, Test][] = [];
  const began = performance.now();
  const result = await runSuite(suite, tested.implementation, {
    bail,
    ...(tests === undefined ? {} : { tests }),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    onResult: (each, of) => {
      progress.count(each);
      if (each.verdict !== 'fail') return;
      failed.push([each, of]);
      if (!isText || failed.length > mostNamed) return;
      progress.clear();
      print(io.stdout, `${failedText(each, of, terminal)}\n`);
    },
  });
  progress.clear();
  const seconds = (performance.now() - began) / 1000;
  const more = failed.length - mostNamed;
  if (isText && more > 0) print(io.stdout, `and ${more} more that failed (--json has all)\n`);
  const explained =
    failed.length === 0 ? undefined : await explain(suite, failed, tested, flags, io);
  if (isText) {
    if (explained !== undefined) print(io.stdout, `${explainedText(explained, terminal)}\n`);
    print(io.stdout, summaryText(result, seconds, terminal));
  } else printJson(io.stdout, runDocument(suite, file, result, seconds, explained));
  return statusOf(result);
}

function statusOf({ verdict }: SuiteRun): number {
  if (verdict === 'interrupted') return exitStatus.interrupted;
  return verdict === 'fail' ? exitStatus.violated : exitStatus.ok;
}

/** Of the failures, the one with the fewest steps. */
async function explain(
  suite: Suite,
  failed: readonly (readonly [TestResult, Test])[],
  tested: UnderTest,
  flags: Flags,
  io: CliIo,
): Promise<Explained> {
  const least = failed.reduce((a, b) => ((b[0].step ?? 0) < (a[0].step ?? 0) ? b : a));
  const [failure, of] = least;
  const found =
    flags.shrink && io.signal?.aborted !== true
      ? await shrunk(suite, failure, of, tested, io)
      : { why: 'not asked for' };
  const steps = found.explanation?.steps ?? of.steps.slice(0, (failure.step ?? -1) + 1);
  if (flags.out === undefined) return found;
  const whole = suiteOf(suite, steps, of.name);
  writeOut(jsonText(whole), flags.out, io);
  return {
    ...found,
    command: `sriov-sim test ${quoted(flags.out)}${implementationWords(flags, tested)}`,
  };
}

function implementationWords({ against, machine }: Flags, { named }: UnderTest): string {
  if (machine !== undefined) return ` --machine ${quoted(machine)}`;
  if (against !== undefined) return ` --against ${quoted(against)}`;
  return named === '' ? '' : ` -- ${named}`;
}

async function shrunk(
  suite: Suite,
  failure: TestResult,
  of: Test,
  { implementation, model, noModel }: UnderTest,
  io: CliIo,
): Promise<Explained> {
  if (failure.step === undefined) return { why: 'it fails before the first step' };
  if (model === undefined) return { why: noModel ?? 'there is no model' };
  const behaviour = model();
  const runner = await TestRunner.on(suite, implementation, io.signal);
  const testModel = new TestModel(behaviour, suite.observes);
  const found = await shrink(of, failure, testModel, runner);
  if (found === undefined) {
    return {
      why: 'the failure did not come again, or the suite is of another version of its subject',
    };
  }
  const explanation: FailureExplanation = await explainFailure(found);
  const last = testModel.test(explanation.steps.map(({ stimulus }) => stimulus))?.at(-1);
  return {
    explanation,
    ...(last === undefined ? {} : { touched: testModel.touched(last) }),
  };
}

function suiteIn(file: string, cwd: string): Suite {
  let text: string;
  try {
    const path = resolve(cwd, file);
    if (statSync(path).size > maxSuiteBytes) {
      throw new UsageError(
        `${file}: larger than ${maxSuiteBytes / 1024 / 1024} MB, which no suite is`,
      );
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${fileReason(error)}`, { cause: error });
  }
  try {
    return readSuite(text);
  } catch (error) {
    if (!(error instanceof SuiteInputError)) throw error;
    const lines = error.message.split('\n').map((line) => `${file}: ${line}`);
    throw new UsageError(lines.join('\n'), { cause: error });
  }
}

function checkNames({ tests }: Suite, names: readonly string[] | undefined, file: string): void {
  const known = new Set(tests.map(({ name }) => name));
  const missing = names?.find((each) => !known.has(each));
  if (missing === undefined) return;
  const [first] = tests;
  const such =
    first === undefined ? 'it has none' : `it has ${tests.length}, such as '${first.name}'`;
  throw new UsageError(`${file}: there is no test '${missing}': ${such}`);
}
