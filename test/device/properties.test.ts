import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { read32 } from '../../actors/device/bytes.ts';
import type { AccessSize, DeviceModel, DeviceState } from '../../actors/device/index.ts';
import {
  initialState,
  presentVfs,
  readConfig,
  resetDevice,
  vfRid,
  writeConfig,
} from '../../actors/device/index.ts';
import type { Write } from './arbitraries.ts';
import { anyModel, anyRid, anyRun, anyWrites } from './arbitraries.ts';

const SEED = 20_251_121;
console.log(`seed ${SEED}`);
const holds = (property: fc.IProperty<unknown> | fc.IPropertyWithHooks<never>, numRuns = 300) =>
  fc.assert(property as fc.IProperty<unknown>, { seed: SEED, numRuns });

function run(model: DeviceModel, writes: readonly Write[], from = initialState(model)) {
  return writes.reduce<DeviceState>(
    (state, { rid, offset, size, value }) =>
      frozen(writeConfig(model, state, rid, offset, size, value)),
    from,
  );
}

describe('whatever software does', () => {
  test('a read never throws and fits its size', () => {
    const wild = fc.oneof(fc.integer(), fc.double(), fc.nat(5000));
    const size = fc.constantFrom<AccessSize>(1, 2, 4);
    holds(
      fc.property(anyRun, wild, wild, size, fc.integer(), (run_, rid, offset, bytes, value) => {
        const { model, writes } = run_;
        const before = run(model, writes);
        for (const at of [rid, model.pf.rid, vfRid(model, before, 0)]) {
          const state = writeConfig(model, before, at, offset, bytes, value);
          const read = readConfig(model, state, at, offset, bytes);
          expect(read >= 0 && read < 256 ** bytes && Number.isInteger(read)).toBe(true);
        }
      }),
    );
  });

  test('bits that are not writable hold', () => {
    holds(
      fc.property(anyRun, ({ model, writes }) => {
        const state = run(model, writes);
        const { writable, clearedByOne, reset } = model.pfImage;
        for (const key of Object.keys(state.pf)) {
          const offset = Number(key);
          const fixed = ~(read32(writable, offset) | read32(clearedByOne, offset));
          const now = readConfig(model, state, model.pf.rid, offset, 4);
          expect((now ^ read32(reset, offset)) & fixed).toBe(0);
        }
      }),
    );
  });

  test('an access of several bytes is the bytes one by one', () => {
    holds(
      fc.property(anyRun, fc.nat(4095), ({ model, writes }, offset) => {
        const state = run(model, writes);
        const bytes = [0, 1, 2, 3].map((at) =>
          offset + at > 4095 ? 0xff : readConfig(model, state, model.pf.rid, offset + at, 1),
        );
        const whole = bytes.reduce((sum, byte, at) => sum + byte * 256 ** at, 0);
        expect(readConfig(model, state, model.pf.rid, offset, 4)).toBe(whole);
      }),
    );
  });

  test('functions that are not enabled read all ones, and nothing is kept of them', () => {
    holds(
      fc.property(anyRun, ({ model, writes }) => {
        const state = run(model, writes);
        const present = presentVfs(model, state);
        for (let index = present; index < model.sriov.totalVfs; index += 7) {
          const rid = vfRid(model, state, index);
          expect(readConfig(model, state, rid, 8, 4)).toBe(0xffff_ffff);
        }
        expect(Object.keys(state.vfs).every((index) => Number(index) < present)).toBe(true);
      }),
    );
  });
});

test('the runs are not all dull: VFs come, are written to, and go', () => {
  const runs = fc.sample(anyRun, { seed: SEED, numRuns: 300 });
  const states = runs.map(({ model, writes }) => ({ model, state: run(model, writes) }));
  const withVfs = states.filter(({ model, state }) => presentVfs(model, state) > 0);
  const written = states.filter(({ state }) => Object.keys(state.vfs).length > 0);
  const enabledOnce = runs.filter(({ writes }) => writes.some(({ value }) => value === 0x19));
  expect([withVfs.length > 60, written.length > 20]).toEqual([true, true]);
  expect(enabledOnce.length).toBeGreaterThan(withVfs.length);
});

