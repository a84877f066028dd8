/**
 * A 100-gigabit NIC like Intel's E810 with one port: 256 VFs, of which the last eight lie on the
 * bus after the PF's. A driver that keeps only the function number of a VF breaks here.
 */
import { bar, barFacts, buildConfigSpace } from '../builder.ts';
import {
  aerBlock,
  ariBlock,
  msixBlock,
  pcieBlock,
  powerManagementBlock,
  sriovBlock,
} from '../capability-blocks.ts';
import { createModel } from '../create-model.ts';
import type { DeviceModel } from '../model.ts';

const KB = 1024;
const ROM_BYTES = 1024 * KB;
const bars = barFacts([
  bar(0, 'memory64', 32 * 1024 * KB, true),
  bar(3, 'memory64', 64 * KB, true),
]);
const vfBars = barFacts([bar(0, 'memory64', 128 * KB, true), bar(3, 'memory64', 16 * KB, true)]);

export function intelE810(): DeviceModel {
  const bytes = buildConfigSpace({
    vendorId: 0x8086,
    deviceId: 0x1592,
    revision: 0x02,
    classCode: 0x020000,
    subsystemVendorId: 0x8086,
    subsystemId: 0x0001,
    interruptPin: 1,
    bars,
    capabilities: [
      powerManagementBlock(0x40, { capabilities: 0xc823, noSoftReset: true }),
      msixBlock(0x70, {
        vectors: 1024,
        tableBar: 3,
        tableOffset: 0,
        pendingBar: 3,
        pendingOffset: 0x8000,
      }),
      pcieBlock(0xa0, {
        deviceCapabilities: 0x1000_8de2,
        deviceControl: 0x2810,
        linkCapabilities: 0x0040_0d04,
        linkStatus: 0x1104,
        deviceCapabilities2: 0x0001_0012,
      }),
    ],
    extended: [
      aerBlock(0x100),
      ariBlock(0x150, 0),
      sriovBlock(0x160, {
        capabilities: 2,
        totalVfs: 256,
        firstVfOffset: 8,
        vfStride: 1,
        vfDeviceId: 0x1889,
        supportedPageSizes: 0x553,
        vfBars,
      }),
    ],
  });
  return createModel({
    name: 'intel-e810',
    source: 'profile',
    behaviour: 'specification',
    segment: 0,
    rid: 0x3b00,
    bytes,
    bars,
    romSizeBytes: ROM_BYTES,
    vfBars,
    vfMsixVectors: 17,
    vfPowerManagement: false,
  });
}
