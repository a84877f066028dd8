/**
 * A device model from a dump. The dump is of a device that was running: its driver had programmed
 * BARs, switched on bus mastering and perhaps VFs. The model's reset values are those of the device
 * cleanly reset: such values are taken back, and what identifies the device, what it can do and
 * what firmware tuned stays as dumped (see `tuned` in `rules.ts`).
 */
import {
  EXTENDED_CAPABILITY_ID,
  SRIOV_FIELD,
  TYPE0_HEADER,
  vfRoutingId,
} from '../../src/wdk/index.ts';
import { guessBars } from './bar-sizes.ts';
import { read16 } from './bytes.ts';
import { findCapability, walkCapabilities } from './capabilities.ts';
import { chooseFunction, isVf } from './choose.ts';
import { createModel } from './create-model.ts';
import { DeviceInputError, idPair } from './errors.ts';
import type { DumpedFunction } from './lspci.ts';
import { checkText, readFunctions } from './lspci.ts';
import type { Behaviour, DeviceModel } from './model.ts';

export interface DumpOptions {
  /** Named in messages. */
  readonly fileName: string;
  /** The function to take where the file holds several PFs. */
  readonly slot?: string | undefined;
  /** Found out if left out: QEMU's devices have Red Hat's ids. */
  readonly behaviour?: Behaviour | undefined;
}

/** Vendor of QEMU's own devices, and the subsystem vendor that it gives to others. */
const QEMU_VENDORS: readonly number[] = [0x1b36, 0x1af4];

/**
 * The device in the text that `lspci -xxxx` printed. If the file also holds one of the device's
 * VFs, all look like that one; otherwise they are derived from the PF.
 * Throws {@link DeviceInputError} for a text that holds no such device.
 */
export function parseLspci(text: string, options: DumpOptions): DeviceModel {
  checkText(text, options.fileName);
  const functions = readFunctions(text);
  const pf = chooseFunction(functions, options);
  try {
    return modelOf(pf, functions, options.behaviour);
  } catch (error) {
    if (!(error instanceof DeviceInputError)) throw error;
    throw new DeviceInputError(`${options.fileName}: ${pf.slot}: ${error.message}`, {
      cause: error,
    });
  }
}

function modelOf(
  pf: DumpedFunction,
  functions: readonly DumpedFunction[],
  behaviour: Behaviour | undefined,
): DeviceModel {
  const { bytes, segment, rid, slot } = pf;
  const capabilities = walkCapabilities(bytes);
  const sriov = EXTENDED_CAPABILITY_ID.SingleRootIov.value;
  const sriovOffset = findCapability(capabilities, sriov, true)?.offset ?? 0;
  const id = (at: { readonly offset: number }) => read16(bytes, at.offset);
  const vendorId = id(TYPE0_HEADER.VendorId);
  const vendors = [vendorId, id(TYPE0_HEADER.SubsystemVendorId)];
  const isQemu = vendors.some((vendor) => QEMU_VENDORS.includes(vendor));
  return createModel({
    name: `${idPair(vendorId, id(TYPE0_HEADER.DeviceId))} ${slot}`,
    source: 'dump',
    behaviour: behaviour ?? (isQemu ? 'qemu' : 'specification'),
    segment,
    rid,
    bytes,
    ...guessBars(bytes, capabilities, sriovOffset, pf.sizes),
    vfBytes: findVf(pf, functions, sriovOffset)?.bytes,
  });
}

/** The first VF of this PF whose bytes are in the file and make sense. */
function findVf(
  { bytes, segment, rid }: DumpedFunction,
  functions: readonly DumpedFunction[],
  sriovOffset: number,
): DumpedFunction | undefined {
  const field = (at: { readonly offset: number }) => read16(bytes, sriovOffset + at.offset);
  const first = field(SRIOV_FIELD.FirstVFOffset);
  const stride = field(SRIOV_FIELD.VFStride);
  const total = field(SRIOV_FIELD.TotalVFs);
  const rids = new Set(
    Array.from({ length: total }, (_, index) => vfRoutingId(rid, first, stride, index)),
  );
  return functions.find(
    (other) =>
      other.segment === segment &&
      rids.has(other.rid) &&
      other.problem === null &&
      isVf(other.bytes) &&
      hasCapabilities(other.bytes),
  );
}

function hasCapabilities(bytes: Uint8Array): boolean {
  try {
    return walkCapabilities(bytes).length > 0;
  } catch (error) {
    // A VF with a broken list is no template; the derived one is better.
    if (error instanceof DeviceInputError) return false;
    throw error;
  }
}
