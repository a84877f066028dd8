/** Which of the known deviations a QEMU should show, and whether all that it shows should be known. */
import type { QemuVersion } from '../../actors/device/qemu/index.ts';
import { isFrom } from '../../actors/device/qemu/index.ts';
import type { Deviation } from './deviations/deviation.ts';
import { deviations } from './deviations/index.ts';

/**
 * Versions on which every test here has been run: a difference that is not in the table is an error there, and so is
 * one of the table that does not show. On others both are reported, for somebody to extend the table.
 */
const measured = { from: '7.1', below: '8.0' } as const;

export function isMeasured(version: QemuVersion): boolean {
  return isFrom(version, measured.from) && !isFrom(version, measured.below);
}

export function deviationsOf(version: QemuVersion): readonly Deviation[] {
  return deviations.filter(
    ({ versions: { from, below } }) =>
      isFrom(version, from) && (below === undefined || !isFrom(version, below)),
  );
}
