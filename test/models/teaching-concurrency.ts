/**
 * Each process sets its register, then reads that of its left neighbour: Lamport, "Teaching Concurrency" (2009), and
 * the same with regular registers, where a read during a write may see either value: the TLA+ examples'
 * `TeachingConcurrency/Simple` and `SimpleRegular` (tlaplus/Examples, manifest of 32a32c7).
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Registers {
  /** What a read may see of each register: while it is written, either value. */
  readonly written: readonly ('0' | '01' | '1')[];
  readonly read: readonly number[];
  readonly at: readonly ('write' | 'end write' | 'read' | 'done')[];
}

/** `regular`: a write takes two steps. */
export function teachingConcurrency(count: number, regular: boolean): Specification<Registers> {
  const steps = (now: Registers): readonly Step<Registers>[] =>
    now.at.flatMap((at, self): readonly Step<Registers>[] => {
      const to = (next: Registers['at'][number]) => replaced(now.at, self, next);
      const writing = (value: '01' | '1') => replaced(now.written, self, value);
      if (at === 'write') {
        return regular
          ? [[`${self}`, { ...now, written: writing('01'), at: to('end write') }]]
          : [[`${self}`, { ...now, written: writing('1'), at: to('read') }]];
      }
      if (at === 'end write') {
        return [[`${self}`, { ...now, written: writing('1'), at: to('read') }]];
      }
      if (at === 'done') return [];
      const values = now.written[(self + count - 1) % count] ?? '';
      return [...values].map((value) => [
        `${self} sees ${value}`,
        { ...now, read: replaced(now.read, self, Number(value)), at: to('done') },
      ]);
    });
  const all = <T>(value: T): readonly T[] => Array.from({ length: count }, () => value);
  return {
    initial: [{ written: all('0' as const), read: all(0), at: all('write' as const) }],
    steps,
  };
}

/** When all have finished, one at least has seen a one. */
export function someoneSawOne({ at, read }: Registers): boolean {
  return at.some((label) => label !== 'done') || read.includes(1);
}
