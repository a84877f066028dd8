/** Deviations in what a reset takes back. */
import type { DeviceModel, FunctionImage, Registers } from '../../../actors/device/index.ts';
import { withRegister } from '../../../actors/device/registers.ts';
import { SRIOV_CAPABILITY_BYTES } from '../../../src/wdk/index.ts';
import type { Request } from '../differential/request.ts';
import { busReset, write, writeField } from '../differential/request.ts';
import { withField } from '../differential/twin.ts';
import type { Deviation } from './deviation.ts';
import { plainDword } from './step.ts';

const only7 = { from: '7.1', below: '8.0' } as const;
const everyVersion = { from: '7.1' } as const;

/** Offset of Device Control. */
function controlOf({ pfCapabilities, vfCapabilities }: DeviceModel, to: 'pf' | number): number {
  return ((to === 'pf' ? pfCapabilities : vfCapabilities).pcie ?? -8) + 8;
}

/** Whether a request is a function-level reset of this function. */
export function isFlr(model: DeviceModel, request: Request): boolean {
  if (request.kind !== 'write') return false;
  const offset = controlOf(model, request.to);
  const isThere = request.offset <= offset + 1 && request.offset + request.bytes > offset + 1;
  const shift = 8 * (offset + 1 - request.offset);
  return isThere && ((request.value >>> shift) & 0x80) !== 0;
}

export function resetsPf(model: DeviceModel, request: Request): boolean {
  return request.kind === 'bus-reset' || (request.to === 'pf' && isFlr(model, request));
}

/** Registers as they were before, and as the write that started the reset left them. */
function spared(
  image: FunctionImage,
  request: Request,
  before: Registers,
  after: Registers,
  isSpared: (offset: number) => boolean,
): Registers {
  let kept = after;
  for (let offset = 0; offset < 0x1000; offset += 4) {
    if (!isSpared(offset)) continue;
    kept = withRegister(image, kept, offset, plainDword(image, before, request, offset));
  }
  return kept;
}

function inSriov({ sriov }: DeviceModel, offset: number): boolean {
  return offset >= sriov.offset && offset < sriov.offset + SRIOV_CAPABILITY_BYTES;
}

export const resetDeviations: readonly Deviation[] = [
  {
    id: 'reset-spares-sriov',
    versions: only7,
    clause: '9.2.2.1, 9.2.2.3',
    specification: 'a reset of the PF resets its SR-IOV capability, VF Enable too: no VFs any more',
    qemu: 'the VFs are gone and NumVFs is 0 then; VF Enable and every other register of the capability stays',
    ours: 'all of it reads as after power-on',
    deviates: 'QEMU',
    shortest: (device) => [writeField(device, 'Control', 1), busReset],
    after: (step) => {
      const { model, before, request, after } = step;
      if (!resetsPf(model, request)) return after;
      const pf = spared(model.pfImage, request, before.registers.pf, after.registers.pf, (offset) =>
        inSriov(model, offset),
      );
      const registers = { ...after.registers, pf };
      const hadVfs = before.present > 0;
      return {
        registers: hadVfs ? withField(model, registers, 'NumVFs', 0) : registers,
        present: 0,
      };
    },
  },
  {
    id: 'reset-spares-registers',
    versions: everyVersion,
    clause: '6.6.1, 6.6.2',
    specification: 'a reset takes every register that is not sticky back to its initial value',
    qemu: 'only the header and MSI-X: Device Control, PMCSR and others keep their values',
    ours: 'reads as after power-on',
    deviates: 'QEMU',
    shortest: (device) => [write('pf', (device.pfCapabilities.pm ?? 0) + 4, 2, 3), busReset],
    after: (step) => {
      const { model, before, request, after } = step;
      const isSpared = (msix: number | null) => (offset: number) =>
        offset >= 0x40 && offset !== msix && !inSriov(model, offset);
      if (resetsPf(model, request)) {
        const which = isSpared(model.pfCapabilities.msix);
        const pf = spared(model.pfImage, request, before.registers.pf, after.registers.pf, which);
        return { ...after, registers: { ...after.registers, pf } };
      }
      if (request.kind === 'bus-reset' || request.to === 'pf' || !isFlr(model, request)) {
        return after;
      }
      if (request.to >= before.present) return after;
      const which = isSpared(model.vfCapabilities.msix);
      const { [request.to]: old = {} } = before.registers.vfs;
      const { [request.to]: fresh = {} } = after.registers.vfs;
      const vf = spared(model.vfImage, request, old, fresh, which);
      return {
        ...after,
        registers: { ...after.registers, vfs: { ...after.registers.vfs, [request.to]: vf } },
      };
    },
  },
];
