/**
 * What one actor may still do while some others stand still: to whom it may send, and in which views it may be seen. It
 * goes through its local states by the messages that are on their way to it, in their order, and by any messages of
 * those who may still send to it.
 *
 * The graph of local states is discovered during the search, so an answer "cannot" is a guess. Whoever relies on one
 * says so (`rely`); when it is found wrong, `isRefuted` tells, and the search must begin again with all that is known
 * now. Graphs only grow, so that this comes to an end.
 */
import type { CheckpointReader, Pieces } from '../checkpoint/pieces.ts';
import { intsItem, jsonItem } from '../checkpoint/pieces.ts';
import { GrowingInts } from '../growing-ints.ts';
import { PairTable } from '../pair-table.ts';
import type { Tables } from '../tables.ts';
import type { Groups } from './groups.ts';
import type { Edge, Known, LocalGraph } from './local-graph.ts';
import type { Relation } from './relation.ts';

/** A situation of the actor: local state, who may send, and what waits from those who may not. */
interface Situation {
  readonly local: number;
  readonly from: number;
  /** By sender, its messages, the oldest first. */
  readonly queues: readonly Queue[];
  /** Each queue counts its delivered messages in steps of this many. */
  readonly strides: readonly number[];
  /** How many states all queues together have. */
  readonly positions: number;
}

/** Local state, who may send, and the messages of each queue with their sender. */
type Content = readonly [number, number, readonly (readonly [number, readonly number[]])[]];

interface Queue {
  readonly sender: number;
  readonly messages: readonly number[];
}

/** With more states of the queues than these, what waits is taken for sent again and again. */
const mostPositions = 1 << 10;

const stale = 1;
const reliedOn = 2;

export class Futures {
  /** By the number of a situation. */
  readonly sends = new GrowingInts();
  readonly views = new GrowingInts();
  readonly #marks = new GrowingInts();
  readonly #graph: LocalGraph;
  readonly #tables: Tables;
  readonly #relation: Relation;
  readonly #groups: Groups;
  readonly #numbers = new PairTable();
  readonly #bySituation = new Map<string, number>();
  readonly #situations: Situation[] = [];
  /** By local state, the situations whose futures go through it. */
  readonly #through: number[][] = [];
  /** By local state and position, the walk that has been there last; and how many walks there were. */
  #walked = new Int32Array(256);
  #walks = 0;
  /** Situations that were relied on, and must be looked at again. */
  #doubtful: number[] = [];
  #relied: number[] = [];
  #isRefuted = false;

