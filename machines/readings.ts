/**
 * Which reading of a contradiction in the documentation the model takes. Every machine takes the reading that can work
 * unless it is told the other; each decision is a comment where it is taken.
 */
import type { ContradictionId } from '../src/wdk/contradictions.ts';

/** Contradictions whose other reading a machine can be told to take. */
export type SwitchableReading = Extract<ContradictionId, 'C01' | 'C10'>;

/** `A` or `B` as in the card of the contradiction; absent: the reading that the card says is taken. */
export type Readings = Readonly<Partial<Record<SwitchableReading, 'A' | 'B'>>>;

/** The contradictions that can be told, for messages and for a command line. */
export const switchableReadings: readonly SwitchableReading[] = ['C01', 'C10'];
