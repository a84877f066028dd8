/** What others really send to some actors of a closed system: the stimuli of an open subject made of these. */
import { Bounds } from '../explore/bounds.ts';
import { Cursor } from '../explore/cursor.ts';
import { Exhaustive } from '../explore/exhaustive.ts';
import type { StateSpaceOptions } from '../explore/index.ts';
import { afterPrefix } from '../explore/prefix.ts';
import type { Tables } from '../explore/tables.ts';
import { buildTables } from '../explore/tables.ts';
import type { Envelope, SystemSpec } from '../system/index.ts';
import type { Limits } from './limits.ts';
import type { Stimulus } from './subject.ts';

export interface ObservedStimuli {
  /** Distinct, in the order in which they were first seen. */
  readonly stimuli: readonly Stimulus[];
  /** The exploration ended before it had seen everything: there may be others. */
  readonly truncated: boolean;
  /** States that were found. */
  readonly states: number;
  /** Why it is truncated: the limit, or what is wrong with the system. */
  readonly why?: string;
}

const mostStates = 1_000_000;
const sliceStates = 8192;

/**
 * Every distinct envelope that an actor outside of `ids` has delivered to one of them in an exploration of the closed
 * system. At most 1,000,000 states unless `limits` says otherwise.
 */
export function observedStimuli(
  system: SystemSpec,
  ids: readonly string[],
  limits: Limits & StateSpaceOptions = {},
): ObservedStimuli {
  for (const id of ids) {
    if (!Object.hasOwn(system.actors, id)) {
      const known = Object.keys(system.actors).join(', ');
      throw new Error(`'${id}' is not in the system; there are ${known}`);
    }
  }
  const { maxStates = mostStates, ...others } = limits;
  const options = { ...others, maxStates, reduction: 'none' } as const;
  const built = buildTables(system, options);
  const tables = limits.prefix === undefined ? built : afterPrefix(built, limits.prefix);
  const search = new Exhaustive(system, tables, options, new Bounds(options));
  for (;;) {
    const result = search.advance(sliceStates);
    if (result === undefined) continue;
    const stimuli = delivered(tables).filter(
      ({ from, to }) => ids.includes(to) && !ids.includes(from) && from !== 'timer',
    );
    const { states } = result;
    if (result.verdict === 'holds') return { stimuli, truncated: false, states };
    const why =
      result.verdict === 'truncated'
        ? `the exploration ended at its limit of ${result.reason}`
        : `${result.property}: ${result.violation.detail}`;
    return { stimuli, truncated: true, states, why };
  }
}

/** What the search has delivered. */
function delivered(tables: Tables): readonly Envelope[] {
  const cursor = new Cursor(tables);
  const numbers = new Set<number>();
  for (const [actor, table] of tables.actors.entries()) {
    for (let component = 0; component < table.size; component += 1) {
      // Components that were never looked at have no moves yet.
      if (table.offsets[component] === 0) continue;
      cursor.load(cursor.columns.with(actor, component));
      for (const { envelope } of cursor.movesOf(actor)) numbers.add(envelope);
    }
  }
  return [...numbers].map((number) => tables.vocabulary.envelopes.value(number));
}
