/** A search that is ended again and again, and each time gone on with from its last checkpoint in new tables. */
import { Bounds } from '../../src/explore/bounds.ts';
import { Checkpointed } from '../../src/explore/checkpoint/index.ts';
import { Exhaustive } from '../../src/explore/exhaustive.ts';
import type { ExploreOptions, ExploreResult } from '../../src/explore/options.ts';
import { afterPrefix } from '../../src/explore/prefix.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { SystemSpec } from '../../src/system/index.ts';

/** What does not depend on how long it took. */
export type Report = Omit<ExploreResult, 'seconds'>;

export function reportOf({ seconds: _, ...report }: ExploreResult): Report {
  return report;
}

/** The bytes of a checkpoint as something to go on from. */
export function sourceOf(bytes: Uint8Array): (into: Uint8Array) => number {
  let at = 0;
  return (into) => {
    const piece = bytes.subarray(at, at + into.length);
    into.set(piece);
    at += piece.length;
    return piece.length;
  };
}

/** Its time stands still: how often a checkpoint is due must not follow from how long writing the last one took. */
class Timeless extends Bounds {
  override get seconds(): number {
    return 0;
  }
}

export function begin(spec: SystemSpec, options: ExploreOptions): Checkpointed {
  const built = buildTables(spec, options);
  const tables = options.prefix === undefined ? built : afterPrefix(built, options.prefix);
  const bounds = new Timeless(options);
  return new Checkpointed(new Exhaustive(spec, tables, options, bounds), tables, options, bounds);
}

function toEnd(search: Checkpointed, slice: number, most = Number.POSITIVE_INFINITY) {
  for (let n = 0; n < most; n += 1) {
    const result = search.advance(slice);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** All checkpoints of a search that is not ended, one after each slice, and its report. */
export function checkpoints(spec: SystemSpec, options: ExploreOptions, slice: number) {
  const kept: Uint8Array[] = [];
  const save = (pieces: Iterable<Uint8Array>) => kept.push(Buffer.concat([...pieces]));
  const search = begin(spec, { ...options, checkpoint: { everySeconds: 0, save } });
  return { kept, report: reportOf(toEnd(search, slice) as ExploreResult) };
}

/** Goes on from a checkpoint to the end. */
export function resumed(
  spec: SystemSpec,
  options: ExploreOptions,
  slice: number,
  bytes: Uint8Array,
): Report {
  const search = begin(spec, { ...options, resume: sourceOf(bytes) });
  return reportOf(toEnd(search, slice) as ExploreResult);
}

/** Ends the search after every `slices` slices and goes on from its last checkpoint, until it is over. */
export function stopAndGo(
  spec: SystemSpec,
  options: ExploreOptions,
  slice: number,
  slices: number,
): { readonly report: Report; readonly stops: number } {
  let last: Uint8Array | undefined;
  for (let stops = 0; ; stops += 1) {
    const save = (pieces: Iterable<Uint8Array>) => {
      last = Buffer.concat([...pieces]);
    };
    const resume = last === undefined ? {} : { resume: sourceOf(last) };
    const checkpoint = { everySeconds: 0, save };
    const search = begin(spec, { ...options, ...resume, checkpoint });
    // Once something is found there are no more checkpoints: then it must be let through.
    const result = toEnd(search, slice, slices + Math.floor(stops / 100));
    if (result !== undefined) return { report: reportOf(result), stops };
  }
}
