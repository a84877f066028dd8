/**
 * Our device with the deviations that are told: what QEMU does, if these and no others are all the difference there is.
 * Without any deviation it is our model as it is.
 */
import { read32 } from '../../../actors/device/bytes.ts';
import type {
  DeviceModel,
  DeviceState,
  FunctionImage,
  RegisterFile,
  Registers,
} from '../../../actors/device/index.ts';
import {
  initialState,
  presentVfs,
  readConfig,
  removeDevice,
  resetDevice,
  routing,
  vfRid,
  writeConfig,
} from '../../../actors/device/index.ts';
import type { AccessBytes, Batch, RangeWrite } from '../../../actors/device/qemu/index.ts';
import { readDevice, runDevice, writeDevice } from '../../../actors/device/qemu/index.ts';
import { register, withRegister } from '../../../actors/device/registers.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';
import type { BitChange, Deviation } from '../deviations/deviation.ts';
import type { Request } from './request.ts';
import { busReset, write } from './request.ts';

export interface TwinState {
  readonly registers: DeviceState;
  /** VFs that answer; in our model it follows from the registers. */
  readonly present: number;
}

/** The same as the device's actor keeps it. */
type Kept = DeviceState & Pick<TwinState, 'present'>;

/** What software can see: the PF, and each VF that can be, null where none answers. */
export interface Seen {
  readonly pf: Uint8Array;
  readonly vfs: readonly (Uint8Array | null)[];
}

export class Twin implements RegisterFile<Kept> {
  readonly model: DeviceModel;
  readonly #deviations: readonly Deviation[];

  constructor(model: DeviceModel, deviations: readonly Deviation[]) {
    const bits = deviations.flatMap((each) => each.bits?.(model) ?? []);
    this.model = {
      ...model,
      pfImage: changed(model.pfImage, bits, 'pf'),
      vfImage: changed(model.vfImage, bits, 'vf'),
    };
    this.#deviations = deviations;
  }

  get start(): TwinState {
    return { registers: initialState(this.model), present: 0 };
  }

  after(before: TwinState, request: Request): TwinState {
    let after = this.#plain(before, request);
    for (const { after: change } of this.#deviations) {
      if (change !== undefined) after = change({ model: this.model, before, request, after });
    }
    return after;
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

  see({ registers, present }: TwinState): Seen {
    const { model } = this;
    const pf = whole(model.pfImage, registers.pf);
    const at = model.sriov.offset + SRIOV_FIELD.FirstVFOffset.offset;
    pf.writeUInt32LE(this.#dword(registers, 'pf', at), at);
    const vfs = Array.from({ length: model.sriov.totalVfs }, (_, index) =>
      index < present ? whole(model.vfImage, registers.vfs[index] ?? {}) : null,
    );
    return { pf, vfs };
  }

  #dword(registers: DeviceState, who: 'pf' | number, at: number): number {
    const { model } = this;
    if (who === 'pf') return readConfig(model, registers, model.pf.rid, at, 4);
    return register(model.vfImage, registers.vfs[who] ?? {}, at);
  }

  // As the registers behind the device's actor.

  get initial(): Kept {
    return kept(this.start);
  }

  read(state: Kept, range: Parameters<typeof readDevice>[1]) {
    return readDevice(this.#accesses(state), range);
  }

  write(state: Kept, range: RangeWrite): Kept {
    const accesses = this.#accesses(state);
    writeDevice(accesses, range);
    return accesses.state();
  }

  batch(state: Kept, batch: Batch) {
    const accesses = this.#accesses(state);
    const values = runDevice(accesses, batch);
    return { state: accesses.state(), values };
  }

  reset(state: Kept): Kept {
    return kept(this.after(twinState(state), busReset));
  }

  remove(state: Kept): Kept {
    return { ...removeDevice(state), present: 0 };
  }

  #accesses(kept0: Kept) {
    let state = twinState(kept0);
    const who = (rid: number) => this.#at(state, rid);
    return {
      state: () => kept(state),
      read: (rid: number, offset: number, bytes: AccessBytes) => {
        const target = who(rid);
        const ones = bytes === 4 ? 0xffff_ffff : 2 ** (8 * bytes) - 1;
        if (target === undefined) return ones;
        const dword = this.#dword(state.registers, target, offset & ~3);
        return ((dword >>> (8 * (offset & 3))) & ones) >>> 0;
      },
      write: (rid: number, offset: number, bytes: AccessBytes, value: number) => {
        const target = who(rid);
        if (target !== undefined) state = this.after(state, write(target, offset, bytes, value));
      },
    };
  }

  #at({ registers, present }: TwinState, rid: number): 'pf' | number | undefined {
    if (registers.removed) return undefined;
    if (rid === this.model.pf.rid) return 'pf';
    const { firstVfOffset, vfStride } = routing(this.model, registers.pf);
    const index = (rid - this.model.pf.rid - firstVfOffset) / vfStride;
    return Number.isInteger(index) && index >= 0 && index < present ? index : undefined;
  }
}

function kept({ registers, present }: TwinState): Kept {
  return { ...registers, present };
}

function twinState({ present, ...registers }: Kept): TwinState {
  return { registers, present };
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

function whole({ reset }: FunctionImage, registers: Registers): Buffer {
  const bytes = Buffer.from(reset);
  for (const [at, value] of Object.entries(registers)) bytes.writeUInt32LE(value, Number(at));
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
