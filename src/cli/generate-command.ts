/** `sriov-sim generate SUBJECT`: tests out of a machine, ours or a user's, or out of the whole stack. */
import { dirname, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import type { Imported } from '../generate/formats/index.ts';
import {
  cText,
  jsonText,
  markdownText,
  SuiteFormatError,
  schedulesText,
  vitestText,
} from '../generate/formats/index.ts';
import type { Behaviour, GenerateOptions, Suite } from '../generate/index.ts';
import { generateSuite } from '../generate/index.ts';
import { commandLine } from './command-line.ts';
import { exitStatus, reasonOf, UsageError } from './errors.ts';
import { writeCoverage } from './generate-chart.ts';
import type { Closed } from './generate-closed.ts';
import { closedSuite } from './generate-closed.ts';
import type { GenerateFlags, SuiteFormatName } from './generate-options.ts';
import { addGenerateOptions, formatOf, generateOptions, limitOptions } from './generate-options.ts';
import { oneLine, summaryDocument, summaryText } from './generate-output.ts';
import { partSubject } from './generate-stack-subject.ts';
import type { Generated, TestImports } from './generate-subject.ts';
import { userSubject } from './generate-user-subject.ts';
import { wholeStack } from './generate-whole-stack.ts';
import { stackParts } from './generation/stack-subject.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { version } from './version.ts';
import { writeOut } from './write-out.ts';

export function addGenerateCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
): void {
  const command = program
    .command('generate')
    .summary('tests out of a machine: what comes in, what must go out, and what passing them says')
    .description(
      'Explores a machine, or the whole stack, and writes tests that cover what is asked for: as JSON for sriov-sim ' +
        'test, as a test file for vitest, as Markdown for people, or as tables in C (docs/generate.md).',
    )
    .argument(
      '<subject>',
      `${stackParts.join(', ')}, stack, or a file that exports an XState machine`,
    );
  addGenerateOptions(command)
    .addHelpText(
      'after',
      '\nExit status: 0 done, 2 bad usage or a machine that cannot be tested, 3 a limit cut it short.',
    )
    .action(async (name: string, flags: GenerateFlags) => {
      const format = formatOf(flags);
      const options = generateOptions(flags);
      const words = commandLine(command, { withOut: true });
      const generated = await subjectOf(name, command, flags, io.cwd);
      for (const note of generated.notes) print(io.stderr, note);
      const observes = flags.observe ?? generated.observes;
      const made = blamingUser(generated, () => suiteOf(generated, { ...options, observes }));
      const { behaviour } = made;
      const suite = finished(made.suite, generated, words);
      if (format !== undefined) {
        writeOut(textOf(suite, format, generated, words, flags, io.cwd), flags.out, io);
      }
      if (flags.draw !== undefined) await writeCoverage(suite, behaviour, flags.draw, io);
      tell(suite, behaviour, flags, words, io);
      setStatus(suite.truncated ? exitStatus.bounds : exitStatus.ok);
    });
}

/** A word alone is one of ours; a path has a folder or an extension. */
async function subjectOf(
  name: string,
  command: Command,
  flags: GenerateFlags,
  cwd: string,
): Promise<Generated> {
  if (name === 'stack') return wholeStack(flags, cwd);
  if (!/[./\\]/.test(name)) return partSubject(name, flags, cwd);
  const ofStack = command.options.filter((option) => {
    const key = option.attributeName();
    return stackOptionNames.includes(key) && command.getOptionValueSource(key) === 'cli';
  });
  if (ofStack.length > 0) {
    const words = [...new Set(ofStack.map(({ long = '' }) => long))].join(', ');
    throw new UsageError(`${words}: that is about our stack, and ${name} is a machine of your own`);
  }
  return userSubject(name, cwd);
}

const stackOptionNames = [
  'device',
  'slot',
  'vfs',
  'guests',
  'scenario',
  'pf',
  'vf',
  'vbd',
  'pci',
  'vpci',
  'withVbd',
  'partition',
  'staticSwitch',
  'reading',
];

