/** A device in the words of `lspci -vvv`, for people. */
import {
  CAPABILITY_ID,
  EXTENDED_CAPABILITY_ID,
  SRIOV_CAPABILITIES_BIT,
} from '../../src/wdk/index.ts';
import { bareHex, hex, idPair } from './errors.ts';
import { initialState, vfRid } from './functions.ts';
import type { BarFact, BarFacts, Capability, DeviceModel, PfFacts, SriovFacts } from './model.ts';
import { slotName } from './slot.ts';

/** So many VFs are named before the last one. */
const NAMED_VFS = 3;

const origin: Readonly<Record<DeviceModel['source'], string>> = {
  profile: 'built-in profile',
  dump: 'from a dump, reset cleanly',
  device: 'as the device itself answers',
};

/** Several lines, without a line end after the last. */
export function describeDevice(model: DeviceModel): string {
  const { name, pf, sriov, source, behaviour } = model;
  const id = idPair(pf.vendorId, pf.deviceId);
  const manner = behaviour === 'qemu' ? "; VFs' Command and Link Status as in QEMU" : '';
  return [
    `${slotName(pf.segment, pf.rid)} ${id} (rev ${bareHex(pf.revision, 2)}), ` +
      `class ${bareHex(pf.classCode, 6)}: ${name}, ${origin[source]}${manner}`,
    ...subsystem(pf),
    ...regions(pf.bars).map((line) => `\t${line}`),
    `\tCapabilities: ${capabilityList(model.capabilities)}`,
    `\tCapabilities: [${bareHex(sriov.offset)}] Single Root I/O Virtualization (SR-IOV)`,
    ...sriovLines(sriov).map((line) => `\t\t${line}`),
    `\tVF capabilities: ${capabilityList(model.vfCapabilityList)}`,
    `\tVFs: ${vfPlaces(model)}`,
  ].join('\n');
}

/** Like `lspci`, silent about a subsystem that nobody set. */
function subsystem({ subsystemVendorId, subsystemId }: PfFacts): readonly string[] {
  if (subsystemVendorId === 0 && subsystemId === 0) return [];
  return [`\tSubsystem: ${idPair(subsystemVendorId, subsystemId)}`];
}

function capabilityList(capabilities: readonly Capability[]): string {
  const named = capabilities.map(({ id, offset, extended }) => {
    const names = Object.entries(extended ? EXTENDED_CAPABILITY_ID : CAPABILITY_ID);
    const name = names.find(([, { value }]) => value === id)?.[0] ?? `id ${hex(id)}`;
    return `[${bareHex(offset)}] ${name}`;
  });
  return named.length === 0 ? 'none' : named.join(', ');
}

function sriovLines(sriov: SriovFacts): readonly string[] {
  const flag = (mask: number) => ((sriov.capabilities & mask) === 0 ? '-' : '+');
  const migration = flag(SRIOV_CAPABILITIES_BIT.VFMigrationCapable.value);
  const tags = flag(SRIOV_CAPABILITIES_BIT.VF10BitTagRequesterSupported.value);
  return [
    `IOVCap:\tMigration${migration} 10BitTagReq${tags}`,
    `Initial VFs: ${sriov.initialVfs}, Total VFs: ${sriov.totalVfs}, Number of VFs: 0, ` +
      `Function Dependency Link: ${bareHex(sriov.functionDependencyLink, 2)}`,
    `VF offset: ${sriov.firstVfOffset}, stride: ${sriov.vfStride}, ` +
      `Device ID: ${bareHex(sriov.vfDeviceId, 4)}`,
    `Supported Page Size: ${bareHex(sriov.supportedPageSizes, 8)}, ` +
      `System Page Size: ${bareHex(sriov.systemPageSize, 8)}`,
    ...regions(sriov.vfBars),
  ];
}

function regions(bars: BarFacts): readonly string[] {
  return bars.filter((bar) => bar !== null).map(region);
}

function region({ index, kind, prefetchable, sizeBytes }: BarFact): string {
  if (kind === 'io') return `Region ${index}: I/O ports [size=${sizeText(sizeBytes)}]`;
  const width = kind === 'memory64' ? '64-bit' : '32-bit';
  const fetch = prefetchable ? 'prefetchable' : 'non-prefetchable';
  return `Region ${index}: Memory (${width}, ${fetch}) [size=${sizeText(sizeBytes)}]`;
}

function sizeText(sizeBytes: number): string {
  const unit = Math.min(4, Math.floor(Math.log2(sizeBytes) / 10));
  return `${sizeBytes / 1024 ** unit}${['', 'K', 'M', 'G', 'T'][unit]}`;
}

function vfPlaces(model: DeviceModel): string {
  const { totalVfs } = model.sriov;
  if (totalVfs === 0) return 'none';
  const state = initialState(model);
  const place = (index: number) => {
    const rid = vfRid(model, state, index);
    return `${index} at ${slotName(model.pf.segment, rid)} (rid ${hex(rid, 4)})`;
  };
  const first = Array.from({ length: Math.min(totalVfs, NAMED_VFS) }, (_, index) => place(index));
  if (totalVfs <= NAMED_VFS) return first.join(', ');
  const dots = totalVfs > NAMED_VFS + 1 ? [...first, '...'] : first;
  return [...dots, place(totalVfs - 1)].join(', ');
}
