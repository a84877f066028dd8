/** Which function of a dump is simulated: the one asked for, or the only one that can be. */
import { EXTENDED_CAPABILITY_ID, TYPE0_HEADER } from '../../src/wdk/index.ts';
import { read8, read32 } from './bytes.ts';
import { findCapability, walkCapabilities } from './capabilities.ts';
import { missingSriov } from './create-model.ts';
import { DeviceInputError } from './errors.ts';
import type { DumpedFunction } from './lspci.ts';
import { parseSlot } from './slot.ts';

export interface Choice {
  readonly slot?: string | undefined;
  readonly fileName: string;
}

/** A message names so many functions at most. */
const NAMED_MAX = 8;
const NO_IDS = 0xffff_ffff;

export function chooseFunction(
  functions: readonly DumpedFunction[],
  { slot, fileName }: Choice,
): DumpedFunction {
  if (functions.length === 0) {
    throw new DeviceInputError(
      `${fileName} holds no device: no line starts with a slot such as '01:00.0'; ` +
        "the text that 'lspci -xxxx' prints is needed",
    );
  }
  const chosen =
    slot === undefined ? onlyPf(functions, fileName) : named(functions, slot, fileName);
  const reason = whyNot(chosen);
  if (reason !== null) throw new DeviceInputError(`${fileName}: ${chosen.slot}: ${reason}`);
  const same = functions.filter((other) => sameAddress(other, chosen));
  if (same.length > 1) {
    const lines = same.map(({ line }) => line).join(' and ');
    throw new DeviceInputError(
      `${fileName} holds ${chosen.slot} ${same.length} times, in lines ${lines}; leave one of them`,
    );
  }
  return chosen;
}

function sameAddress(one: DumpedFunction, other: DumpedFunction): boolean {
  return one.segment === other.segment && one.rid === other.rid;
}

function named(
  functions: readonly DumpedFunction[],
  slot: string,
  fileName: string,
): DumpedFunction {
  const wanted = parseSlot(slot);
  if (wanted === null) {
    throw new DeviceInputError(
      `'${slot}' is not a slot; one is written bus:device.function, such as 01:00.0, ` +
        'or with a domain 0002:01:00.0',
    );
  }
  const found = functions.filter(({ rid }) => rid === wanted.rid);
  const exact = found.find(({ segment }) => segment === (wanted.segment ?? 0));
  if (exact !== undefined) return exact;
  const [only] = found;
  if (wanted.segment === undefined && only !== undefined && found.length === 1) return only;
  throw new DeviceInputError(
    found.length > 0 && wanted.segment === undefined
      ? `${fileName} holds slot ${slot} in several domains; name one of ${slotList(found)}`
      : `${fileName} does not hold slot ${slot}; it holds ${slotList(functions)}`,
  );
}

function onlyPf(functions: readonly DumpedFunction[], fileName: string): DumpedFunction {
  const pfs = functions.filter((candidate) => whyNot(candidate) === null);
  const [first] = pfs;
  if (first !== undefined && pfs.every((pf) => sameAddress(pf, first))) return first;
  if (first !== undefined) {
    throw new DeviceInputError(
      `${fileName} holds ${pfs.length} functions with SR-IOV: choose one with --slot, ` +
        `of ${slotList(pfs)}`,
    );
  }
  const [single] = functions;
  if (single !== undefined && functions.length === 1) return single;
  throw new DeviceInputError(
    `${fileName}: none of its ${functions.length} functions can be used: ${reasons(functions)}`,
  );
}

/** Why each function cannot be used; those with the same reason together, the most common first. */
function reasons(functions: readonly DumpedFunction[]): string {
  const groups = new Map<string, DumpedFunction[]>();
  for (const each of functions) {
    const reason = whyNot(each) ?? '';
    groups.set(reason, [...(groups.get(reason) ?? []), each]);
  }
  const sorted = [...groups].sort(([, one], [, other]) => other.length - one.length);
  const named = sorted.slice(0, NAMED_MAX).map(([why, group]) => `${slotList(group)}: ${why}`);
  return named.join('; ') + more(sorted);
}

function slotList(functions: readonly DumpedFunction[]): string {
  const slots = [...new Set(functions.map(({ slot }) => slot))];
  return slots.slice(0, NAMED_MAX).join(', ') + more(slots);
}

function more(all: readonly unknown[]): string {
  return all.length > NAMED_MAX ? `, and ${all.length - NAMED_MAX} more` : '';
}

/** Why a function cannot be simulated as a PF; null if it can. */
export function whyNot({ bytes, problem }: DumpedFunction): string | null {
  if (problem !== null) return problem;
  if (bytes.every((byte) => byte === 0xff)) {
    return 'it reads all ones: the function was not there when it was dumped; dump it switched on';
  }
  const headerType = read8(bytes, TYPE0_HEADER.HeaderType.offset) & 0x7f;
  if (headerType !== 0) {
    const kind = { 1: ' (a bridge)', 2: ' (a CardBus bridge)' }[headerType] ?? '';
    return `it has header type ${headerType}${kind}; an endpoint with header type 0 is needed`;
  }
  try {
    const capabilities = walkCapabilities(bytes);
    const sriov = EXTENDED_CAPABILITY_ID.SingleRootIov.value;
    if (findCapability(capabilities, sriov, true) !== undefined) return null;
    return isVf(bytes)
      ? `${missingSriov(bytes, capabilities)} (ids of ffff:ffff are a VF's: dump its PF)`
      : missingSriov(bytes, capabilities);
  } catch (error) {
    if (error instanceof DeviceInputError) return error.message;
    throw error;
  }
}

/** A VF's vendor and device id read ones, the rest of its header does not. */
export function isVf(bytes: Uint8Array): boolean {
  return (
    read32(bytes, TYPE0_HEADER.VendorId.offset) === NO_IDS &&
    read32(bytes, TYPE0_HEADER.RevisionId.offset) !== NO_IDS
  );
}
