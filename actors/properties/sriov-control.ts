/**
 * VF Enable and NumVFs as a bus driver has last written them, which rules about the SR-IOV capability share. Pure.
 * Followed from the end of a start to a removal; outside of that, and where the device may have kept what a wake
 * otherwise clears, nothing is said of them.
 */
import { PCIE_BIT, PCIE_CAPABILITY, PM_CAPABILITY, PMCSR_BIT } from '../../src/wdk/config-space.ts';
import { SRIOV_CONTROL_BIT, SRIOV_FIELD } from '../../src/wdk/sriov-capability.ts';
import type { DeviceModel } from '../device/model.ts';
import type { Seen } from './monitor.ts';
import { number, text } from './monitor.ts';

/** What must be known of a device; a `DeviceModel` has it all. */
export type SriovDevice = {
  readonly pf: Pick<DeviceModel['pf'], 'rid'>;
  readonly sriov: Pick<DeviceModel['sriov'], 'offset'>;
} & Pick<DeviceModel, 'pfCapabilities' | 'reset'>;

export interface Control {
  /** `lost`: it was set, and a wake from D3hot has cleared it. */
  readonly vfEnable: 'set' | 'clear' | 'lost';
  /** As written since VF Enable was last cleared; 0 for not at all. */
  readonly numVfs: number;
  /** PMCSR says D3hot. */
  readonly asleep: boolean;
}

const off: Control = { vfEnable: 'clear', numVfs: 0, asleep: false };

/** A write to one of the registers that are followed. */
export interface RegisterWrite {
  readonly register: 'NumVFs' | 'Control' | 'PMCSR' | 'DeviceControl';
  readonly value: number;
}

/** The device may be gone, or be another one when it is started again. */
export function afterReceipt(control: Control | null, { type }: Seen): Control | null {
  const ends = type === 'IRP_MN_SURPRISE_REMOVAL' || type === 'IRP_MN_REMOVE_DEVICE';
  return ends ? null : control;
}

/** The driver completed the start of a device that was not started before. */
export function afterCompletion(control: Control | null, message: Seen): Control | null {
  if (control !== null || message.type !== 'IoCompleteRequest') return control;
  const started = text(message, 'request') === 'IRP_MN_START_DEVICE';
  return started && text(message, 'status') === 'STATUS_SUCCESS' ? off : null;
}

/** What the driver's message writes into the PF's registers, in order. */
export function writesOf(device: SriovDevice, message: Seen): readonly RegisterWrite[] {
  if (number(message, 'rid') !== device.pf.rid) return [];
  if (message.type === 'ConfigWrite') return writeOf(device, message);
  if (message.type !== 'ConfigBatch' || !Array.isArray(message.accesses)) return [];
  return (message.accesses as readonly Seen[]).flatMap((access) => writeOf(device, access));
}

function writeOf(
  { sriov, pfCapabilities: { pm, pcie } }: SriovDevice,
  access: Seen,
): readonly RegisterWrite[] {
  const value = number(access, 'value');
  if (value === undefined) return [];
  switch (number(access, 'offset')) {
    case sriov.offset + SRIOV_FIELD.NumVFs.offset:
      return [{ register: 'NumVFs', value: value & 0xffff }];
    case sriov.offset + SRIOV_FIELD.Control.offset:
      return [{ register: 'Control', value }];
    case pm === null ? -1 : pm + PM_CAPABILITY.ControlStatus.offset:
      return [{ register: 'PMCSR', value }];
    case pcie === null ? -1 : pcie + PCIE_CAPABILITY.DeviceControl.offset:
      return [{ register: 'DeviceControl', value }];
    default:
      return [];
  }
}

/** Whether the write says that VFs are to be there. */
export function setsVfEnable({ register, value }: RegisterWrite): boolean {
  return register === 'Control' && (value & SRIOV_CONTROL_BIT.VFEnable.value) !== 0;
}

/** After the write; null when nobody can tell what the registers hold then. */
export function afterWrite(
  device: SriovDevice,
  control: Control | null,
  write: RegisterWrite,
): Control | null {
  if (control === null) return null;
  const { register, value } = write;
  switch (register) {
    case 'NumVFs':
      return { ...control, numVfs: value };
    case 'Control':
      if (setsVfEnable(write)) return { ...control, vfEnable: 'set' };
      return control.vfEnable === 'set' ? { ...control, vfEnable: 'clear', numVfs: 0 } : control;
    case 'PMCSR':
      return afterPowerWrite(device, control, value & PMCSR_BIT.PowerState.value);
    // A reset of the function, which no page about VFs speaks of.
    case 'DeviceControl':
      return (value & PCIE_BIT.InitiateFunctionLevelReset.value) === 0 ? control : null;
  }
}

function afterPowerWrite(device: SriovDevice, control: Control, state: number): Control | null {
  if (state === PMCSR_BIT.PowerState.value) return { ...control, asleep: true };
  if (!control.asleep) return control;
  if (keepsOverWake(device)) return null;
  return { ...off, vfEnable: control.vfEnable === 'set' ? 'lost' : control.vfEnable };
}

/** No Soft Reset: from D3hot to D0 the registers stay. */
function keepsOverWake({ pfCapabilities: { pm }, reset }: SriovDevice): boolean {
  const low = pm === null ? 0 : (reset[pm + PM_CAPABILITY.ControlStatus.offset] ?? 0);
  return (low & PMCSR_BIT.NoSoftReset.value) !== 0;
}
