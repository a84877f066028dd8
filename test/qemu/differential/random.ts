/** Seeded sequences of writes to a device with SR-IOV: mostly what drivers write, at the borders of what is legal. */
import type { DeviceModel } from '../../../actors/device/index.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';
import type { Request } from './request.ts';
import { busReset, write, writeField } from './request.ts';

/** A small generator of its own, so that a seed means the same on every Node.js: mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomRequests(model: DeviceModel, seed: number, length: number): Request[] {
  const next = generator(seed);
  const any = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
  const { sriov, pfCapabilities, vfCapabilities } = model;
  const total = sriov.totalVfs;
  const edges = () => any([0, 1, 0xffff, 0xffff_ffff, Math.floor(next() * 2 ** 32)]);
  const sriovWrite = (): Request =>
    any<() => Request>([
      () => writeField(model, 'NumVFs', any([0, 1, 2, 3, total - 1, total, total + 1, 0xffff])),
      () => writeField(model, 'NumVFs', any([1, 2, total])),
      () => writeField(model, 'Control', any([0, 1, 8, 9, 0x10, 0x11, 0x19, 0x1f, 0xffff])),
      () => writeField(model, 'Control', any([0, 0x19])),
      () => writeField(model, 'SystemPageSize', any([0, 1, 2, 3, 0x10, 0x553, 0xffff_ffff])),
      () =>
        write(
          'pf',
          sriov.offset + SRIOV_FIELD.VFBar0.offset + 4 * any([0, 1, 2, 3, 4, 5]),
          4,
          edges(),
        ),
      () => write('pf', sriov.offset + 4 * Math.floor(next() * 16), 4, edges()),
      () => write('pf', sriov.offset + Math.floor(next() * 64), 1, edges() & 0xff),
    ])();
  const functionWrite = (to: 'pf' | number): Request => {
    const { pcie, pm, msix } = to === 'pf' ? pfCapabilities : vfCapabilities;
    return any<() => Request>([
      () => write(to, 0x04, 2, any([0, 2, 4, 6, 0x507, 0xffff])),
      () => write(to, 0x06, 2, any([0, 0xffff])),
      () => write(to, 0x10 + 4 * any([0, 1, 2, 3, 4, 5]), 4, edges()),
      () => write(to, any([0x0c, 0x30, 0x3c]), 4, edges()),
      () => write(to, 4 * Math.floor(next() * 0x60), 4, edges()),
      ...(pcie === null
        ? []
        : [
            () => write(to, pcie + 8, 2, any([0, 0x8000, 0x000f, 0x7fff])),
            () => write(to, pcie + 8, 2, 0x8000),
            () => write(to, pcie + any([0x0a, 0x10, 0x28, 0x30]), 2, any([0, 0xffff])),
          ]),
      ...(pm === null ? [] : [() => write(to, pm + 4, 2, any([0, 1, 2, 3, 0xffff]))]),
      ...(msix === null ? [] : [() => write(to, msix + 2, 2, any([0, 0x8000, 0xc000, 0xffff]))]),
    ])();
  };
  return Array.from({ length }, () => {
    const kind = next();
    if (kind < 0.02) return busReset;
    if (kind < 0.55) return sriovWrite();
    return functionWrite(kind < 0.75 ? 'pf' : any([0, 1, 2, total - 1]));
  });
}
