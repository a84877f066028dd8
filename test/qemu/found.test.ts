/** What the comparison with QEMU found in our own model stays mended. */
import { expect, test } from 'vitest';
import { createModel, initialState, readConfig, writeConfig } from '../../actors/device/index.ts';
import { nvme } from '../../actors/device/profiles/nvme.ts';

/** PMCSR after a write of Data_Select, in the PF of a device whose Data_Scale reads so. */
function dataSelect(scale: number): number {
  const { name, source, behaviour, pf, sriov, pfCapabilities, reset } = nvme();
  const control = (pfCapabilities.pm ?? 0) + 4;
  const bytes = Buffer.from(reset);
  bytes.writeUInt16LE(bytes.readUInt16LE(control) | (scale << 13), control);
  const { segment, rid, bars, romSizeBytes } = pf;
  const model = createModel({
    ...{ name, source, behaviour, segment, rid, bytes, bars, romSizeBytes },
    vfBars: sriov.vfBars,
  });
  const written = writeConfig(model, initialState(model), rid, control, 2, 0x1e00);
  return readConfig(model, written, rid, control, 2) & 0x1e00;
}

test('PMCSR: Data_Select reads 0 in a function without a Data register (7.5.2.2)', () => {
  expect(dataSelect(0)).toBe(0);
});

test('PMCSR: Data_Select can be written where there is a Data register', () => {
  expect(dataSelect(1)).toBe(0x1e00);
});
