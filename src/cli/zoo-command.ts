/** `sriov-sim zoo [ID]`: published driver bugs as small variations of our machines, and one of them being found. */
import type { Command } from 'commander';
import { stackHoldings } from '../../actors/holdings.ts';
import { nearest } from '../../actors/scenario/index.ts';
import { stackConventions } from '../../machines/conventions.ts';
import type { ZooEntry, ZooSystem } from '../../test/zoo/entry.ts';
import type { Explanation } from '../explain/index.ts';
import type { ExploreOptions, ExploreResult } from '../explore/index.ts';
import type { ReportLane } from '../report/index.ts';
import { exploreText, wrap } from '../report/index.ts';
import type { SystemSpec } from '../system/index.ts';
import { commandLine } from './command-line.ts';
import { exitStatus, UsageError } from './errors.ts';
import type { CliIo, Terminal } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import type { ReportFlags } from './report-file.ts';
import { addReportOption, ReportFile } from './report-file.ts';
import { shownSearch } from './shown-search.ts';
import { explanationLines, explanationOf } from './trace-explain.ts';

interface Flags extends ReportFlags {
  readonly json?: boolean;
  readonly color?: boolean;
}

export function addZooCommand(
  program: Command,
  io: CliIo,
  setStatus: (status: number) => void,
): void {
  const command = program
    .command('zoo')
    .summary('published driver bugs, and how each is found')
    .description(
      'Lists published races, lifetime and ordering bugs as variations of our machines, or shows one being found: ' +
        'every order of the broken driver, and of the mended one.',
    )
    .argument('[id]', 'such as Z43')
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours');
  addReportOption(command).action(async (id: string | undefined, flags: Flags) => {
    if (id === undefined && flags.report !== undefined) {
      throw new UsageError('--report is for one bug: sriov-sim zoo ID --report FILE');
    }
    const report = await ReportFile.wanted(flags, commandLine(command), io);
    // Loaded here: the other commands do without.
    const { zooEntries } = await import('../../test/zoo/index.ts');
    if (id === undefined) list(zooEntries, flags, io);
    else setStatus(await show(entryOf(zooEntries, id), flags, io, report));
  });
}

function entryOf(entries: readonly ZooEntry[], id: string): ZooEntry {
  const found = entries.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (found !== undefined) return found;
  const ids = entries.map((each) => each.id);
  const close = nearest(id.toUpperCase(), ids);
  const hint = close === undefined ? '' : `; did you mean '${close}'?`;
  throw new UsageError(`there is no '${id}' in the zoo: legal are ${ids.join(', ')}${hint}`);
}

function facts(entry: ZooEntry) {
  const { broken, fixed, ...rest } = entry;
  return rest;
}

function list(entries: readonly ZooEntry[], flags: Flags, io: CliIo): void {
  if (flags.json) {
    printJson(io.stdout, entries.map(facts));
    return;
  }
  const { style, width } = terminalOf(io, flags);
  print(io.stdout, style.dim('id     depth  delays  published bug, and the rule that catches it'));
  for (const { id, title, estimatedDepth, measuredDelays, caughtBy } of entries) {
    const numbers = `${String(estimatedDepth).padStart(5)}  ${String(measuredDelays ?? '').padStart(6)}`;
    const text = `${title} ${style.dim(`(${caughtBy})`)}`;
    print(
      io.stdout,
      `${style.cyan(id.padEnd(6))} ${numbers}  ${wrap(text, width - 23, ' '.repeat(23))}`,
    );
  }
  print(
    io.stdout,
    style.dim(
      `\n${entries.length} bugs. depth: ordering constraints that the publication suggests; delays: fewest that find it.\n` +
        'Z01 to Z71 are one collection, all of it; Z101 and above were found elsewhere. A letter behind an id: a bug in the\n' +
        'repair of that one. `sriov-sim zoo ID` shows one being found, and that the mended driver holds.',
    ),
  );
}

