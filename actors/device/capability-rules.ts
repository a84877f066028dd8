/**
 * Rules of the capabilities' registers, a table entry each. A capability that has none here is
 * read-only: its bytes are shown as they are and nothing can be changed.
 */
import {
  CAPABILITY_ID,
  CONFIG_SPACE_BYTES,
  EXTENDED_CAPABILITY_ID,
  MSIX_BIT,
  PMCSR_BIT,
} from '../../src/wdk/index.ts';
import { read8, read16, read32 } from './bytes.ts';
import { EXTENDED_RULES } from './extended-rules.ts';
import type { Capability } from './model.ts';
import type { RegisterRule } from './rules.ts';

export interface RuleContext {
  readonly bytes: Uint8Array;
  readonly capability: Capability;
  /** In a VF most control fields are reserved: the PF's setting counts for its VFs. */
  readonly role: 'pf' | 'vf';
}

/** Rules with offsets relative to the capability. */
export type CapabilityRules = (context: RuleContext) => readonly RegisterRule[];

/** Device Control: errors, relaxed ordering, payload, tags, phantom functions, no snoop, reads. */
const DEVICE_CONTROL = 0x7fff;
const PHANTOM_FUNCTIONS_ENABLE = 0x0200;
const EXTENDED_TAG_ENABLE = 0x0100;
const AUX_POWER_ENABLE = 0x0400;
const MAX_PAYLOAD_SIZE = 0x00e0;
/** Device Status: four error bits and Emergency Power Reduction Detected, in the upper half. */
const DEVICE_STATUS_ERRORS = 0x004f_0000;
const TRANSACTIONS_PENDING = 0x0020_0000;
/** Link Control of an endpoint: ASPM, RCB, common clock, extended synch, autonomous width. */
const LINK_CONTROL = 0x02cb;
const LINK_CLOCK_PM = 0x0100;
/** Link Control 2 is sticky in every field. */
const LINK_CONTROL_2 = 0xffbf;
/** Device Control 2: atomic operations and ID-based ordering, whatever the device can do. */
const DEVICE_CONTROL_2 = 0x0340;

const pciExpress: CapabilityRules = ({ bytes, capability: { offset }, role }) => {
  const errors = {
    offset: 0x08,
    clearedByOne: DEVICE_STATUS_ERRORS,
    volatile: TRANSACTIONS_PENDING,
  };
  if (role === 'vf') return [errors];
  const version = read16(bytes, offset + 2) & 0xf;
  const deviceCapabilities = read32(bytes, offset + 4);
  const linkCapabilities = read32(bytes, offset + 0x0c);
  let control = DEVICE_CONTROL & ~AUX_POWER_ENABLE;
  if ((deviceCapabilities & 0x18) === 0) control &= ~PHANTOM_FUNCTIONS_ENABLE;
  if ((deviceCapabilities & 0x20) === 0) control &= ~EXTENDED_TAG_ENABLE;
  const clockPm = (linkCapabilities & (1 << 18)) === 0 ? 0 : LINK_CLOCK_PM;
  const link = LINK_CONTROL | clockPm;
  const rules: RegisterRule[] = [
    { ...errors, writable: control, tuned: control, survivesFlr: MAX_PAYLOAD_SIZE },
    { offset: 0x10, writable: link, tuned: link, survivesFlr: link },
  ];
  // Version 1 of the capability ends before the second set of registers.
  if (version < 2) return rules;
  const control2 = DEVICE_CONTROL_2 | deviceControl2(read32(bytes, offset + 0x24));
  rules.push({ offset: 0x28, writable: control2, tuned: control2 });
  if (linkCapabilities !== 0) {
    rules.push({
      offset: 0x30,
      writable: LINK_CONTROL_2,
      tuned: LINK_CONTROL_2,
      sticky: LINK_CONTROL_2,
    });
  }
  return rules;
};

