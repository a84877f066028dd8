/** Explores a system of XState machines: every order in which its messages can be delivered. */
import { Observable } from 'rxjs';
import type { SystemSpec } from '../system/index.ts';
import { namesTimers, usualTimers } from '../system/outside.ts';
import { assumptions, inVain } from './assumed.ts';
import { Bounds } from './bounds.ts';
import { Checkpointed } from './checkpoint/index.ts';
import { withCoverage } from './coverage.ts';
import { DelaySearch } from './delays/delay-search.ts';
import { withSecondAsking } from './deterministic.ts';
import { Executions } from './executions/executions.ts';
import { Exhaustive } from './exhaustive.ts';
import type { ExploreEvent, ExploreOptions, ExploreResult, Strategy } from './options.ts';
import { checkWorkers } from './parallel/alone.ts';
import { afterPrefix } from './prefix.ts';
import { Sampling } from './sampling/sampling.ts';
import type { Searcher } from './searcher.ts';
import type { Tables } from './tables.ts';
import { buildTables } from './tables.ts';
import { checkUsage } from './usage.ts';

/** States that are expanded before anybody else gets a turn. */
const sliceStates = 8192;

/**
 * Looks at every order and gives the verdict: `holds`, `violated` with a shortest schedule, or `truncated` by a bound.
 *
 * ```ts
 * const result = explore({ actors: { ping: { machine: ping }, pong: { machine: pong } }, initial: [] });
 * ```
 */
export function explore(system: SystemSpec, options: ExploreOptions = {}): ExploreResult {
  const search = begin(system, options);
  for (;;) {
    const result = search.advance(sliceStates);
    if (result !== undefined) return result;
  }
}

/**
 * The same, a slice at a time: an event after each slice, and the result as the last one. Unsubscribing stops the
 * search; `options.signal` ends it with what is known so far.
 */
export function exploreProgress(
  system: SystemSpec,
  options: ExploreOptions = {},
): Observable<ExploreEvent> {
  return new Observable((subscriber) => {
    const search = begin(system, options);
    let turn: NodeJS.Immediate | undefined;
    const advance = () => {
      try {
        const result = search.advance(sliceStates);
        if (result !== undefined) {
          subscriber.next({ kind: 'result', result });
          subscriber.complete();
          return;
        }
        subscriber.next({ kind: 'progress', counts: search.counts() });
      } catch (error) {
        subscriber.error(error);
        return;
      }
      if (!subscriber.closed) turn = setImmediate(advance);
    };
    advance();
    return () => {
      if (turn !== undefined) clearImmediate(turn);
      search.end?.();
    };
  });
}

function begin(system: SystemSpec, given: ExploreOptions): Searcher {
  checkUsage(system, given);
  checkWorkers(given);
  const options = { ...given, timers: given.timers ?? timersFor(system, given) };
  const built = buildTables(system, options);
  const { prefix } = options;
  const tables = prefix === undefined ? built : afterPrefix(built, prefix);
  tables.border?.checkInitial(tables);
  const asked = withSecondAsking(searcherFor(system, tables, options), tables);
  const { boundary } = options;
  const search = saying(asked, (result) => {
    const assumed = [...assumptions(system, given), ...inVain(result, tables)];
    return {
      ...(assumed.length === 0 ? {} : { assumed }),
      ...(boundary === undefined ? {} : { boundary: boundary.name }),
    };
  });
  return options.coverage === true ? withCoverage(search, tables) : search;
}

/** The same search, whose result says this, too. */
function saying(
  search: Searcher,
  what: (result: ExploreResult) => Pick<ExploreResult, 'assumed' | 'boundary'>,
): Searcher {
  return {
    advance(work): ExploreResult | undefined {
      const result = search.advance(work);
      return result === undefined ? undefined : { ...result, ...what(result) };
    },
    counts: () => search.counts(),
    end: () => search.end?.(),
  };
}

/**
 * Executions that commute are not counted with timers at any time: where there are no timers, it makes no
 * difference.
 */
function timersFor(system: SystemSpec, { independence }: ExploreOptions): 'idle' | 'any' {
  if (independence === 'commuting' && !namesTimers(system)) return 'idle';
  return usualTimers(system);
}

/** In the order in which they are offered. */
export const strategies = [
  'breadth-first',
  'depth-first',
  'delay-bounded',
  'executions',
  'random-walk',
  'pct',
  'pctcp',
  'pos',
] as const satisfies readonly Strategy[];

function searcherFor(system: SystemSpec, tables: Tables, options: ExploreOptions): Searcher {
  const bounds = new Bounds(options);
  const { strategy = 'breadth-first', checkpoint, resume } = options;
  const isExhaustive = strategy === 'breadth-first' || strategy === 'depth-first';
  if (!isExhaustive && (checkpoint !== undefined || resume !== undefined)) {
    throw new Error(
      `strategy '${strategy}' has no checkpoints: breadth-first and depth-first have`,
    );
  }
  switch (strategy) {
    case 'breadth-first':
    case 'depth-first':
      return exhaustive(system, tables, options, bounds);
    case 'executions':
      return new Executions(system, tables, options, bounds);
    case 'random-walk':
    case 'pct':
    case 'pctcp':
    case 'pos':
      return new Sampling(system, tables, options, bounds, strategy);
    case 'delay-bounded':
      return new DelaySearch(system, tables, options, bounds);
    default:
      throw new TypeError(`there is no strategy '${strategy}'; there are ${strategies.join(', ')}`);
  }
}

function exhaustive(
  system: SystemSpec,
  tables: Tables,
  options: ExploreOptions,
  bounds: Bounds,
): Searcher {
  const search = new Exhaustive(system, tables, options, bounds);
  const isPlain = options.checkpoint === undefined && options.resume === undefined;
  return isPlain ? search : new Checkpointed(search, tables, options, bounds);
}
