/**
 * Our device with the deviations that are told: what QEMU does, if these and no others are all the difference there is.
 * Without any deviation it is our model as it is.
 */
import { read32 } from '../../../actors/device/bytes.ts';
import type { DeviceModel, DeviceState, FunctionImage } from '../../../actors/device/index.ts';
import {
  initialState,
  presentVfs,
  readConfig,
  resetDevice,
  sriovControl,
  vfRid,
  writeConfig,
} from '../../../actors/device/index.ts';
import { register, withRegister } from '../../../actors/device/registers.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';
import type { BitChange, Deviation } from '../deviations/deviation.ts';
import type { Request } from './request.ts';

export interface TwinState {
  readonly registers: DeviceState;
  /** VFs that answer; in our model it follows from the registers. */
  readonly present: number;
}

/** What software can see: the PF, and each VF that can be, null where none answers. */
export interface Seen {
  readonly pf: Uint8Array;
  readonly vfs: readonly (Uint8Array | null)[];
}

export class Twin {
  readonly model: DeviceModel;
  readonly #deviations: readonly Deviation[];
  #state: TwinState;

  constructor(model: DeviceModel, deviations: readonly Deviation[]) {
    const bits = deviations.flatMap((each) => each.bits?.(model) ?? []);
    this.model = {
      ...model,
      pfImage: changed(model.pfImage, bits, 'pf'),
      vfImage: changed(model.vfImage, bits, 'vf'),
    };
    this.#deviations = deviations;
    this.#state = { registers: initialState(this.model), present: 0 };
  }

  do(request: Request): void {
    const before = this.#state;
    let after = this.#plain(before, request);
    for (const { after: change } of this.#deviations) {
      if (change !== undefined) after = change({ model: this.model, before, request, after });
    }
    this.#state = after;
  }

  /** What our model does. */
  #plain(before: TwinState, request: Request): TwinState {
    const { model } = this;
    if (request.kind === 'bus-reset') {
      const registers = resetDevice(model, before.registers);
      return { registers, present: presentVfs(model, registers) };
    }
    const { to, offset, bytes, value } = request;
    if (to === 'pf') {
      const registers = writeConfig(model, before.registers, model.pf.rid, offset, bytes, value);
      return { registers, present: presentVfs(model, registers) };
    }
    // VFs are where the registers say; a deviation may have made it another number of them.
    const there = withField(model, before.registers, 'NumVFs', before.present);
    const rid = vfRid(model, before.registers, to);
    const written = writeConfig(model, there, rid, offset, bytes, value);
    return { registers: { ...before.registers, vfs: written.vfs }, present: before.present };
  }

  see(): Seen {
    const { model } = this;
    const { registers, present } = this.#state;
    const vf = (index: number) => (at: number) =>
      register(model.vfImage, registers.vfs[index] ?? {}, at);
    return {
      pf: space((at) => readConfig(model, registers, model.pf.rid, at, 4)),
      vfs: Array.from({ length: model.sriov.totalVfs }, (_, index) =>
        index < present ? space(vf(index)) : null,
      ),
    };
  }
}

/** The registers with a field of the SR-IOV capability as told, whatever may be written to it. */
export function withField(
  model: DeviceModel,
  registers: DeviceState,
  name: keyof typeof SRIOV_FIELD,
  value: number,
): DeviceState {
  const { offset, sizeBytes } = SRIOV_FIELD[name];
  const at = model.sriov.offset + offset;
  const shift = 8 * (at & 3);
  const mask = (sizeBytes === 4 ? 0xffff_ffff : 2 ** (8 * sizeBytes) - 1) << shift;
  const old = register(model.pfImage, registers.pf, at & ~3);
  const dword = (old & ~mask) | ((value << shift) & mask);
  return { ...registers, pf: withRegister(model.pfImage, registers.pf, at & ~3, dword) };
}

export { sriovControl };

function space(dword: (at: number) => number): Uint8Array {
  const bytes = Buffer.alloc(0x1000);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(dword(at), at);
  return bytes;
}

function changed(
  image: FunctionImage,
  changes: readonly BitChange[],
  who: BitChange['who'],
): FunctionImage {
  const reset = Buffer.from(image.reset);
  const writable = Buffer.from(image.writable);
  for (const change of changes) {
    if (change.who !== who) continue;
    const { offset, writable: more = 0, readOnly: less = 0, inverted = 0 } = change;
    reset.writeUInt32LE((read32(reset, offset) ^ inverted) >>> 0, offset);
    writable.writeUInt32LE(((read32(writable, offset) | more) & ~less) >>> 0, offset);
  }
  return { ...image, reset, writable };
}
