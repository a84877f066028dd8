/**
 * What a user gave cannot be used as a device: a dump that is cut short, a slot that is not in the
 * file, a function without SR-IOV. The message is one line: what was found and what is needed.
 */
export class DeviceInputError extends Error {
  override readonly name = 'DeviceInputError';
}

/** A number as hardware documents write it: `hex(0x120)` is `0x120`, `hex(8, 4)` is `0x0008`. */
export function hex(value: number, digits = 1): string {
  return `0x${bareHex(value, digits)}`;
}

/** Hexadecimal digits without a prefix, as `lspci` prints ids and addresses. */
export function bareHex(value: number, digits = 1): string {
  return value.toString(16).padStart(digits, '0');
}

/** `vendor:device` as `lspci -n` prints it. */
export function idPair(vendorId: number, deviceId: number): string {
  return `${bareHex(vendorId, 4)}:${bareHex(deviceId, 4)}`;
}
