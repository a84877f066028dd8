/**
 * What one actor may still do while some others stand still: to whom it may send, and in which views it may be seen. It
 * goes through its local states by the messages that are on their way to it, in their order, and by any messages of
 * those who may still send to it.
 *
 * A local state with what may come (`contexts.ts`) is a situation. Situations are the nodes of a graph in which what
 * one may do holds all that those after it may do: it is kept up to date as edges come up, and nothing is walked
 * through twice.
 *
 * The graph of local states is discovered during the search, so an answer "cannot" is a guess. Whoever relies on one
 * says so (`rely`); when it is found wrong, `isRefuted` tells, and the search must begin again with all that is known
 * now. Graphs only grow, so that this comes to an end.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { intsItem, jsonItem } from '../checkpoint/pieces.ts';
import { GrowingInts } from '../growing-ints.ts';
import { PairTable } from '../pair-table.ts';
import type { Content } from './contexts.ts';
import { Contexts } from './contexts.ts';
import type { Groups } from './groups.ts';
import type { Edge, Known, LocalGraph } from './local-graph.ts';
import type { Relation } from './relation.ts';
import { SituationNumbers } from './situation-numbers.ts';

export class Futures {
  /** By the number of a situation: to whom it may send, and in which views it may be seen; they grow. */
  readonly values = new GrowingInts();
  readonly #locals = new GrowingInts();
  readonly #contexts: Contexts;
  readonly #contextOf = new GrowingInts();
  /** Which have been relied on: 1. */
  readonly #marks = new GrowingInts();
  /** The situations from which one step leads to a situation: where the last begins in `#links`. */
  readonly #before = new GrowingInts();
  /** Pairs: a situation, and where the next pair is; 0 ends the list. */
  readonly #links = new GrowingInts();
  /** By local state, the last of its situations; each knows the one before it. Counted from 1, and 0 is none. */
  readonly #lastAt = new GrowingInts();
  readonly #previous = new GrowingInts();
  readonly #graph: LocalGraph;
  /** By component and who may send; by local state and context. */
  readonly #numbers = new SituationNumbers();
  readonly #byContent = new PairTable();
  /** Situations whose steps are not entered yet, and those of which others must be told. */
  readonly #open: number[] = [];
  readonly #grown: number[] = [];
  #relied: number[] = [];
  #isRefuted = false;

  constructor(graph: LocalGraph, actors: number, relation: Relation, groups: Groups) {
    this.#graph = graph;
    this.#contexts = new Contexts(graph.actor, actors, relation, groups);
    // Nothing begins at 0.
    this.#links.push(0);
    this.#links.push(0);
  }

  /** Enters the moves of a component. */
  learn(component: number): Known {
    return this.#graph.learn(component, (local, edge) => this.#extend(local, edge));
  }

  /** How many edges the graph has. */
  get edges(): number {
    return this.#graph.count;
  }

  /** The number of the situation of a component when the groups `from` may send to the actor. */
  situation(component: number, from: number): number {
    const known = this.#numbers.get(component, from);
    return known < 0 ? this.#add(component, from) : known;
  }

  /** That the actor does no more than it is known to is relied on. */
  rely(situation: number): void {
    const marks = this.#marks.items;
    if (marks[situation] !== 0) return;
    marks[situation] = 1;
    this.#relied.push(situation);
  }

  /** Whether something that was relied on has turned out wrong. */
  get isRefuted(): boolean {
    return this.#isRefuted;
  }

  /** A new pass: nothing has been relied on. */
  reset(): void {
    const marks = this.#marks.items;
    for (const number of this.#relied) marks[number] = 0;
    this.#relied = [];
    this.#isRefuted = false;
  }

  /** What is relied on, by content: situations have other numbers when the search goes on. */
  *save(): Pieces {
    yield* intsItem(Int32Array.of(this.isRefuted ? 1 : 0));
    yield* jsonItem(
      this.#relied.map((number) => [
        this.#locals.items[number],
        this.#contexts.content(this.#contextOf.items[number] as number),
      ]),
    );
  }

  restore(reader: CheckpointReader): void {
    this.reset();
    const isRefuted = reader.ints()[0] === 1;
    for (const [local, content] of reader.json() as readonly (readonly [number, Content])[]) {
      const number = this.#number(local, this.#contexts.number(content));
      this.#settle();
      this.rely(number);
    }
    this.#isRefuted = isRefuted;
  }

  #add(component: number, from: number): number {
    const { local, inbox } = this.#graph.value(component);
    const number = this.#number(local, this.#contexts.of(inbox, from));
    this.#settle();
    this.#numbers.add(component, from, number);
    return number;
  }

  /** A new edge of a local state is a step of all its situations in whose context its message may come. */
  #extend(local: number, edge: Edge): void {
    if (local >= this.#lastAt.length) return;
    let number = (this.#lastAt.items[local] as number) - 1;
    while (number >= 0) {
      this.#step(number, edge);
      number = (this.#previous.items[number] as number) - 1;
    }
    this.#settle();
  }

  /** Enters what is open, and tells on what has grown. */
  #settle(): void {
    for (let number = this.#open.pop(); number !== undefined; number = this.#open.pop()) {
      const local = this.#locals.items[number] as number;
      for (const edge of this.#graph.edges[local] ?? []) this.#step(number, edge);
    }
    for (let number = this.#grown.pop(); number !== undefined; number = this.#grown.pop()) {
      const sends = this.values.items[number * 2] as number;
      const views = this.values.items[number * 2 + 1] as number;
      const links = this.#links.items;
      let link = this.#before.items[number] as number;
      for (; link !== 0; link = links[link + 1] as number) {
        this.#found(links[link] as number, sends, views);
      }
    }
  }

  /** Enters an edge as a step of a situation, if its message may come there. */
  #step(number: number, edge: Edge): void {
    const context = this.#contextOf.items[number] as number;
    const next = this.#contexts.after(context, edge);
    if (next < 0) return;
    if (next === context && edge.to === this.#locals.items[number]) {
      this.#found(number, edge.sends, edge.views);
      return;
    }
    const to = this.#number(edge.to, next);
    const sends = edge.sends | (this.values.items[to * 2] as number);
    const views = edge.views | (this.values.items[to * 2 + 1] as number);
    this.#found(number, sends, views);
    const link = this.#links.push(number);
    this.#links.push(this.#before.items[to] as number);
    this.#before.items[to] = link;
  }

  /** What the actor may do in a situation, more than before or the same. */
  #found(number: number, sends: number, views: number): void {
    const values = this.values.items;
    const at = number * 2;
    const more = (sends & ~(values[at] as number)) | (views & ~(values[at + 1] as number));
    if (more === 0) return;
    if (this.#marks.items[number] !== 0) this.#isRefuted = true;
    values[at] = (values[at] as number) | sends;
    values[at + 1] = (values[at + 1] as number) | views;
    this.#grown.push(number);
  }

  #number(local: number, context: number): number {
    const known = this.#byContent.get(local, context);
    if (known >= 0) return known;
    const number = this.#locals.push(local);
    this.#byContent.add(local, context, number);
    this.#contextOf.push(context);
    this.values.push(0);
    this.values.push(0);
    this.#marks.push(0);
    this.#before.push(0);
    while (this.#lastAt.length <= local) this.#lastAt.push(0);
    this.#previous.push(this.#lastAt.items[local] as number);
    this.#lastAt.items[local] = number + 1;
    this.#open.push(number);
    return number;
  }
}
