/** Rules of the SR-IOV capability: what of it can be written; when is in `sriov-write.ts`. */
import {
  SRIOV_CAPABILITIES_BIT,
  SRIOV_CONTROL_BIT,
  SRIOV_FIELD,
  SRIOV_STATUS_BIT,
} from '../../src/wdk/index.ts';
import type { SriovFacts } from './model.ts';
import type { RegisterRule } from './rules.ts';
import { barRules } from './rules.ts';

export function sriovRules(sriov: SriovFacts): readonly RegisterRule[] {
  const migrationStatus = sriov.migrationCapable ? SRIOV_STATUS_BIT.VFMigrationStatus.value : 0;
  return [
    {
      offset: sriov.offset + SRIOV_FIELD.Control.offset,
      writable: writableControlBits(sriov),
      clearedByOne: migrationStatus << 16,
    },
    { offset: sriov.offset + SRIOV_FIELD.NumVFs.offset, writable: 0xffff },
    {
      offset: sriov.offset + SRIOV_FIELD.SystemPageSize.offset,
      writable: sriov.supportedPageSizes,
      initial: sriov.systemPageSize,
    },
    ...barRules(sriov.offset + SRIOV_FIELD.VFBar0.offset, sriov.vfBars),
  ];
}

function writableControlBits(sriov: SriovFacts): number {
  let bits: number = SRIOV_CONTROL_BIT.VFEnable.value | SRIOV_CONTROL_BIT.VFMemorySpaceEnable.value;
  if (sriov.migrationCapable) {
    bits |= SRIOV_CONTROL_BIT.VFMigrationEnable.value;
    bits |= SRIOV_CONTROL_BIT.VFMigrationInterruptEnable.value;
  }
  if (sriov.ariWritable) bits |= SRIOV_CONTROL_BIT.AriCapableHierarchy.value;
  if ((sriov.capabilities & SRIOV_CAPABILITIES_BIT.VF10BitTagRequesterSupported.value) !== 0) {
    bits |= SRIOV_CONTROL_BIT.VF10BitTagRequesterEnable.value;
  }
  return bits;
}
