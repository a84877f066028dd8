import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceModel } from '../../actors/device/index.ts';
import {
  DeviceInputError,
  describeDevice,
  parseLspci,
  presentVfs,
  resetDevice,
  vfRid,
} from '../../actors/device/index.ts';
import { models } from './arbitraries.ts';
import { dumpOf, dumpText } from './dump-text.ts';
import { bench } from './vocabulary.ts';

const SEED = 20_251_121;
console.log(`seed ${SEED}`);
const options = { seed: SEED, numRuns: 150 };
const dumps = models.map((model) => dumpOf(model));

/** Loads, or is refused as input; anything else is a mistake of ours. */
function loads(text: string): boolean {
  try {
    const model = parseLspci(text, { fileName: 'dump.txt' });
    describeDevice(model);
    exercise(model);
    return true;
  } catch (error) {
    if (!(error instanceof DeviceInputError)) throw error;
    expect(error.message).toMatch(/^[^\n]{10,2000}$/);
    return false;
  }
}

/** A strange device must still take what a driver does to it. */
function exercise(model: DeviceModel): void {
  const device = bench(model);
  for (let offset = 0x10; offset < 0x28; offset += 4) device.write(model.pf.rid, offset, -1);
  for (let index = 0; index < 6; index += 1) {
    device.write(model.pf.rid, model.sriov.offset + 0x24 + 4 * index, -1);
  }
  device.enableVfs(Math.min(3, model.sriov.totalVfs));
  const last = vfRid(model, device.state, 2);
  device.write(last, 0x04, 0xffff, 2);
  expect(device.read(last, 0x04)).toBeGreaterThanOrEqual(0);
  for (const capability of model.capabilities)
    device.write(model.pf.rid, capability.offset + 4, -1);
  device.state = resetDevice(model, device.state);
  expect(presentVfs(model, device.state)).toBe(0);
}

type Edit = readonly [at: number, length: number, insert: string];
const edits = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.string()),
  {
    minLength: 1,
    maxLength: 4,
  },
);

function edited(text: string, changes: readonly Edit[]): string {
  return changes.reduce((now, [place, length, insert]) => {
    const at = Math.floor(place * now.length);
    return now.slice(0, at) + insert + now.slice(at + length);
  }, text);
}

describe('dumps that came to harm', () => {
  test('text cut out and put in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dumps), edits, (text, changes) => {
        loads(edited(text, changes));
      }),
      options,
    );
  });

  test('bytes that are wrong, mostly in headers and capabilities', () => {
    const outcomes = { loaded: 0, refused: 0 };
    // Header type, capability pointer, and the ends of the first headers of both lists.
    const telling = fc.constantFrom(0x06, 0x0e, 0x34, 0x41, 0x102, 0x103, 0x152, 0x153, 0x163);
    const offset = fc.oneof(fc.nat(0x1ff), telling);
    const wrong = fc.array(fc.tuple(offset, fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...models), wrong, (model, changes) => {
        const bytes = model.reset.slice();
        for (const [offset, byte] of changes) bytes[offset] = byte;
        outcomes[loads(dumpText('01:00.0', bytes)) ? 'loaded' : 'refused'] += 1;
      }),
      options,
    );
    expect(Math.min(outcomes.loaded, outcomes.refused)).toBeGreaterThan(10);
  });

  test('bytes that are anything at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4096, maxLength: 4096 }), (bytes) => {
        bytes[0x0e] = 0;
        loads(dumpText('01:00.0', bytes));
      }),
      { ...options, numRuns: 30 },
    );
  });

  test('text that is no dump', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(loads(text)).toBe(false);
      }),
      options,
    );
  });
});
