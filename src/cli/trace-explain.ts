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
type Explained = Pick<
  PreparedRun,
  'spec' | 'properties' | 'conventions' | 'describe' | 'lanes' | 'words' | 'mayStayPending'
>;

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

/** Ids of our own notes, which a reader does not have; a published rule, page or bug stands beside most of them. */
const isOwnNote = (piece: string) =>
  /^(kernel-rules|ddi-sequences|vpci-protocol|observed-orders|the driver that stops it|S\d)/.test(
    piece,
  );

/** Where a rule comes from, as far as a reader can look it up. */
function published(source: string | undefined): string | undefined {
  const pieces = source?.split('; ').filter((piece) => !isOwnNote(piece)) ?? [];
  return pieces.length === 0 ? undefined : pieces.join('; ');
}

/**
 * The explanation for people. `trace`: the file that `--out` writes, for the command that replays it; `command`:
 * another one that does.
 */
export function explanationLines(
  { spec, properties, conventions, lanes, words, mayStayPending }: Explained,
  explanation: Explanation,
  terminal: Terminal,
  found: {
    readonly trace?: string | undefined;
    readonly command?: string;
    readonly shortest?: boolean;
    readonly unexpected?: TraceRules['unexpected'];
  } = {},
): string {
  // Any order and any number of copies: the schedule is known to be possible.
  const lenient = { channels: 'bag', timers: 'any', duplicating: true } as const;
  const { unexpected = 'violation' } = found;
  const rules = { ...lenient, unexpected };
  const records = replaySchedule(spec, explanation.schedule, conventions, rules);
  const { property } = explanation.violation;
  const source = published(properties.find(({ name }) => name === property)?.source);
  const { trace, command = trace === undefined ? undefined : `sriov-sim replay ${trace}` } = found;
  return explanationText(explanation, records, {
    ...terminal,
    lanes,
    ...(words === undefined ? {} : { words }),
    ...(source === undefined ? {} : { source }),
    ...(mayStayPending === undefined ? {} : { mayStay: (each) => mayStayPending(each, {}) }),
    shortest: found.shortest === true && explanation.leftOut === 0,
    ...(command === undefined ? {} : { command }),
  });
}
