/** Slots, as `lspci` names functions: `01:00.0`, or `0002:01:00.0` with a domain. */
import { bareHex } from './errors.ts';
import type { FunctionAddress } from './model.ts';

export interface SlotAddress {
  /** Undefined if the slot does not name one. */
  readonly segment: number | undefined;
  readonly rid: FunctionAddress;
}

const SLOT = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])$/i;

/** Null if the text is not a slot. */
export function parseSlot(text: string): SlotAddress | null {
  const match = SLOT.exec(text.trim());
  if (match === null) return null;
  const field = (index: number) => Number.parseInt(match[index] ?? '0', 16);
  const device = field(3);
  if (device > 0x1f) return null;
  return {
    segment: match[1] === undefined ? undefined : field(1),
    rid: (field(2) << 8) | (device << 3) | field(4),
  };
}

/** The slot of a routing id; the domain is shown where it is not 0. */
export function slotName(segment: number, rid: FunctionAddress): string {
  const domain = segment === 0 ? '' : `${bareHex(segment, 4)}:`;
  return `${domain}${bareHex(rid >>> 8, 2)}:${bareHex((rid >>> 3) & 0x1f, 2)}.${rid & 7}`;
}
