/**
 * Where the public documentation contradicts itself, with the reading that the model takes. Cards
 * name these by id; so does the code at the place that decides.
 */
import { BLOCK_CONTRADICTIONS } from './contradictions/blocks.ts';
import type { Contradiction } from './contradictions/contradiction.ts';
import { KERNEL_CONTRADICTIONS } from './contradictions/kernel.ts';
import { NDIS_CONTRADICTIONS } from './contradictions/ndis.ts';
import { VIRTUALIZATION_CONTRADICTIONS } from './contradictions/virtualization.ts';

export type { Contradiction } from './contradictions/contradiction.ts';

/** Every contradiction by id. */
export const CONTRADICTION = {
  ...VIRTUALIZATION_CONTRADICTIONS,
  ...BLOCK_CONTRADICTIONS,
  ...NDIS_CONTRADICTIONS,
  ...KERNEL_CONTRADICTIONS,
} as const satisfies Record<string, Contradiction>;

/** The id of a contradiction, C01 to C37. */
export type ContradictionId = keyof typeof CONTRADICTION;

/** Whether `id` names a contradiction. */
export function isContradictionId(id: string): id is ContradictionId {
  return Object.hasOwn(CONTRADICTION, id);
}
