/**
 * Which deliveries depend on each other, so that their order counts.
 *
 * Two deliveries at different receivers are independent; at one receiver they are dependent. With `commuting`, those at
 * one receiver are taken for independent until they are seen not to commute: in a state in which both can be made, the
 * two orders lead to different states or send differently (see `commutation.ts`). What was learned so becomes part of
 * the relation for good. Timers and outside events are not taken for independent.
 *
 * Besides: what the same channel, outside event or timer does next; observations of a monitor that watches several
 * actors; moves of actors that one property reads together; and timers that fire only when nothing else can move, which
 * depend on everything.
 */
import type { StateProperty } from '../../system/index.ts';
import type { Move } from '../cursor.ts';
import type { Tasks } from '../delays/tasks.ts';
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { Commuting, Segment } from './commutation.ts';
import { disagreement } from './commutation.ts';

/** Numbers of envelopes are below this. */
const mostEnvelopes = 2 ** 26;

/** A delivery, firing of a timer or outside event, wherever in an execution it comes. */
export interface Occurrence {
  /** What the next of it belongs to: a channel, a timer, an outside event. */
  readonly task: number;
  readonly actor: number;
  readonly envelope: number;
  /** A monitor for several actors sees it. */
  readonly observed: boolean;
  /** A timer or an outside event, and not a message on a channel. */
  readonly spontaneous: boolean;
  /** A timer that fires only when nothing else can move. */
  readonly idle: boolean;
}

export class Dependence {
  readonly #tables: Tables;
  readonly #tasks: Tasks;
  readonly #idleTimers: boolean;
  readonly #commuting: boolean;
  /** By actor: others that a property reads together with it. */
  readonly #together: readonly ReadonlySet<number>[];
  readonly #conflicts = new Set<number>();
  readonly #commute: Commuting = new Map();
  readonly #confirmed = new Set<string>();

  constructor(tables: Tables, options: ExploreOptions, tasks: Tasks) {
    this.#tables = tables;
    this.#tasks = tasks;
    this.#idleTimers = options.timers !== 'any';
    this.#commuting = options.independence === 'commuting';
    this.#together = readTogether(tables.vocabulary.actors, options);
  }

  occurrence(move: Move): Occurrence {
    const { actors, vocabulary } = this.#tables;
    const { actor, envelope, at } = move;
    const observed = actors[actor]?.code.items[at + 2] !== unknown;
    const isTimer = vocabulary.envelopes.value(envelope).from === 'timer';
    const spontaneous = isTimer || this.#tasks.isEvent(envelope);
    const idle = isTimer && this.#idleTimers;
    return { task: this.#tasks.of(move), actor, envelope, observed, spontaneous, idle };
  }

  dependent(a: Occurrence, b: Occurrence): boolean {
    if (a.task === b.task || a.idle || b.idle || (a.observed && b.observed)) return true;
    if (a.actor !== b.actor) return this.#together[a.actor]?.has(b.actor) === true;
    if (a.spontaneous || b.spontaneous) return true;
    return !this.#commuting || this.#conflicts.has(conflictKey(a, b));
  }

  /**
   * Whether the deliveries commute that were taken for independent. Two that do not are dependent from now on, and what
   * was looked at before is to be looked at again.
   */
  confirmed(segment: Segment): boolean {
    if (!this.#commuting || segment.deliveries.length < 2) return true;
    const { actor, local, deliveries } = segment;
    const key = `${actor} ${local} ${deliveries.map(({ envelope }) => envelope).join()}`;
    if (this.#confirmed.has(key)) return true;
    const found = () =>
      disagreement(this.#tables, segment, this.dependent.bind(this), this.#commute);
    let pair = found();
    if (pair === undefined) {
      this.#confirmed.add(key);
      return true;
    }
    // All that there is to learn here: what was looked at before is looked at again only once.
    for (; pair !== undefined; pair = found()) this.#conflicts.add(conflictKey(...pair));
    this.#confirmed.clear();
    return false;
  }
}

function conflictKey(a: Occurrence, b: Occurrence): number {
  return Math.min(a.envelope, b.envelope) * mostEnvelopes + Math.max(a.envelope, b.envelope);
}

/** A predicate over several actors sees the states in between: all of their orders are to be looked at. */
function readTogether(ids: readonly string[], options: ExploreOptions): Set<number>[] {
  const together = ids.map(() => new Set<number>());
  for (const property of options.properties ?? []) {
    if (property.kind === 'monitor' || property.kind === 'finally' || isForEach(property)) continue;
    const actors = property.reads.map((id) => ids.indexOf(id));
    for (const actor of actors) for (const other of actors) together[actor]?.add(other);
  }
  return together;
}

function isForEach({ each, reads }: StateProperty): boolean {
  return each === true || reads.length === 1;
}
