/** How an exploration is told: as text for people, or as one JSON document for tools. */
import type { ExploreResult, Violated } from '../explore/index.ts';
import { exploreText, headerText, StepRenderer, violationText } from '../report/index.ts';
import { replaySchedule } from '../trace/replay.ts';
import { facts } from './devices-command.ts';
import type { PreparedRun } from './engine.ts';
import type { ExploreFlags } from './explore-command.ts';
import type { CliIo, Terminal } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { runHeader } from './run-header.ts';
import type { StackInput } from './stack-options.ts';
import { version } from './version.ts';

export interface ExploreOutput {
  begin(prepared: PreparedRun): void;
  end(prepared: PreparedRun, result: ExploreResult): void;
}

export function textExplore(io: CliIo, input: StackInput, flags: ExploreFlags): ExploreOutput {
  const terminal = terminalOf(io, flags);
  const { style, width } = terminal;
  const when = flags.timers === 'any' ? 'at any time' : 'when nothing else can move';
  const order = `${orderWords(flags)}; timers ${when}`;
  return {
    begin: () => print(io.stdout, `${headerText(runHeader(input, { order }), style, width)}\n`),
    end: (prepared, result) => {
      if (result.verdict === 'violated') printViolation(io, prepared, result, terminal);
      print(io.stdout, exploreText(result, style, width));
    },
  };
}

function orderWords({ strategy, seed = 1, runs = 1000 }: ExploreFlags): string {
  const isSample = strategy === 'random-walk' || strategy === 'pct' || strategy === 'pos';
  return isSample ? `${strategy}: ${runs} runs, seed ${seed}` : `every order, ${strategy}`;
}

/** What is wrong, and the deliveries that lead there, as a run shows them. */
function printViolation(
  io: CliIo,
  { spec, lanes, conventions }: PreparedRun,
  { violation, schedule, shortest }: Violated,
  { style, width }: Terminal,
): void {
  print(io.stdout, violationText(violation, style, width));
  print(io.stdout, `\n${shortest ? 'the shortest' : 'a'} schedule, ${schedule.length} steps:\n`);
  const renderer = new StepRenderer({ lanes, width, style });
  for (const step of replaySchedule(spec, schedule, conventions)) {
    print(io.stdout, renderer.line(step));
  }
  print(io.stdout, '');
}

/** Format of the document; a reader checks both. */
export const exploreFormat = { format: 'sriov-sim-explore', version: 1 } as const;

export function jsonExplore(io: CliIo, input: StackInput, flags: ExploreFlags): ExploreOutput {
  return {
    begin: () => undefined,
    end: (_, result) => {
      const { device: words, ...run } = runHeader(input, {});
      printJson(io.stdout, {
        ...exploreFormat,
        program: `sriov-sim ${version()}`,
        timers: flags.timers,
        ...result,
        run,
        device: { words, ...facts(input.device) },
      });
    },
  };
}