async function show(
  entry: ZooEntry,
  flags: Flags,
  io: CliIo,
  report: ReportFile | undefined,
): Promise<number> {
  const broken = entry.broken();
  const fixed = entry.fixed();
  const terminal = terminalOf(io, flags);
  if (!flags.json) printEntry(entry, io, terminal);
  // Without a reduction: which of several shortest schedules is shown does not depend on what it leaves out.
  const all: ExploreOptions = {
    ...optionsFor(broken, io),
    reduction: 'none',
    ...(report === undefined ? {} : { coverage: true }),
  };
  const { visited, ...wrong } = await shownSearch(broken.spec, all, io.stderr);
  const told = toldOf(broken);
  const explanation = explanationIn(told, wrong);
  if (!flags.json) tell(wrong, told, explanation, entry, io, terminal);
  const right = await shownSearch(fixed.spec, optionsFor(fixed, io), io.stderr);
  if (flags.json) printJson(io.stdout, { ...facts(entry), broken: wrong, fixed: right });
  else {
    print(io.stdout, `\n${terminal.style.bold('mended:')}`);
    const mended = toldOf(fixed);
    tell(right, mended, explanationIn(mended, right), entry, io, terminal);
  }
  await report?.write(async () => {
    const { zooView } = await import('./view-documents.ts');
    const { lanes } = broken;
    return zooView(entry, told, { lanes, wrong, visited, right, explanation });
  });
  return statusOf(entry, wrong, right);
}

/** It was to be found, and the mended one to hold. */
function statusOf(entry: ZooEntry, wrong: ExploreResult, right: ExploreResult): number {
  const results = [wrong, right];
  const interrupted = results.some((each) => each.verdict === 'truncated');
  if (interrupted) return exitStatus.interrupted;
  const found = wrong.verdict === 'violated' && wrong.property === entry.caughtBy;
  return found && right.verdict === 'holds' ? exitStatus.ok : exitStatus.violated;
}

function optionsFor({ properties, timers = 'idle' }: ZooSystem, { signal }: CliIo): ExploreOptions {
  return {
    properties,
    timers,
    ...(signal === undefined ? {} : { signal }),
  };
}

function printEntry(entry: ZooEntry, io: CliIo, { style, width }: Terminal): void {
  const { id, title, source, story, variation } = entry;
  const line = (label: string, text: string) =>
    `${style.dim(label.padEnd(12))}${wrap(text, Math.min(width, 110) - 12, ' '.repeat(12))}`;
  print(io.stdout, style.bold(`${id} ${title}`));
  print(io.stdout, line('published', source));
  print(io.stdout, line('story', story));
  print(io.stdout, `${line('variation', variation)}\n`);
}

/** A system with what the words about it need. */
function toldOf({ lanes, conventions, timers = 'idle', ...system }: ZooSystem) {
  return {
    ...system,
    timers,
    lanes: lanes ?? lanesOf(system.spec),
    conventions: conventions ?? stackConventions,
    describe: stackHoldings,
  };
}

type Told = ReturnType<typeof toldOf>;

function explanationIn(told: Told, result: ExploreResult): Explanation | undefined {
  if (result.verdict !== 'violated') return undefined;
  return explanationOf(told, { timers: told.timers }, result);
}

function tell(
  result: ExploreResult,
  told: Told,
  explanation: Explanation | undefined,
  entry: ZooEntry,
  io: CliIo,
  terminal: Terminal,
): void {
  if (explanation !== undefined && result.verdict === 'violated') {
    const found = {
      command: `sriov-sim zoo ${entry.id} --report ${entry.id}.html`,
      shortest: result.shortest,
    };
    print(io.stdout, `${explanationLines(told, explanation, terminal, found)}\n`);
  }
  print(io.stdout, exploreText(result, terminal.style, terminal.width));
  if (result.verdict === 'violated' && result.property !== entry.caughtBy) {
    print(io.stdout, `expected to be caught by ${entry.caughtBy}`);
  }
}

/** A column for each actor, in the order of the system. */
function lanesOf({ actors }: SystemSpec): readonly ReportLane[] {
  return Object.keys(actors).map((id) => ({ id, label: id, partition: 'parent' }));
}