/** Fields of Device Control 2 that Device Capabilities 2 announces. */
function deviceControl2(capabilities2: number): number {
  let mask = 0;
  if ((capabilities2 & 0x0000_000f) !== 0) mask |= 0x000f; // completion timeout value
  if ((capabilities2 & 0x0000_0010) !== 0) mask |= 0x0010; // completion timeout disable
  if ((capabilities2 & 0x0000_0800) !== 0) mask |= 0x0400; // latency tolerance reporting
  if ((capabilities2 & 0x0002_0000) !== 0) mask |= 0x1000; // 10-bit tag requester
  if ((capabilities2 & 0x000c_0000) !== 0) mask |= 0x6000; // optimised buffer flush and fill
  return mask;
}

/** Fields of PMCSR: which of its values the Data register shows, and their unit. */
const DATA_SELECT = 0x1e00;
const DATA_SCALE = 0x6000;

const powerManagement: CapabilityRules = ({ bytes, capability: { offset } }) => {
  const canSignalPme = (read16(bytes, offset + 2) & 0xf800) !== 0;
  // Data_Select exists with the Data register only, which has a scale.
  const hasData = (read16(bytes, offset + 4) & DATA_SCALE) !== 0 || read8(bytes, offset + 7) !== 0;
  const pme = canSignalPme ? PMCSR_BIT.PmeEnable.value : 0;
  return [
    {
      offset: 4,
      writable: PMCSR_BIT.PowerState.value | pme | (hasData ? DATA_SELECT : 0),
      clearedByOne: canSignalPme ? PMCSR_BIT.PmeStatus.value : 0,
      // The driver that wakes up must still see who woke it.
      sticky: canSignalPme ? pme | PMCSR_BIT.PmeStatus.value : 0,
    },
  ];
};

const msi: CapabilityRules = ({ bytes, capability: { offset } }) => {
  const control = read16(bytes, offset + 2);
  const wide = (control & 0x0080) !== 0;
  const maskable = (control & 0x0100) !== 0;
  const extendedData = (control & 0x0200) !== 0 ? 0xffff_ffff : 0xffff;
  const extendedEnable = (control & 0x0200) !== 0 ? 0x0400_0000 : 0;
  const messageData = wide ? 0x0c : 0x08;
  const rules: RegisterRule[] = [
    { offset: 0, writable: 0x0071_0000 | extendedEnable },
    { offset: 4, writable: 0xffff_fffc },
    { offset: messageData, writable: extendedData },
  ];
  if (wide) rules.push({ offset: 8, writable: 0xffff_ffff });
  if (maskable) {
    const vectors = 2 ** (2 ** Math.min((control >>> 1) & 7, 5)) - 1;
    rules.push({ offset: messageData + 4, writable: vectors >>> 0 });
    rules.push({ offset: messageData + 8, volatile: 0xffff_ffff });
  }
  return rules;
};

const msix: CapabilityRules = () => [
  { offset: 0, writable: (MSIX_BIT.Enable.value << 16) | (MSIX_BIT.FunctionMask.value << 16) },
];

const STANDARD_RULES: Readonly<Record<number, CapabilityRules>> = {
  [CAPABILITY_ID.PciExpress.value]: pciExpress,
  [CAPABILITY_ID.PowerManagement.value]: powerManagement,
  [CAPABILITY_ID.Msi.value]: msi,
  [CAPABILITY_ID.MsiX.value]: msix,
};

/** Rules of one capability, with offsets from the start of the configuration space. */
export function capabilityRules(context: RuleContext): readonly RegisterRule[] {
  const { id, offset, extended } = context.capability;
  const rules = (extended ? EXTENDED_RULES[id] : STANDARD_RULES[id])?.(context) ?? [];
  // A standard capability at the end of its space must not reach into the extended ones.
  const end = extended ? CONFIG_SPACE_BYTES.extended : CONFIG_SPACE_BYTES.legacy;
  return rules
    .map((rule) => ({ ...rule, offset: offset + rule.offset }))
    .filter((rule) => rule.offset < end);
}

/** Whether the SR-IOV capability, whose rules need the device's facts, is this one. */
export function isSriov({ id, extended }: Capability): boolean {
  return extended && id === EXTENDED_CAPABILITY_ID.SingleRootIov.value;
}
