/** How a run is told: as text for people, or as JSON Lines for tools. */
import type { ReportLane, RunHeader, RunSummary } from '../report/index.ts';
import { headerText, StepRenderer, summaryText, violationText } from '../report/index.ts';
import type { Violation } from '../system/index.ts';
import type { TraceStep } from '../trace/trace.ts';
import { facts } from './devices-command.ts';
import type { CliIo } from './io.ts';
import { print, terminalOf } from './io.ts';
import type { StackInput } from './stack-options.ts';
import { version } from './version.ts';

/** Is told a run from its beginning to its end. */
export interface RunOutput {
  begin(header: RunHeader, lanes: readonly ReportLane[]): void;
  step(step: TraceStep): void;
  violation(violation: Violation): void;
  end(summary: RunSummary): void;
}

export function textOutput(
  io: CliIo,
  options: { readonly quiet?: boolean; readonly color?: boolean },
): RunOutput {
  const { style, width } = terminalOf(io, options);
  let steps: StepRenderer | undefined;
  return {
    begin: (header, lanes) => {
      if (options.quiet) return;
      print(io.stdout, `${headerText(header, style, width)}\n`);
      steps = new StepRenderer({ lanes, width, style });
    },
    step: (step) => {
      if (steps !== undefined) print(io.stdout, steps.line(step));
    },
    violation: (violation) => print(io.stdout, violationText(violation, style, width)),
    end: (summary) => {
      print(io.stdout, `${options.quiet ? '' : '\n'}${summaryText(summary, style, width)}`);
    },
  };
}

/** Format of the records; a reader checks both. */
export const runFormat = { format: 'sriov-sim-run', version: 1 } as const;

/** One JSON record on each line: `header`, then `step` and `violation` as they come, then `end`. */
export function jsonOutput(io: CliIo, input: StackInput): RunOutput {
  const record = (kind: string, fields: object) =>
    print(io.stdout, JSON.stringify({ kind, ...fields }));
  return {
    begin: (header, lanes) => {
      const { device, ...run } = header;
      record('header', {
        ...runFormat,
        program: `sriov-sim ${version()}`,
        run: { ...run, seed: run.seed ?? null },
        scenario: input.scenario,
        device: { words: device, ...facts(input.device) },
        lanes,
      });
    },
    step: (step) => record('step', { ...step }),
    violation: (violation) => record('violation', { ...violation }),
    end: (summary) => record('end', { ...summary }),
  };
}
