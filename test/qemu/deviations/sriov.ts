/** Deviations in what the SR-IOV capability does when it is written to. */
import { sriovControl } from '../../../actors/device/index.ts';
import { writeField } from '../differential/request.ts';
import { withField } from '../differential/twin.ts';
import type { Deviation } from './deviation.ts';
import { fieldOffset, plainPfDword, touches, touchesField, withDword } from './step.ts';

const everyVersion = { from: '7.1' } as const;
const only7 = { from: '7.1', below: '8.0' } as const;
const on = 0x0001;

export const sriovDeviations: readonly Deviation[] = [
  {
    id: 'num-vfs-above-total',
    versions: only7,
    clause: '9.3.3.7',
    specification: 'NumVFs above TotalVFs: undefined once VF Enable is set',
    qemu: 'VF Enable is set, and no VF appears',
    ours: 'VF Enable stays clear, as in QEMU 10',
    deviates: 'neither',
    shortest: (device) => [
      writeField(device, 'NumVFs', 2 ** Math.ceil(Math.log2(device.sriov.totalVfs + 1))),
      writeField(device, 'Control', on),
    ],
    after: (step) => {
      const { model, request, before } = step;
      const { numVfs } = sriovControl(model, before.registers.pf);
      if (numVfs <= model.sriov.totalVfs || !touchesField(model, request, 'Control')) {
        return step.after;
      }
      const offset = fieldOffset(model, 'Control');
      return { ...withDword(step, offset, plainPfDword(step, offset)), present: 0 };
    },
  },
  {
    id: 'num-vfs-while-enabled',
    versions: only7,
    clause: '9.3.3.7',
    specification: 'NumVFs written while VF Enable is set: undefined',
    qemu: 'the register takes the value; the VFs stay as they were, or appear when VF Enable is written again and none is there',
    ours: 'the write is ignored, as in QEMU 10',
    deviates: 'neither',
    shortest: (device) => [writeField(device, 'Control', on), writeField(device, 'NumVFs', 1)],
    after: (step) => {
      const { model, before, request } = step;
      const was = sriovControl(model, before.registers.pf);
      const is = sriovControl(model, step.after.registers.pf);
      if (!was.vfEnable || !is.vfEnable || request.kind === 'bus-reset') return step.after;
      const numVfs = touchesField(model, request, 'NumVFs')
        ? plainPfDword(step, fieldOffset(model, 'NumVFs')) & 0xffff
        : was.numVfs;
      const appear =
        before.present === 0 &&
        touches(request, fieldOffset(model, 'Control'), 1) &&
        numVfs <= model.sriov.totalVfs;
      return {
        registers: withField(model, step.after.registers, 'NumVFs', numVfs),
        present: appear ? numVfs : before.present,
      };
    },
  },
  {
    id: 'num-vfs-cleared',
    versions: only7,
    clause: '9.3.3.7',
    specification: 'NumVFs is software’s: nothing but a reset changes it',
    qemu: 'it becomes 0 when VF Enable takes VFs away',
    ours: 'kept',
    deviates: 'QEMU',
    shortest: (device) => [
      writeField(device, 'NumVFs', 1),
      writeField(device, 'Control', on),
      writeField(device, 'Control', 0),
    ],
    after: ({ model, before, after }) => {
      const { vfEnable } = sriovControl(model, after.registers.pf);
      if (before.present === 0 || vfEnable) return after;
      return { ...after, registers: withField(model, after.registers, 'NumVFs', 0) };
    },
  },
  {
    id: 'system-page-size',
    versions: everyVersion,
    clause: '9.3.3.13',
    specification: 'System Page Size: software sets one bit, of a size that is supported',
    qemu: 'takes any of the supported bits, several or none, also while VF Enable is set',
    ours: 'takes one supported size while VF Enable is clear; ignores other writes',
    deviates: 'neither',
    shortest: (device) => [writeField(device, 'SystemPageSize', 0)],
    after: (step) => {
      const offset = fieldOffset(step.model, 'SystemPageSize');
      return touches(step.request, offset, 4)
        ? withDword(step, offset, plainPfDword(step, offset))
        : step.after;
    },
  },
  {
    id: 'vf-bar-alignment',
    versions: everyVersion,
    clause: '9.3.3.13',
    specification: 'each VF BAR is aligned to System Page Size and takes a multiple of it',
    qemu: 'the size of a VF BAR does not depend on System Page Size',
    ours: 'low address bits read 0 once the page is larger than the BAR',
    deviates: 'QEMU',
    shortest: (device) => {
      const { vfBars, supportedPageSizes } = device.sriov;
      const bar = vfBars.find((each) => each !== null);
      const bytes = bar?.sizeBytes ?? 4096;
      const bit = Array.from({ length: 20 }, (_, n) => 2 ** n).find(
        (size) => size * 4096 > bytes && (supportedPageSizes & size) !== 0,
      );
      return [writeField(device, 'SystemPageSize', bit ?? 1), writeField(device, 'VFBar0', bytes)];
    },
    after: (step) => {
      const first = fieldOffset(step.model, 'VFBar0');
      let after = step.after;
      for (let offset = first; offset < first + 24; offset += 4) {
        after = withDword({ ...step, after }, offset, plainPfDword(step, offset));
      }
      return after;
    },
  },
];
