/**
 * What an exploration visited of each statechart. A node or transition that no order reaches is dead, or its scenario
 * is missing.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { takenTransitions } from '../system/index.ts';
import type { ActorTable } from './actor-table.ts';
import { moveHead } from './actor-table.ts';
import type { ExploreResult, Visited } from './options.ts';
import type { Searcher } from './searcher.ts';
import type { Tables } from './tables.ts';

/** The same search, whose result says what was visited. */
export function withCoverage(search: Searcher, tables: Tables): Searcher {
  return {
    advance(work): ExploreResult | undefined {
      const result = search.advance(work);
      if (result === undefined) return undefined;
      const visited = { states: visitedStates(tables), transitions: visitedTransitions(tables) };
      return { ...result, visited };
    },
    counts: () => search.counts(),
    end: () => search.end?.(),
  };
}

/** The state nodes that actors were in, such as `pf.running.idle`. */
export function visitedStates({ vocabulary, actors }: Tables): Visited {
  return byActor(vocabulary.actors, (actor) => {
    const { states, locals, size } = actors[actor] as ActorTable;
    const nodes = new Set<string>();
    const seen = new Set<AnyMachineSnapshot>();
    for (let component = 0; component < size; component += 1) {
      const snapshot = states.snapshot(locals.items[component] as number);
      if (seen.has(snapshot)) continue;
      seen.add(snapshot);
      for (const { id } of snapshot._nodes) nodes.add(id);
    }
    return nodes;
  });
}

/**
 * The transitions that were taken: the node that has it, the event, and which of that event's alternatives it is, such
 * as `pf.running.idle: MiniportPause #0`.
 */
export function visitedTransitions({ vocabulary, actors }: Tables): Visited {
  return byActor(vocabulary.actors, (actor) => {
    const table = actors[actor] as ActorTable;
    const taken = new Set<string>();
    const asked = new Set<string>();
    for (const [local, message] of movesOf(table)) {
      const delivered = vocabulary.envelopes.value(message).message;
      const snapshot = table.states.snapshot(local);
      const key = `${local} ${vocabulary.message(delivered)}`;
      if (asked.has(key)) continue;
      asked.add(key);
      for (const transition of takenTransitions(snapshot, delivered)) taken.add(transition);
    }
    return taken;
  });
}

/** Local state and envelope of every delivery that was made. */
function* movesOf(table: ActorTable): Generator<readonly [number, number]> {
  const { items } = table.code;
  for (let component = 0; component < table.size; component += 1) {
    const start = table.offsets[component] as number;
    if (start === 0) continue;
    const local = table.locals.items[component] as number;
    for (const first of [start, table.knownTimerMoves(component)]) {
      let at = first + 1;
      for (let n = 0; n < (items[first] as number); n += 1) {
        yield [local, items[at] as number];
        at += moveHead + 2 * (items[at + 3] as number);
      }
    }
  }
}

function byActor(ids: readonly string[], of: (actor: number) => ReadonlySet<string>): Visited {
  return Object.fromEntries(ids.map((id, actor) => [id, [...of(actor)].sort()]));
}