function suiteOf(generated: Generated, options: GenerateOptions): Closed {
  const { name, system } = generated;
  if (system !== undefined) return closedSuite(name, system, options);
  const behaviour = generated.explore(options.limits ?? {});
  return { behaviour, suite: generateSuite(behaviour, options) };
}

/** What goes wrong in a user's machine is told as the user's, in one line. */
function blamingUser<T>({ files }: Generated, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (files.length === 0 || error instanceof UsageError) throw error;
    throw new UsageError(`${files.join(', ')}: ${reasonOf(error)}`, { cause: error });
  }
}

function finished(suite: Suite, generated: Generated, command: string): Suite {
  const origin = { command, program: `sriov-sim ${version()}`, ...generated.origin };
  const left = generated.leftOut();
  const { doubt = left.length === 0 ? undefined : 'what is left out may lead there' } = generated;
  return {
    ...suite,
    coverage: doubt === undefined ? suite.coverage : doubted(suite, doubt),
    subject: { ...suite.subject, origin },
    leftOut: [...suite.leftOut, ...left],
  };
}

/** What was not reached is not proved to be unreachable. */
function doubted({ coverage }: Suite, why: string): Suite['coverage'] {
  return coverage.map(({ criterion, items }) => ({
    criterion,
    items: items.map((each) =>
      each.status === 'unreachable' ? { ...each, status: 'unknown', why } : each,
    ),
  }));
}

function textOf(
  suite: Suite,
  format: SuiteFormatName,
  { imports }: Generated,
  command: string,
  { out }: GenerateFlags,
  cwd: string,
): string {
  const made = { command, program: `sriov-sim ${version()}` };
  const folder = dirname(resolve(cwd, out ?? 'generated.test.ts'));
  try {
    switch (format) {
      case 'json':
        return jsonText(suite);
      case 'markdown':
        return markdownText(suite, made);
      case 'c':
        return cText(suite, made);
      case 'vitest':
        if (suite.subject.kind === 'closed') {
          return schedulesText(suite, { ...made, ...placedSystem(imports, folder, cwd) });
        }
        return vitestText(suite, { ...made, ...placed(imports, folder, cwd) });
    }
  } catch (error) {
    if (!(error instanceof SuiteFormatError)) throw error;
    throw new UsageError(`--format ${format}: ${error.message}`, { cause: error });
  }
}

/** Files of the user's as the test file names them. */
function placed(imports: Generated['imports'], folder: string, cwd: string): Generated['imports'] {
  const place = placing(folder, cwd);
  const { machines, status, subject } = imports;
  return {
    ...imports,
    machines: allPlaced(machines, place),
    ...(status === undefined ? {} : { status: place(status) }),
    ...(subject === undefined ? {} : { subject: place(subject) }),
  };
}

function placedSystem({ system, systemMachines = {} }: TestImports, folder: string, cwd: string) {
  if (system === undefined) throw new SuiteFormatError('the system has no module to import');
  const place = placing(folder, cwd);
  return { system: place(system), machines: allPlaced(systemMachines, place) };
}

function placing(folder: string, cwd: string): (each: Imported) => Imported {
  return (each) => {
    if (each.from.startsWith('sriov-sim')) return each;
    const path = relative(folder, resolve(cwd, each.from)).split(sep).join('/');
    return { ...each, from: path.startsWith('.') ? path : `./${path}` };
  };
}

function allPlaced(
  machines: TestImports['machines'],
  place: (each: Imported) => Imported,
): TestImports['machines'] {
  return Object.fromEntries(Object.entries(machines).map(([id, each]) => [id, place(each)]));
}

function tell(
  suite: Suite,
  behaviour: Behaviour | undefined,
  flags: GenerateFlags,
  command: string,
  io: CliIo,
): void {
  const { out, format, draw, json } = flags;
  const { stoppedBecause } = suite;
  if (json === true)
    printJson(io.stdout, summaryDocument(suite, behaviour, { command, out, draw }));
  else if (format !== undefined && out === undefined) print(io.stderr, oneLine(suite));
  else print(io.stdout, summaryText(suite, behaviour, terminalOf(io, flags)));
  if (suite.truncated && stoppedBecause !== 'complete') {
    print(io.stderr, `cut short by a limit: ${limitOptions[stoppedBecause]} raises it`);
  }
}
