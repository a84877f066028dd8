/** Members that many NDIS structures share. */
import type { DdiParameter } from '../card.ts';

/** Every NDIS structure begins with it. */
export const HEADER = {
  name: 'Header',
  dir: 'field',
  type: 'NDIS_OBJECT_HEADER',
  rule: 'Type NDIS_OBJECT_TYPE_DEFAULT, Revision 1 unless said',
} as const satisfies DdiParameter;

/** The VF it is about. */
export const VF_ID = {
  name: 'VFId',
  dir: 'field',
  type: 'NDIS_SRIOV_FUNCTION_ID (USHORT)',
  rule: 'VF must have been allocated',
} as const satisfies DdiParameter;

/** Where the data begins. */
export const BUFFER_OFFSET = {
  name: 'BufferOffset',
  dir: 'field',
  type: 'ULONG',
  rule: 'bytes from the start of this structure',
} as const satisfies DdiParameter;

/** Nothing yet. */
export const RESERVED_FLAGS = {
  name: 'Flags',
  dir: 'field',
  type: 'ULONG',
  rule: 'reserved',
} as const satisfies DdiParameter;
