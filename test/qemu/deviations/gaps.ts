/** Configuration space that belongs to no capability and is not in the header. */
import type { Capability, DeviceModel } from '../../../actors/device/index.ts';
import {
  CAPABILITY_ID,
  EXTENDED_CAPABILITY_ID,
  SRIOV_CAPABILITY_BYTES,
} from '../../../src/wdk/index.ts';
import type { BitChange } from './deviation.ts';

const headerBytes = 0x40;

/** Lengths of the capabilities that a device of QEMU has. */
const standardBytes: Readonly<Record<number, number>> = {
  [CAPABILITY_ID.PowerManagement.value]: 8,
  [CAPABILITY_ID.Msi.value]: 24,
  [CAPABILITY_ID.PciExpress.value]: 0x3c,
  [CAPABILITY_ID.MsiX.value]: 12,
};
const extendedBytes: Readonly<Record<number, number>> = {
  [EXTENDED_CAPABILITY_ID.AdvancedErrorReporting.value]: 0x48,
  [EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value]: 8,
  [EXTENDED_CAPABILITY_ID.SingleRootIov.value]: SRIOV_CAPABILITY_BYTES,
};

/** Every dword there, with all bits writable. */
export function gaps({ capabilities, vfCapabilityList }: DeviceModel): readonly BitChange[] {
  return [...gapsOf('pf', capabilities), ...gapsOf('vf', vfCapabilityList)];
}

function gapsOf(who: 'pf' | 'vf', capabilities: readonly Capability[]): readonly BitChange[] {
  const used = new Set<number>();
  const use = (offset: number, bytes: number) => {
    for (let at = offset & ~3; at < offset + bytes; at += 4) used.add(at);
  };
  use(0, headerBytes);
  for (const { id, offset, extended } of capabilities) {
    use(offset, (extended ? extendedBytes : standardBytes)[id] ?? 4);
  }
  const changes: BitChange[] = [];
  for (let offset = 0; offset < 0x1000; offset += 4) {
    if (!used.has(offset)) changes.push({ who, offset, writable: 0xffff_ffff });
  }
  return changes;
}
