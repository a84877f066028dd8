/**
 * Rules of the extended capabilities that software writes to: AER, ACS, ATS, LTR, PASID, TPH. The
 * SR-IOV capability has a file of its own (`sriov-rules.ts`).
 */
import { EXTENDED_CAPABILITY_ID } from '../../src/wdk/index.ts';
import { read16, read32 } from './bytes.ts';
import type { CapabilityRules } from './capability-rules.ts';

/** Ids that the driver stack has no word for. */
const LATENCY_TOLERANCE_REPORTING = 0x0018;
const PROCESS_ADDRESS_SPACE_ID = 0x001b;

/** Every error that the specification defines; a function may implement fewer. */
const UNCORRECTABLE_ERRORS = 0x07ff_f030;
const CORRECTABLE_ERRORS = 0x0000_f1c1;

/** Masks, severities and what was seen survive all resets, so that a crash can be read out. */
const advancedErrorReporting: CapabilityRules = ({ bytes, capability: { offset } }) => {
  const control = read32(bytes, offset + 0x18);
  const ecrcGeneration = (control & 0x20) !== 0 ? 0x40 : 0;
  const ecrcCheck = (control & 0x80) !== 0 ? 0x100 : 0;
  const kept = (mask: number) => ({ writable: mask, tuned: mask, sticky: mask });
  const seen = (mask: number) => ({ clearedByOne: mask, sticky: mask });
  return [
    { offset: 0x04, ...seen(UNCORRECTABLE_ERRORS) },
    { offset: 0x08, ...kept(UNCORRECTABLE_ERRORS) },
    { offset: 0x0c, ...kept(UNCORRECTABLE_ERRORS) },
    { offset: 0x10, ...seen(CORRECTABLE_ERRORS) },
    { offset: 0x14, ...kept(CORRECTABLE_ERRORS) },
    { offset: 0x18, ...kept(ecrcGeneration | ecrcCheck), volatile: 0x1f },
    ...[0x1c, 0x20, 0x24, 0x28].map((log) => ({ offset: log, volatile: 0xffff_ffff })),
  ];
};

/** What ACS announces in its lower half can be switched on in its upper half. */
const accessControlServices: CapabilityRules = ({ bytes, capability: { offset } }) => [
  { offset: 4, writable: ((read16(bytes, offset + 4) & 0x5f) << 16) >>> 0 },
];

/** Smallest translation unit and enable; a VF's unit is the PF's. */
const addressTranslation: CapabilityRules = ({ role }) => [
  { offset: 4, writable: role === 'pf' ? 0x801f_0000 : 0x8000_0000 },
];

const latencyTolerance: CapabilityRules = () => [{ offset: 4, writable: 0x1fff_1fff }];

const processAddressSpace: CapabilityRules = ({ bytes, capability: { offset } }) => {
  const permissions = read16(bytes, offset + 4) & 0x6;
  return [{ offset: 4, writable: (permissions | 1) << 16 }];
};

const tphRequester: CapabilityRules = () => [{ offset: 8, writable: 0x0000_0307 }];

/** MFVC and ACS function groups can be switched on if they exist. */
const alternativeRoutingId: CapabilityRules = ({ bytes, capability: { offset }, role }) => {
  if (role === 'vf') return [];
  return [{ offset: 4, writable: (read16(bytes, offset + 4) & 0x3) << 16 }];
};

export const EXTENDED_RULES: Readonly<Record<number, CapabilityRules>> = {
  [EXTENDED_CAPABILITY_ID.AdvancedErrorReporting.value]: advancedErrorReporting,
  [EXTENDED_CAPABILITY_ID.AccessControlServices.value]: accessControlServices,
  [EXTENDED_CAPABILITY_ID.AddressTranslationServices.value]: addressTranslation,
  [EXTENDED_CAPABILITY_ID.TphRequester.value]: tphRequester,
  [EXTENDED_CAPABILITY_ID.AlternativeRoutingId.value]: alternativeRoutingId,
  [LATENCY_TOLERANCE_REPORTING]: latencyTolerance,
  [PROCESS_ADDRESS_SPACE_ID]: processAddressSpace,
};
