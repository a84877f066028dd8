/** Whether QEMU is here for the tests that need it. In CI they are run in any case, and fail where it is missing. */
import { findQemu, QemuError } from '../../actors/device/qemu/index.ts';

/** Why there is no QEMU; undefined where there is one. */
export function missingQemu(): string | undefined {
  try {
    findQemu();
    return undefined;
  } catch (error) {
    if (!(error instanceof QemuError)) throw error;
    return error.message;
  }
}

const missing = missingQemu();
const isCi = (process.env.CI ?? '') !== '';

export const withoutQemu = missing !== undefined && !isCi;

/** A test's name, with the reason why it is skipped. */
export function needsQemu(name: string): string {
  return withoutQemu ? `${name} (skipped: ${missing})` : name;
}
