/** Text as `lspci -xxxx` prints it, made from bytes. */
import { bareHex } from '../../actors/device/errors.ts';
import type { DeviceModel } from '../../actors/device/index.ts';

export function dumpText(slot: string, bytes: Uint8Array, title = 'Some device'): string {
  const rows = Array.from({ length: bytes.length / 16 }, (_, row) => {
    const offset = row * 16;
    const hexes = [...bytes.subarray(offset, offset + 16)].map((byte) => bareHex(byte, 2));
    return `${bareHex(offset, 2)}: ${hexes.join(' ')}\n`;
  });
  return `${slot} ${title}\n${rows.join('')}\n`;
}

export function dumpOf(model: DeviceModel, slot = '01:00.0'): string {
  return dumpText(slot, model.reset);
}
