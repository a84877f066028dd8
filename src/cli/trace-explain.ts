/** Explains what an exploration or a run found, as text and as data. */
import type { Explanation } from '../explain/index.ts';
import { explain } from '../explain/index.ts';
import { explanationText } from '../report/index.ts';
import type { Envelope } from '../system/index.ts';
import { replaySchedule } from '../trace/replay.ts';
import type { PreparedRun } from './engine.ts';
import type { Terminal } from './io.ts';
import type { TraceRules } from './trace-write.ts';

/** A stack, or another system with its lanes. */
type Explained = Pick<PreparedRun, 'spec' | 'properties' | 'conventions' | 'describe' | 'lanes'>;

/** Why the schedule violates what it does. `rules`: those under which it was found. */
export function explanationOf(
  { spec, properties, conventions, describe }: Explained,
  rules: TraceRules,
  { schedule }: { readonly schedule: readonly Envelope[] },
): Explanation {
  const known = {
    ...(conventions === undefined ? {} : { conventions }),
    ...(describe === undefined ? {} : { describe }),
  };
  return explain(spec, { ...rules, ...known, properties }, schedule);
}

/** The explanation for people. `trace`: the file that `--out` writes, for the command that replays it. */
export function explanationLines(
  { spec, properties, conventions, lanes }: Explained,
  explanation: Explanation,
  terminal: Terminal,
  found: { readonly trace?: string | undefined; readonly shortest?: boolean } = {},
): string {
  const records = replaySchedule(spec, explanation.schedule, conventions);
  const { property } = explanation.violation;
  const source = properties.find(({ name }) => name === property)?.source;
  return explanationText(explanation, records, {
    ...terminal,
    lanes,
    ...(source === undefined ? {} : { source }),
    shortest: found.shortest === true && explanation.leftOut === 0,
    ...(found.trace === undefined ? {} : { command: `sriov-sim replay ${found.trace}` }),
  });
}
