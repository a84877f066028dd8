/** Plays a recording to a device of ours and compares every value that was read. */
import { z } from 'zod';
import type { AccessSize, DeviceModel, DeviceState } from '../../actors/device/index.ts';
import {
  functionAt,
  initialState,
  presentVfs,
  readConfig,
  resetDevice,
  writeConfig,
} from '../../actors/device/index.ts';
import { parseSlot } from '../../actors/device/slot.ts';

const Access = z.object({
  seq: z.number(),
  act: z.number(),
  device: z.string(),
  role: z.string(),
  op: z.enum(['read', 'write']),
  offset: z.number(),
  size: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  value: z.number(),
  present: z.boolean(),
});
type Access = z.infer<typeof Access>;

/** QEMU's own word that it made VFs. */
const Creation = z.object({ event: z.literal('sriov_register_vfs'), text: z.string() });
type Creation = z.infer<typeof Creation>;

/** Bits of a dword in which the recorded device is known to differ from ours. */
export interface Deviation {
  readonly who: 'pf' | 'vf';
  readonly offset: number;
  readonly mask: number;
  readonly ours: number;
  readonly recorded: number;
  /** Endings of the recordings that show it. */
  readonly recordings: readonly string[];
  readonly reason: string;
}

export interface Difference extends Access {
  readonly ours: number;
}

export interface Outcome {
  readonly records: number;
  readonly reads: number;
  readonly writes: number;
  readonly resets: number;
  /** VFs that QEMU and our device made, each time. */
  readonly created: readonly { readonly qemu: number; readonly ours: number }[];
  readonly equal: number;
  /** Reads that a deviation explains, by deviation. */
  readonly explained: ReadonlyMap<Deviation, number>;
  readonly unexplained: readonly Difference[];
  /** Accesses at which a function is there in one world and not in the other. */
  readonly presence: readonly Difference[];
}

/** Bridge Control of the root port: bit 6 resets the bus below. */
const BRIDGE_CONTROL = 0x3e;
const SECONDARY_BUS_RESET = 0x40;

export function recorded(text: string): readonly (Access | Creation)[] {
  const lines = text.split('\n').filter((line) => /"op"|sriov_register_vfs/.test(line));
  return lines.map((line) => z.union([Access, Creation]).parse(JSON.parse(line)));
}

export function replay(
  model: DeviceModel,
  records: readonly (Access | Creation)[],
  deviations: readonly Deviation[],
): Outcome {
  let state = initialState(model);
  const explained = new Map<Deviation, number>();
  const unexplained: Difference[] = [];
  const presence: Difference[] = [];
  const created: { qemu: number; ours: number }[] = [];
  const counts = { reads: 0, writes: 0, resets: 0, equal: 0 };
  for (const access of records) {
    if ('event' in access) {
      const qemu = Number(/creating (\d+) vf/.exec(access.text)?.[1]);
      created.push({ qemu, ours: presentVfs(model, state) });
      continue;
    }
    if (access.role === 'rp') {
      const resets = access.offset === BRIDGE_CONTROL && (access.value & SECONDARY_BUS_RESET) !== 0;
      if (resets) state = resetDevice(model, state);
      counts.resets += Number(resets);
      continue;
    }
    const rid = parseSlot(access.device)?.rid ?? -1;
    if (isThere(model, state, rid) !== access.present) presence.push({ ...access, ours: 0 });
    const { offset, size, value } = access;
    if (access.op === 'write') {
      counts.writes += 1;
      state = writeConfig(model, state, rid, offset, size, value);
      continue;
    }
    counts.reads += 1;
    const ours = readConfig(model, state, rid, offset, size);
    const deviation = deviations.find((candidate) => explains(candidate, access, ours));
    if (ours === value) counts.equal += 1;
    else if (deviation === undefined) unexplained.push({ ...access, ours });
    else explained.set(deviation, (explained.get(deviation) ?? 0) + 1);
  }
  return { records: records.length, ...counts, created, explained, unexplained, presence };
}

function isThere(model: DeviceModel, state: DeviceState, rid: number): boolean {
  return functionAt(model, state, rid).kind !== 'absent';
}

/** The two values are the deviation's in its bits, and equal in all others. */
function explains(deviation: Deviation, access: Access, ours: number): boolean {
  const { who, offset, mask } = deviation;
  if (!access.role.startsWith(who) || (access.offset & ~3) !== offset) return false;
  const shift = 8 * (access.offset & 3);
  const bits = sizeMask(access.size) & (mask >>> shift);
  const differs = (ours ^ access.value) >>> 0;
  return (
    bits !== 0 &&
    (differs & ~bits) === 0 &&
    ((ours ^ (deviation.ours >>> shift)) & bits) === 0 &&
    ((access.value ^ (deviation.recorded >>> shift)) & bits) === 0
  );
}

function sizeMask(size: AccessSize): number {
  return size === 4 ? -1 : (1 << (8 * size)) - 1;
}