  constructor(graph: LocalGraph, tables: Tables, relation: Relation, groups: Groups) {
    this.#graph = graph;
    this.#tables = tables;
    this.#relation = relation;
    this.#groups = groups;
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
    let number = this.#numbers.get(component, from);
    if (number < 0) {
      number = this.#number(component, from);
      this.#numbers.add(component, from, number);
    }
    if (((this.#marks.items[number] as number) & stale) !== 0) this.#refresh(number);
    return number;
  }

  /** That the actor does no more than it is known to is relied on. */
  rely(situation: number): void {
    const marks = this.#marks.items;
    if (((marks[situation] as number) & reliedOn) !== 0) return;
    marks[situation] = (marks[situation] as number) | reliedOn;
    this.#relied.push(situation);
  }

  /** Whether something that was relied on has turned out wrong. */
  get isRefuted(): boolean {
    if (this.#isRefuted || this.#doubtful.length === 0) return this.#isRefuted;
    const doubtful = this.#doubtful;
    this.#doubtful = [];
    for (const number of doubtful) {
      if (((this.#marks.items[number] as number) & stale) !== 0) this.#refresh(number);
    }
    return this.#isRefuted;
  }

  /** A new pass: nothing has been relied on. */
  reset(): void {
    const marks = this.#marks.items;
    for (const number of this.#relied) marks[number] = (marks[number] as number) & stale;
    this.#relied = [];
    this.#doubtful = [];
    this.#isRefuted = false;
  }

  /** What is relied on, by content: situations have other numbers when the search goes on. */
  *save(): Pieces {
    yield* intsItem(Int32Array.of(this.isRefuted ? 1 : 0));
    yield* jsonItem(this.#relied.map((number) => contentOf(this.#situations[number] as Situation)));
  }

  restore(reader: CheckpointReader): void {
    this.reset();
    this.#isRefuted = reader.ints()[0] === 1;
    for (const [local, from, queues] of reader.json() as readonly Content[]) {
      const number = this.#intern(local, from, new Map(queues));
      this.#refresh(number);
      this.rely(number);
    }
  }

  /** Brings those that go through a local state up to a new edge there: at once where it leads to nothing known. */
  #extend(local: number, edge: Edge): void {
    const through = this.#through[local];
    if (through === undefined) return;
    const isEnd = (this.#graph.edges[edge.to] as readonly Edge[]).length === 0;
    let kept = 0;
    for (const number of through) {
      const mark = this.#marks.items[number] as number;
      if ((mark & stale) !== 0) continue;
      const situation = this.#situations[number] as Situation;
      const isAny = edge.group === 0 || (this.#anyOf(situation) & edge.group) !== 0;
      if (isAny && isEnd) {
        this.#found(number, edge.sends, edge.views);
        this.#goesThrough(edge.to, number);
      } else if (isAny || situation.queues.some(({ sender }) => sender === edge.sender)) {
        if ((mark & reliedOn) !== 0) this.#doubtful.push(number);
        this.#marks.items[number] = mark | stale;
        continue;
      }
      through[kept] = number;
      kept += 1;
    }
    through.length = kept;
  }

  /** What the actor may do in a situation, more than before or the same. */
  #found(number: number, sends: number, views: number): void {
    const all = this.sends.items;
    const seen = this.views.items;
    const isMore = (sends & ~(all[number] as number)) | (views & ~(seen[number] as number));
    if (isMore === 0) return;
    if (((this.#marks.items[number] as number) & reliedOn) !== 0) this.#isRefuted = true;
    all[number] = (all[number] as number) | sends;
    seen[number] = (seen[number] as number) | views;
  }

  #number(component: number, from: number): number {
    const table = this.#tables.actors[this.#graph.actor];
    if (table === undefined) throw new RangeError(`there is no actor ${this.#graph.actor}`);
    const { local, inbox } = table.value(component);
    const queues = new Map<number, number[]>();
    const own = this.#groups.bit(this.#graph.actor);
    let any = from;
    for (const { sender, message } of inbox.inFlight) {
      if (!this.#relation.waiting) continue;
      const bit = this.#bitOf(sender);
      if (!this.#relation.once) any |= bit;
      if (bit === 0 || ((any | own) & bit) !== 0) continue;
      const queue = queues.get(sender);
      if (queue === undefined) queues.set(sender, [message]);
      else queue.push(message);
    }
    const positions = [...queues.values()].reduce((all, { length }) => all * (length + 1), 1);
    if (positions > mostPositions) {
      for (const sender of queues.keys()) any |= this.#bitOf(sender);
      queues.clear();
    }
    return this.#intern(local, any, queues);
  }

  #intern(local: number, from: number, waiting: ReadonlyMap<number, readonly number[]>): number {
    const queues = [...waiting].map(([sender, messages]) => ({ sender, messages }));
    const key = `${local} ${from} ${queues.map((each) => `${each.sender}:${each.messages}`)}`;
    const known = this.#bySituation.get(key);
    if (known !== undefined) return known;
    let positions = 1;
    const strides = queues.map(({ messages }) => {
      const stride = positions;
      positions *= messages.length + 1;
      return stride;
    });
    const number = this.#situations.length;
    this.#bySituation.set(key, number);
    this.#situations.push({ local, from, queues, strides, positions });
    this.sends.push(0);
    this.views.push(0);
    this.#marks.push(stale);
    return number;
  }

  /** The group of a sender; 0 for those that are no actors, whose messages may always come. */
  #bitOf(sender: number): number {
    return sender < this.#tables.actors.length ? this.#groups.bit(sender) : 0;
  }

  #refresh(number: number): void {
    const situation = this.#situations[number] as Situation;
    const { sends, views } = this.#walk(number, situation);
    this.#found(number, sends, views);
    const marks = this.#marks.items;
    marks[number] = (marks[number] as number) & ~stale;
  }

  #walk(number: number, situation: Situation) {
    const { local, positions } = situation;
    const { edges } = this.#graph;
    const walked = this.#newWalk(Math.max(edges.length, local + 1) * positions);
    const walk = this.#walks;
    const any = this.#anyOf(situation);
    const first = local * positions;
    const passed = new Set<number>();
    const work = [first];
    walked[first] = walk;
    let sends = 0;
    let views = 0;
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      const here = Math.floor(at / positions);
      passed.add(here);
      for (const edge of edges[here] ?? []) {
        const before: number = at - here * positions;
        const isAny = edge.group === 0 || (any & edge.group) !== 0;
        const position: number = isAny ? before : after(edge, before, situation);
        if (position < 0) continue;
        sends |= edge.sends;
        views |= edge.views;
        const next = edge.to * positions + position;
        if (walked[next] === walk) continue;
        walked[next] = walk;
        work.push(next);
      }
    }
    for (const each of passed) this.#goesThrough(each, number);
    return { sends, views };
  }

  /** Where a walk notes where it has been: room for so many places. */
  #newWalk(places: number): Int32Array {
    if (places > this.#walked.length) this.#walked = new Int32Array(places * 2);
    this.#walks += 1;
    return this.#walked;
  }

  /** Groups of which any message may come, and not only those that wait. */
  #anyOf({ from }: Situation): number {
    return from | this.#groups.bit(this.#graph.actor);
  }

  #goesThrough(local: number, number: number): void {
    while (this.#through.length <= local) this.#through.push([]);
    (this.#through[local] as number[]).push(number);
  }
}

/** What has been delivered of the queues after the delivery; below zero when it is not possible. */
function after({ sender, message }: Edge, position: number, situation: Situation): number {
  const n = situation.queues.findIndex((queue) => queue.sender === sender);
  if (n < 0) return -1;
  const { messages } = situation.queues[n] as Queue;
  const stride = situation.strides[n] as number;
  const done = Math.floor(position / stride) % (messages.length + 1);
  return messages[done] === message ? position + stride : -1;
}

function contentOf({ local, from, queues }: Situation): Content {
  return [local, from, queues.map(({ sender, messages }) => [sender, messages])];
}
