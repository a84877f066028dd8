/**
 * A dual-port Gigabit NIC like Intel's 82576, port 0: the SR-IOV device that most drivers were
 * first written for. VFs are 128 routing ids away and two apart, since port 1's lie between.
 */
import { bar, barFacts, buildConfigSpace } from '../builder.ts';
import {
  aerBlock,
  ariBlock,
  msiBlock,
  msixBlock,
  pcieBlock,
  powerManagementBlock,
  sriovBlock,
} from '../capability-blocks.ts';
import { createModel } from '../create-model.ts';
import type { DeviceModel } from '../model.ts';

const KB = 1024;
const ROM_BYTES = 128 * KB;
const bars = barFacts([
  bar(0, 'memory32', 128 * KB),
  bar(1, 'memory32', 4096 * KB),
  bar(2, 'io', 32),
  bar(3, 'memory32', 16 * KB),
]);
const vfBars = barFacts([bar(0, 'memory64', 16 * KB), bar(3, 'memory64', 16 * KB)]);

export function intel82576(): DeviceModel {
  const bytes = buildConfigSpace({
    vendorId: 0x8086,
    deviceId: 0x10c9,
    revision: 0x01,
    classCode: 0x020000,
    subsystemVendorId: 0x8086,
    subsystemId: 0xa03c,
    interruptPin: 1,
    multiFunction: true,
    bars,
    capabilities: [
      powerManagementBlock(0x40, {
        capabilities: 0xc823,
        noSoftReset: false,
        data: { scale: 1, value: 0x1a },
      }),
      msiBlock(0x50),
      msixBlock(0x70, {
        vectors: 10,
        tableBar: 3,
        tableOffset: 0,
        pendingBar: 3,
        pendingOffset: 0x2000,
      }),
      pcieBlock(0xa0, {
        deviceCapabilities: 0x1000_8cc2,
        deviceControl: 0x2810,
        linkCapabilities: 0x0003_6c41,
        linkStatus: 0x1041,
        deviceCapabilities2: 0x1f,
      }),
    ],
    extended: [
      aerBlock(0x100),
      ariBlock(0x150, 1),
      sriovBlock(0x160, {
        capabilities: 0,
        totalVfs: 8,
        firstVfOffset: 0x80,
        vfStride: 2,
        vfDeviceId: 0x10ca,
        supportedPageSizes: 0x553,
        vfBars,
      }),
    ],
  });
  return createModel({
    name: 'intel-82576',
    source: 'profile',
    behaviour: 'specification',
    segment: 0,
    rid: 0x0100,
    bytes,
    bars,
    romSizeBytes: ROM_BYTES,
    vfBars,
    // Three vectors a VF, and no power management in VFs.
    vfMsixVectors: 3,
    vfPowerManagement: false,
  });
}
