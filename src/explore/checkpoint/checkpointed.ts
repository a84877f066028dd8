/** An exhaustive search that writes checkpoints as it goes, and can go on from one. */
import type { Bounds } from '../bounds.ts';
import type { Exhaustive } from '../exhaustive.ts';
import type { ExploreCounts, ExploreOptions, ExploreResult } from '../options.ts';
import type { Searcher } from '../searcher.ts';
import type { Tables } from '../tables.ts';
import { Fingerprint } from './fingerprint.ts';
import type { Identity } from './identity.ts';
import { difference, identityOf } from './identity.ts';
import type { ByteSource, Pieces } from './pieces.ts';
import { CheckpointError, CheckpointReader, jsonItem } from './pieces.ts';
import { anotherSystem } from './rerun.ts';

const format = 'explore-checkpoint';
const version = 2;
const defaultSeconds = 30;
/** Writing may take this part of the time, so that large searches are not held up by their checkpoints. */
const mostOfTime = 0.1;

/** What a checkpoint begins with. */
interface Head {
  readonly format: string;
  readonly version: number;
  readonly label: string;
  readonly identity: Identity;
  readonly seconds: number;
}

/** Beside the states: what else the search had found out. */
interface Known {
  readonly reached: readonly string[];
  readonly fingerprint: readonly string[];
}

/** The label of a checkpoint, as its writer gave it. Throws a {@link CheckpointError}. */
export function checkpointLabel(source: ByteSource): string {
  return readHead(new CheckpointReader(source)).label;
}

function readHead(reader: CheckpointReader): Head {
  const head = reader.json() as Partial<Head>;
  if (head.format !== format) throw new CheckpointError('it is no checkpoint of an exploration');
  if (head.version !== version) {
    throw new CheckpointError(`its version is ${head.version}; legal is ${version}`);
  }
  return head as Head;
}

export class Checkpointed implements Searcher {
  readonly #search: Exhaustive;
  readonly #tables: Tables;
  readonly #options: ExploreOptions;
  readonly #bounds: Bounds;
  readonly #identity: Identity;
  readonly #fingerprint: Fingerprint;
  #dueSeconds: number;

  constructor(search: Exhaustive, tables: Tables, options: ExploreOptions, bounds: Bounds) {
    this.#search = search;
    this.#tables = tables;
    this.#options = options;
    this.#bounds = bounds;
    this.#identity = identityOf(tables, options);
    this.#fingerprint = new Fingerprint(tables);
    if (options.resume !== undefined) this.#restore(new CheckpointReader(options.resume));
    this.#dueSeconds = bounds.seconds + this.#everySeconds;
  }

  advance(work: number): ExploreResult | undefined {
    const result = this.#search.advance(work);
    if (result === undefined && this.#bounds.seconds >= this.#dueSeconds) this.#save();
    // A bound has ended it: whoever allows more can go on from here.
    if (result?.verdict === 'truncated') this.#save();
    return result;
  }

  counts(): ExploreCounts {
    return this.#search.counts();
  }

  get #everySeconds(): number {
    return this.#options.checkpoint?.everySeconds ?? defaultSeconds;
  }

  #save(): void {
    const { checkpoint } = this.#options;
    if (checkpoint === undefined || !this.#search.canSave) return;
    const began = this.#bounds.seconds;
    checkpoint.save(this.#pieces(checkpoint.label ?? ''));
    const took = this.#bounds.seconds - began;
    this.#dueSeconds = began + took + Math.max(this.#everySeconds, took / mostOfTime);
  }

  *#pieces(label: string): Pieces {
    const { seconds } = this.#bounds;
    const head: Head = { format, version, label, identity: this.#identity, seconds };
    yield* jsonItem(head);
    const { reached } = this.#tables.checks;
    const known: Known = { reached, fingerprint: this.#fingerprint.update() };
    yield* jsonItem(known);
    yield* this.#search.save();
    yield* jsonItem('end');
  }

  #restore(reader: CheckpointReader): void {
    const head = readHead(reader);
    const differs = difference(head.identity, this.#identity);
    if (differs !== undefined) throw new CheckpointError(differs);
    const { reached, fingerprint } = reader.json() as Known;
    try {
      this.#search.restore(reader);
    } catch (error) {
      if (error instanceof CheckpointError) throw error;
      throw new CheckpointError(anotherSystem, { cause: error });
    }
    if (reader.json() !== 'end') throw new CheckpointError('it is damaged');
    this.#check(fingerprint);
    this.#tables.checks.restore(reached);
    this.#bounds.began(head.seconds);
  }

  #check(fingerprint: readonly string[]): void {
    const { actors } = this.#tables.vocabulary;
    for (const [n, now] of this.#fingerprint.update().entries()) {
      if (now === fingerprint[n]) continue;
      const who =
        n < actors.length ? `actor '${actors[n]}' does not do` : 'the monitors do not say';
      throw new CheckpointError(`${who} what it did when the checkpoint was written`);
    }
  }
}
