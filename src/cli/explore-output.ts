/** How an exploration is told: as text for people, or as one JSON document for tools. */
import type { Explanation } from '../explain/index.ts';
import type { ExploreResult } from '../explore/index.ts';
import { exploreText, factsText } from '../report/index.ts';
import type { Property } from '../system/index.ts';
import type { ExploreFlags } from './explore-command.ts';
import { samples } from './explore-usage.ts';
import type { CliIo } from './io.ts';
import { print, printJson, terminalOf } from './io.ts';
import type { NamedSystem } from './named-system.ts';
import { explanationLines } from './trace-explain.ts';
import type { TraceRules } from './trace-write.ts';
import { version } from './version.ts';

export interface ExploreOutput {
  begin(): void;
  /** `explanation`: for a violation. */
  end(result: ExploreResult, explanation: Explanation | undefined): void;
}

export function textExplore(
  io: CliIo,
  system: NamedSystem,
  rules: TraceRules,
  flags: ExploreFlags,
): ExploreOutput {
  const terminal = terminalOf(io, flags);
  const { style, width } = terminal;
  const when = rules.timers === 'any' ? 'at any time' : 'when nothing else can move';
  const order = `${orderWords(flags)}; timers ${when}`;
  return {
    begin: () => print(io.stdout, `${factsText(system.facts({ order }), style, width)}\n`),
    end: (result, explanation) => {
      if (explanation !== undefined && result.verdict === 'violated') {
        const { unexpected = 'violation' } = rules;
        const found = { trace: flags.out, shortest: result.shortest, unexpected };
        print(io.stdout, explanationLines(system.prepared, explanation, terminal, found));
        if (flags.out === undefined) {
          print(
            io.stdout,
            style.dim('  (--out FILE writes it down; sriov-sim replay FILE steps through it)'),
          );
        }
        print(io.stdout, '');
      }
      const { notReached } = result;
      const { properties } = system.prepared;
      const wanted = notReached.map((name) => withRule(name, properties));
      print(io.stdout, exploreText({ ...result, notReached: wanted }, style, width));
    },
  };
}

/** A situation that was not reached, with what it is: a driver that cannot do its work may violate nothing. */
function withRule(name: string, properties: readonly Property[]): string {
  const rule = properties.find((each) => each.name === name)?.rule;
  return rule === undefined ? name : `${name} (in no order: ${rule})`;
}

function orderWords({ strategy, seed = 1, runs = 1000 }: ExploreFlags): string {
  return samples.includes(strategy)
    ? `${strategy}: ${runs} runs, seed ${seed}`
    : `every order, ${strategy}`;
}

/** Format of the document; a reader checks both. */
export const exploreFormat = { format: 'sriov-sim-explore', version: 1 } as const;

export function jsonExplore(io: CliIo, system: NamedSystem, { timers }: TraceRules): ExploreOutput {
  return {
    begin: () => undefined,
    end: (result, explanation) => {
      printJson(io.stdout, {
        ...exploreFormat,
        program: `sriov-sim ${version()}`,
        timers,
        ...result,
        ...(explanation === undefined ? {} : explained(explanation)),
        ...system.json,
      });
    },
  };
}

/** The schedule is the one that is explained: of a sample, what is left of it when nothing more can be left out. */
function explained(explanation: Explanation) {
  const { schedule, violation, racingPair, ...rest } = explanation;
  return { schedule, violation, racingPair: racingPair ?? null, explanation: rest };
}