describe('a state is canonical', () => {
  test('it holds no register that reads its reset value, and no VF without registers', () => {
    holds(
      fc.property(anyRun, ({ model, writes }) => {
        const state = run(model, writes);
        const differs =
          (image: Uint8Array) =>
          ([offset, value]: [string, unknown]) =>
            value !== read32(image, Number(offset));
        expect(Object.entries(state.pf).every(differs(model.reset))).toBe(true);
        for (const registers of Object.values(state.vfs)) {
          const entries = Object.entries(registers);
          expect(entries.length > 0 && entries.every(differs(model.vfImage.reset))).toBe(true);
        }
      }),
    );
  });

  test('equal situations are equal text, whatever order led to them', () => {
    holds(
      fc.property(anyRun, ({ model, writes }) => {
        const state = run(model, writes);
        // The same registers, stored in the opposite order.
        const again = JSON.parse(JSON.stringify(state), (_, part: unknown) =>
          isObject(part) ? Object.fromEntries(Object.entries(part).reverse()) : part,
        ) as DeviceState;
        expect(JSON.stringify({ pf: again.pf, vfs: again.vfs })).toBe(
          JSON.stringify({ pf: state.pf, vfs: state.vfs }),
        );
      }),
    );
  });

  test('a write and the old value written back leave the same state', () => {
    const scratch = [0x0c, 0x3c];
    holds(
      fc.property(anyRun, fc.constantFrom(...scratch), fc.nat(255), (run_, offset, value) => {
        const { model, writes } = run_;
        const before = run(model, writes);
        const { rid } = model.pf;
        const old = readConfig(model, before, rid, offset, 1);
        const written = writeConfig(model, before, rid, offset, 1, value);
        expect(writeConfig(model, written, rid, offset, 1, old)).toEqual(before);
      }),
    );
  });

  test('a write that changes nothing gives the same object', () => {
    holds(
      fc.property(
        anyRun.chain(({ model, writes }) => anyRid(model).map((rid) => ({ model, writes, rid }))),
        ({ model, writes, rid }) => {
          const state = run(model, writes);
          const value = readConfig(model, state, rid, 4, 2);
          expect(writeConfig(model, state, rid, 4, 2, value)).toBe(state);
        },
      ),
    );
  });
});

describe('resets', () => {
  test('after a bus reset only sticky bits differ from a fresh device', () => {
    holds(
      fc.property(anyRun, ({ model, writes }) => {
        const state = resetDevice(model, run(model, writes));
        for (const [offset, value] of Object.entries(state.pf)) {
          const differs = value ^ read32(model.reset, Number(offset));
          expect(differs & ~read32(model.pfImage.sticky, Number(offset))).toBe(0);
        }
        expect(state.vfs).toEqual({});
      }),
    );
  });

  test('an FLR keeps no more than a bus reset and what belongs to the link', () => {
    holds(
      fc.property(
        anyModel.chain((model) => anyWrites(model).map((w) => ({ model, w }))),
        (run_) => {
          const { model, w } = run_;
          const control = (model.pfCapabilities.pcie ?? 0) + 8;
          const state = writeConfig(model, run(model, w), model.pf.rid, control, 2, 0x8000);
          expect([presentVfs(model, state), state.vfs]).toEqual([0, {}]);
          expect(readConfig(model, state, model.pf.rid, 4, 2)).toBe(0);
          expect(readConfig(model, state, model.pf.rid, control, 2) & 0x8000).toBe(0);
        },
      ),
    );
  });
});

describe('sizing', () => {
  test.each(['PF', 'VF'])('all ones written to a %s BAR show a power of two', (whose) => {
    holds(
      fc.property(anyModel, fc.constantFrom(1, 2, 16, 0x40), (model, page) => {
        const bars = whose === 'PF' ? model.pf.bars : model.sriov.vfBars;
        const first = whose === 'PF' ? 0x10 : model.sriov.offset + 0x24;
        const { rid } = model.pf;
        let state = writeConfig(
          model,
          initialState(model),
          rid,
          model.sriov.offset + 0x20,
          4,
          page,
        );
        for (const bar of bars) {
          if (bar === null) continue;
          const at = first + 4 * bar.index;
          const isWide = bar.kind === 'memory64';
          state = writeConfig(model, state, rid, at, 4, 0xffff_ffff);
          if (isWide) state = writeConfig(model, state, rid, at + 4, 4, 0xffff_ffff);
          const flags = bar.kind === 'io' ? 3 : 0xf;
          const low = BigInt((readConfig(model, state, rid, at, 4) & ~flags) >>> 0);
          const high = isWide ? BigInt(readConfig(model, state, rid, at + 4, 4)) : 0xffff_ffffn;
          const size = BigInt.asUintN(64, -((high << 32n) | low));
          const least = whose === 'VF' && model.sriov.supportedPageSizes & page ? page * 4096 : 0;
          expect(Number(size)).toBe(Math.max(bar.sizeBytes, least));
        }
      }),
      60,
    );
  });
});

/** So that a write which changed the state it was given would throw. */
function frozen<T extends object>(part: T): T {
  for (const inner of Object.values(part)) if (isObject(inner)) frozen(inner);
  return Object.freeze(part);
}

function isObject(part: unknown): part is object {
  return typeof part === 'object' && part !== null;
}
