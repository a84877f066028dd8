/** The states that a search has found, and how it comes from one to the next: store, compiled tables and expander. */
import type { CheckpointReader, Pieces } from './checkpoint/pieces.ts';
import { CompiledMoves } from './compiled-moves.ts';
import type { Canonicalizer, Reducers } from './expander.ts';
import { Expander } from './expander.ts';
import { hashOf } from './hash.ts';
import { pack, unpack } from './layout.ts';
import type { StateStore } from './store.ts';
import { PackedStore } from './store.ts';
import type { Tables } from './tables.ts';

export class Space {
  readonly tables: Tables;
  readonly store: StateStore;
  readonly compiled: CompiledMoves;
  readonly expander: Expander;
  /** For a state that is expanded while the successors of others are in hand. */
  readonly spare: Expander;
  readonly #canonical: Canonicalizer | undefined;

  constructor(tables: Tables, reducers: Reducers) {
    this.tables = tables;
    this.#canonical = reducers.canonical;
    this.store = new PackedStore(sizesOf(tables));
    this.compiled = new CompiledMoves(tables, this.store.layout);
    this.expander = new Expander(this.store, this.compiled, tables.initial.length, reducers);
    this.spare = new Expander(this.store, this.compiled, tables.initial.length, reducers);
  }

  /** Enters the initial state; its number is 0. */
  begin(): void {
    const columns = Int32Array.from(this.tables.initial);
    this.#canonical?.canonicalize(columns);
    this.enter(columns);
  }

  /** Enters a state; its number. */
  enter(columns: Int32Array): number {
    this.#fitIds(columns);
    const words = new Int32Array(this.store.layout.words);
    pack(this.store.layout, columns, words);
    const index = this.store.insert(words, 0, hashOf(columns));
    return index < 0 ? -1 - index : index;
  }

  /** Everything that is needed to have the same states again. */
  save(): Pieces {
    return this.store.save();
  }

  /** The states of another space over tables with the same numbers. */
  restore(reader: CheckpointReader): void {
    this.store.restore(reader);
    this.#fit();
  }

  /** The components of a state and, last, the state of the monitors. */
  columnsOf(index: number): Int32Array {
    const words = new Int32Array(this.store.layout.words);
    const columns = new Int32Array(this.tables.initial.length);
    this.store.read(index, words);
    unpack(this.store.layout, words, columns);
    return columns;
  }

  /** Gives every column room for the ids that there are now. */
  refit(): void {
    this.store.refit(this.compiled.sizes);
    this.#fit();
  }

  /** Takes back room that was given when there were few states. */
  tighten(): void {
    if (this.store.tighten(this.compiled.sizes)) this.#fit();
  }

  #fit(): void {
    this.compiled.fit(this.store.layout);
    this.expander.fit();
    this.spare.fit();
  }

  #fitIds(columns: Int32Array): void {
    const { mask } = this.store.layout;
    if (columns.some((id, column) => id > (mask[column] as number))) this.refit();
  }
}

function sizesOf({ actors, watch }: Tables): number[] {
  return [...actors.map(({ size }) => size), watch.size];
}
