/** The same requests to QEMU's device and to a twin; what they show is compared after every one. */
import { read32 } from '../../../actors/device/bytes.ts';
import type { DeviceModel } from '../../../actors/device/index.ts';
import type { QemuBus } from '../../../actors/device/qemu/index.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';
import type { Deviation } from '../deviations/deviation.ts';
import type { Request } from './request.ts';
import type { Seen } from './twin.ts';
import { Twin } from './twin.ts';

export interface Difference {
  /** The request after which they differ, counted from 1; 0: they differ at power-on. */
  readonly step: number;
  readonly who: 'pf' | number;
  /** null: one has this VF and the other has not. */
  readonly offset: number | null;
  readonly qemu: number;
  readonly ours: number;
}

/** What a device shows at power-on, and after each request. */
export function observed(
  bus: QemuBus,
  model: DeviceModel,
  requests: readonly Request[],
): readonly Seen[] {
  const start = seen(bus, model);
  const after = requests.map((request) => {
    send(bus, model, request);
    return seen(bus, model);
  });
  return [start, ...after];
}

/** The first difference; undefined where all that was read is equal. */
export function firstDifference(
  shown: readonly Seen[],
  model: DeviceModel,
  deviations: readonly Deviation[],
  requests: readonly Request[],
): Difference | undefined {
  const twin = new Twin(model, deviations);
  let state = twin.start;
  for (const [step, theirs] of shown.entries()) {
    const request = requests[step - 1];
    if (request !== undefined) state = twin.after(state, request);
    const found = difference(theirs, twin.see(state), step);
    if (found !== undefined) return found;
  }
  return undefined;
}

function send(bus: QemuBus, model: DeviceModel, request: Request): void {
  if (request.kind === 'bus-reset') {
    bus.reset();
    return;
  }
  const { to, offset, bytes, value } = request;
  bus.write(to === 'pf' ? model.pf.rid : ridOf(bus, model, to), offset, bytes, value);
}

/** By First VF Offset and VF Stride as they read now. */
function ridOf(bus: QemuBus, { pf, sriov }: DeviceModel, vf: number): number {
  const routing = bus.read(pf.rid, sriov.offset + SRIOV_FIELD.FirstVFOffset.offset, 4);
  return pf.rid + (routing & 0xffff) + vf * (routing >>> 16);
}

function seen(bus: QemuBus, model: DeviceModel): Seen {
  const { totalVfs } = model.sriov;
  const [pf = new Uint8Array(0x1000)] = bus.spaceOfEach([model.pf.rid]);
  const first = ridOf(bus, model, 0);
  const stride = ridOf(bus, model, 1) - first;
  const rids = Array.from({ length: totalVfs }, (_, vf) => first + vf * stride);
  // The ids of a VF read all ones even when it is there; its class does not.
  const there = bus.dwordOfEach(rids, 8).map((dword) => dword !== 0xffff_ffff);
  const spaces = bus.spaceOfEach(rids.filter((_, vf) => there[vf]));
  let next = 0;
  const vfs = there.map((is) => (is ? (spaces[next++] ?? null) : null));
  return { pf, vfs };
}

function difference(qemu: Seen, ours: Seen, step: number): Difference | undefined {
  for (const [vf, theirs] of qemu.vfs.entries()) {
    const own = ours.vfs[vf] ?? null;
    if ((theirs === null) === (own === null)) continue;
    return {
      step,
      who: vf,
      offset: null,
      qemu: Number(theirs !== null),
      ours: Number(own !== null),
    };
  }
  const pf = differingDword(qemu.pf, ours.pf);
  if (pf !== undefined) return { step, who: 'pf', ...pf };
  for (const [vf, theirs] of qemu.vfs.entries()) {
    const own = ours.vfs[vf];
    const found = theirs && own ? differingDword(theirs, own) : undefined;
    if (found !== undefined) return { step, who: vf, ...found };
  }
  return undefined;
}

function differingDword(qemu: Uint8Array, ours: Uint8Array) {
  if (Buffer.compare(qemu, ours) === 0) return undefined;
  for (let offset = 0; offset < ours.length; offset += 4) {
    const [theirs, own] = [read32(qemu, offset), read32(ours, offset)];
    if (theirs !== own) return { offset, qemu: theirs, ours: own };
  }
  return undefined;
}

export function differenceText({ step, who, offset, qemu, ours }: Difference): string {
  const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
  const name = who === 'pf' ? 'PF' : `VF${who}`;
  if (offset === null) return `after ${step}: ${name} is ${qemu ? 'there' : 'not there'} in QEMU`;
  const at = `0x${offset.toString(16).padStart(3, '0')}`;
  return `after ${step}: ${name} ${at} reads ${hex(qemu)} in QEMU and ${hex(ours)} in ours`;
}
