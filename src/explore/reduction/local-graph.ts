/**
 * What is known of one actor's local states: which message leads from one to another, to whom it is sent meanwhile, and
 * who sees it. Grows as components of the actor come up.
 */
import type { Component } from '../actor-table.ts';
import { moveHead } from '../actor-table.ts';
import type { Tables } from '../tables.ts';
import { unknown } from '../vocabulary.ts';
import type { Groups } from './groups.ts';
import type { Relation } from './relation.ts';

/** A delivery, or an event or timer, at a local state. */
export interface Edge {
  /** Number of the sender: an actor, or `environment` and the like above them. */
  readonly sender: number;
  /** Group of the sender; 0 for those that are no actors, whose messages may always come. */
  readonly group: number;
  readonly message: number;
  /** The local state after it. */
  readonly to: number;
  /** Groups of the actors that are sent something, without the actor itself. */
  readonly sends: number;
  /** Views in which it can be seen. */
  readonly views: number;
}

/** Is told of a new edge and where it begins. */
export type OnNew = (local: number, edge: Edge) => void;

/** How many moves a component has, in which views they can be seen, and what lies in its inbox. */
export interface Known {
  readonly moves: number;
  readonly views: number;
  /** Groups with something on its way to the actor that hides what they send it later. */
  readonly sent: number;
}

export class LocalGraph {
  readonly actor: number;
  /** By local state. */
  readonly edges: Edge[][] = [];
  /** How many edges there are. */
  count = 0;
  readonly #tables: Tables;
  readonly #relation: Relation;
  readonly #groups: Groups;
  /** By local state, the edges that it has: envelope, next local state, and who is sent something. */
  readonly #has: Set<string>[] = [];

  constructor(actor: number, tables: Tables, relation: Relation, groups: Groups) {
    this.actor = actor;
    this.#tables = tables;
    this.#relation = relation;
    this.#groups = groups;
  }

  /** Enters the moves of a component; `onNew` is told of each local state that gets an edge, and of that. */
  learn(component: number, onNew: OnNew): Known {
    const table = this.#table;
    const start = table.offsets[component] || table.compile(component);
    const count = table.code.items[start] as number;
    let at = start + 1;
    let views = 0;
    for (let n = 0; n < count; n += 1) {
      const code = table.code.items;
      if ((code[at + 1] as number) >= 0) views |= this.#add(component, at, onNew);
      at += moveHead + 2 * (code[at + 3] as number);
    }
    return { moves: count, views, sent: this.#sent(component) };
  }

  /** Local state and inbox of a component. */
  value(component: number): Component {
    return this.#table.value(component);
  }

  get #table() {
    const table = this.#tables.actors[this.actor];
    if (table === undefined) throw new RangeError(`there is no actor ${this.actor}`);
    return table;
  }

  #sent(component: number): number {
    if (!this.#relation.queued) return 0;
    let sent = 0;
    for (const { sender } of this.#table.value(component).inbox.inFlight) {
      sent |= this.#groups.alone(sender);
    }
    return sent;
  }

  /** Adds the move at `at`; its views. */
  #add(component: number, at: number, onNew: OnNew): number {
    const { locals, code } = this.#table;
    const { items } = code;
    const from = locals.items[component] as number;
    const to = locals.items[items[at + 1] as number] as number;
    const outputs = items[at + 3] as number;
    let sends = 0;
    for (let out = 0; this.#relation.sends && out < outputs; out += 1) {
      sends |= this.#groups.bit(items[at + moveHead + 2 * out] as number);
    }
    const views = this.#views(items[at + 2] as number, from !== to);
    const envelope = items[at] as number;
    while (this.edges.length <= Math.max(from, to)) {
      this.edges.push([]);
      this.#has.push(new Set());
    }
    const has = this.#has[from] as Set<string>;
    const key = `${envelope} ${to} ${sends} ${views}`;
    if (has.has(key)) return views;
    has.add(key);
    this.count += 1;
    const { vocabulary } = this.#tables;
    const { from: sender, message } = vocabulary.envelopes.value(envelope);
    const number = vocabulary.name(sender);
    const edge = {
      sender: number,
      group: number < this.#tables.actors.length ? this.#groups.bit(number) : 0,
      message: vocabulary.message(message),
      to,
      sends,
      views,
    };
    (this.edges[from] as Edge[]).push(edge);
    onNew(from, edge);
    return views;
  }

  #views(observed: number, isMoved: boolean): number {
    if (!this.#relation.seen) return 0;
    const { watch, checks } = this.#tables;
    const watched = observed === unknown ? 0 : watch.observers(observed);
    return isMoved ? watched | checks.jointViews(this.actor) : watched;
  }
}
