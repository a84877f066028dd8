/**
 * Which reading of a contradiction in the documentation the model takes. Every machine takes the reading that can work
 * unless it is told the other; each decision is a comment where it is taken.
 */
import { irqlLimitOf } from '../src/wdk/catalogue.ts';
import type { ContradictionId } from '../src/wdk/contradictions.ts';
import type { Irql } from '../src/wdk/irql.ts';

/** Contradictions whose other reading a machine can be told to take. */
export type SwitchableReading = Extract<ContradictionId, 'C01' | 'C05' | 'C10' | 'C14'>;

/** `A` or `B` as in the card of the contradiction; absent: the reading that the card says is taken. */
export type Readings = Readonly<Partial<Record<SwitchableReading, 'A' | 'B'>>>;

/** The contradictions that can be told, for messages and for a command line. */
export const switchableReadings: readonly SwitchableReading[] = ['C01', 'C05', 'C10', 'C14'];

/**
 * The highest IRQL at which a routine, OID, IRP or IOCTL may be called; null: any. C05: the page of WriteVfConfigBlock
 * says DISPATCH_LEVEL, the header APC_LEVEL. Taken: APC_LEVEL, since the call waits for another partition.
 */
export function irqlLimitUnder(readings: Readings, name: string): Irql | null {
  if (name === 'WriteVfConfigBlock' && readings.C05 === 'A') return 'DISPATCH_LEVEL';
  return irqlLimitOf(name);
}
