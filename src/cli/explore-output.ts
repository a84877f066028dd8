/** How an exploration is told: as text for people, or as one JSON document for tools. */
import type { Explanation } from '../explain/index.ts';
import type { ExploreResult } from '../explore/index.ts';
import { exploreText, headerText } from '../report/index.ts';
import { facts } from './devices-command.ts';
import type { PreparedRun } from './engine.ts';
import type { ExploreFlags } from './explore-command.ts';
import { samples } from './explore-usage.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import { runHeader } from './run-header.ts';
import type { StackInput } from './stack-options.ts';
import { explanationLines } from './trace-explain.ts';
import { version } from './version.ts';

export interface ExploreOutput {
  begin(prepared: PreparedRun): void;
  /** `explanation`: for a violation. */
  end(prepared: PreparedRun, result: ExploreResult, explanation: Explanation | undefined): void;
}

export function textExplore(io: CliIo, input: StackInput, flags: ExploreFlags): ExploreOutput {
  const terminal = terminalOf(io, flags);
  const { style, width } = terminal;
  const when = flags.timers === 'any' ? 'at any time' : 'when nothing else can move';
  const order = `${orderWords(flags)}; timers ${when}`;
  return {
    begin: () => print(io.stdout, `${headerText(runHeader(input, { order }), style, width)}\n`),
    end: (prepared, result, explanation) => {
      if (explanation !== undefined && result.verdict === 'violated') {
        const found = { trace: flags.out, shortest: result.shortest };
        print(io.stdout, explanationLines(prepared, explanation, terminal, found));
        if (flags.out === undefined) {
          print(
            io.stdout,
            style.dim('  (--out FILE writes it down; sriov-sim replay FILE steps through it)'),
          );
        }
        print(io.stdout, '');
      }
      print(io.stdout, exploreText(result, style, width));
    },
  };
}

function orderWords({ strategy, seed = 1, runs = 1000 }: ExploreFlags): string {
  return samples.includes(strategy)
    ? `${strategy}: ${runs} runs, seed ${seed}`
    : `every order, ${strategy}`;
}

/** Format of the document; a reader checks both. */
export const exploreFormat = { format: 'sriov-sim-explore', version: 1 } as const;

export function jsonExplore(io: CliIo, input: StackInput, flags: ExploreFlags): ExploreOutput {
  return {
    begin: () => undefined,
    end: (_, result, explanation) => {
      const { device: words, ...run } = runHeader(input, {});
      printJson(io.stdout, {
        ...exploreFormat,
        program: `sriov-sim ${version()}`,
        timers: flags.timers,
        ...result,
        ...(explanation === undefined ? {} : explained(explanation)),
        run,
        device: { words, ...facts(input.device) },
      });
    },
  };
}

/** The schedule is the one that is explained: of a sample, what is left of it when nothing more can be left out. */
function explained(explanation: Explanation) {
  const { schedule, violation, racingPair, ...rest } = explanation;
  return { schedule, violation, racingPair: racingPair ?? null, explanation: rest };
}
