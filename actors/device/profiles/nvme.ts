/**
 * An NVMe controller with SR-IOV like the one that QEMU emulates: VFs follow the PF without a gap,
 * so that even eight of them need ARI or a second device number.
 */
import { bar, barFacts, buildConfigSpace } from '../builder.ts';
import {
  ariBlock,
  msixBlock,
  pcieBlock,
  powerManagementBlock,
  sriovBlock,
} from '../capability-blocks.ts';
import { createModel } from '../create-model.ts';
import type { DeviceModel } from '../model.ts';

const KB = 1024;
const bars = barFacts([bar(0, 'memory64', 16 * KB)]);
const vfBars = barFacts([bar(0, 'memory64', 16 * KB)]);

export function nvme(): DeviceModel {
  const bytes = buildConfigSpace({
    vendorId: 0x1b36,
    deviceId: 0x0010,
    revision: 0x02,
    classCode: 0x010802,
    subsystemVendorId: 0x1af4,
    subsystemId: 0x1100,
    interruptPin: 1,
    bars,
    capabilities: [
      msixBlock(0x40, {
        vectors: 18,
        tableBar: 0,
        tableOffset: 0x2000,
        pendingBar: 0,
        pendingOffset: 0x3000,
      }),
      pcieBlock(0x80, {
        deviceCapabilities: 0x1000_8020,
        deviceControl: 0,
        linkCapabilities: 0x0000_0411,
        linkStatus: 0x0011,
        deviceCapabilities2: 0x0030_0000,
      }),
      powerManagementBlock(0x60, { capabilities: 0x0003, noSoftReset: true }),
    ],
    extended: [
      ariBlock(0x100, 0),
      sriovBlock(0x120, {
        capabilities: 0,
        totalVfs: 16,
        firstVfOffset: 1,
        vfStride: 1,
        vfDeviceId: 0x0010,
        supportedPageSizes: 0x553,
        vfBars,
      }),
    ],
  });
  return createModel({
    name: 'nvme',
    source: 'profile',
    behaviour: 'specification',
    segment: 0,
    rid: 0x0100,
    bytes,
    bars,
    romSizeBytes: 0,
    vfBars,
    vfMsixVectors: 2,
  });
}
