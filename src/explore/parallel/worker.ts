/**
 * A thread that makes successors for the main one. It only reads what is shared, and asks no machine: it knows neither
 * the system nor XState.
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Expander } from '../expander.ts';
import type { Layout } from '../layout.ts';
import type { StoreView } from '../store-view.ts';
import { findStates, readState } from '../store-view.ts';
import { Control } from './control.ts';
import type { TableView } from './known-moves.ts';
import { KnownMoves } from './known-moves.ts';
import type { Begin, Letter } from './letters.ts';
import { Recent } from './recent.ts';
import type { Maker } from './task.ts';
import { makeTask } from './task.ts';

class Helper {
  readonly #begin: Begin;
  readonly #control: Control;
  #read = 0;
  #known = 0;
  #view: StoreView = { width: 0, chunks: [], slots: new Int32Array(0) };
  readonly #asleep: { words: Int32Array } = { words: new Int32Array(1) };
  #maker: Maker | undefined;

  constructor(begin: Begin) {
    this.#begin = begin;
    this.#control = new Control(begin.outputs.length, begin.control);
  }

  /** Until the main thread says that it is over. */
  work(): void {
    this.#control.start();
    for (;;) {
      const { calls } = this.#control;
      if (this.#control.isOver) return;
      const ticket = this.#control.take();
      if (ticket >= 0) this.#do(ticket);
      else this.#control.sleep(calls);
    }
  }

  #do(ticket: number): void {
    const { outputs } = this.#begin;
    // In this order: whoever knows of a state has a letter that says where it lies.
    this.#known = this.#control.known;
    this.#readLetters();
    const out = outputs[ticket % outputs.length];
    if (this.#maker === undefined || out === undefined) throw new Error('a task before its letter');
    const first = this.#control.first(ticket);
    makeTask(this.#maker, first, this.#control.count(ticket), this.#view.width, out);
    this.#control.doneByOther(ticket);
  }

  #readLetters(): void {
    for (; this.#read < this.#control.posted; this.#read += 1) {
      const letter = receiveMessageOnPort(this.#begin.port)?.message as Letter | undefined;
      if (letter === undefined) throw new Error('a letter is lost');
      const { layout, view, asleep, tables, isBounded } = letter;
      if (view !== undefined) this.#view = view;
      if (asleep !== undefined) this.#asleep.words = asleep;
      if (tables === undefined) continue;
      if (layout !== undefined) this.#maker = this.#makerFor(layout, tables, isBounded);
      else if (this.#maker !== undefined) this.#maker.moves.view = tables;
    }
  }

  #makerFor(layout: Layout, tables: TableView, isBounded = false): Maker {
    const read = (index: number, words: Int32Array) => readState(this.#view, index, words);
    const moves = new KnownMoves(tables);
    const expander = new Expander({ layout, read }, moves, tables.begins.length);
    const find = ({ words, hashes, count, found }: Expander) =>
      findStates(this.#view, this.#known, words, hashes, count, found);
    const recent = isBounded ? undefined : new Recent(layout.words);
    return { expander, moves, asleep: this.#asleep, recent, find };
  }
}

new Helper(workerData as Begin).work();
