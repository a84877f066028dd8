/**
 * Readers and writers who are served from one queue: the TLA+ examples' `ReadersWriters` (DeFrain; tlaplus/Examples,
 * manifest of 32a32c7: 21,527 distinct states).
 */
import type { Specification, Step } from './labelled-steps.ts';

export interface Library {
  /** Who reads and who writes, sorted. */
  readonly readers: readonly number[];
  readonly writers: readonly number[];
  /** Who wants to read (`r`) or write (`w`), first come first. */
  readonly waiting: readonly string[];
}

const without = (list: readonly number[], actor: number) => list.filter((each) => each !== actor);
const including = (list: readonly number[], actor: number) =>
  [...without(list, actor), actor].sort();

export function fairReadersWriters(count: number): Specification<Library> {
  const actors = Array.from({ length: count }, (_, n) => n);
  const steps = (now: Library): readonly Step<Library>[] => {
    const { readers, writers, waiting } = now;
    const asking = actors
      .flatMap((actor) => [`r${actor}`, `w${actor}`])
      .filter((wish) => !waiting.includes(wish))
      .map((wish): Step<Library> => [`ask ${wish}`, { ...now, waiting: [...waiting, wish] }]);
    const stopping = [...new Set([...readers, ...writers])].map((actor): Step<Library> => {
      const isReader = readers.includes(actor);
      const left = isReader
        ? { readers: without(readers, actor) }
        : { writers: without(writers, actor) };
      return [`stop ${actor}`, { ...now, ...left }];
    });
    return [...asking, ...stopping, ...served(now)];
  };
  return { initial: [{ readers: [], writers: [], waiting: [] }], steps };
}

/** The first in the queue begins, when nobody writes, and for a writer nobody reads. */
function served(now: Library): readonly Step<Library>[] {
  const [wish, ...waiting] = now.waiting;
  if (wish === undefined || now.writers.length > 0) return [];
  const actor = Number(wish.slice(1));
  if (wish.startsWith('r')) {
    return [['serve', { ...now, waiting, readers: including(now.readers, actor) }]];
  }
  if (now.readers.length > 0) return [];
  return [['serve', { ...now, waiting, writers: including(now.writers, actor) }]];
}

export function isExclusive({ readers, writers }: Library): boolean {
  return writers.length <= 1 && (readers.length === 0 || writers.length === 0);
}
