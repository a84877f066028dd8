/** What is done to two devices at once, and how it is told. */
import type { DeviceModel } from '../../../actors/device/index.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';

export type Request =
  | {
      readonly kind: 'write';
      readonly to: 'pf' | number;
      readonly offset: number;
      readonly bytes: 1 | 2 | 4;
      readonly value: number;
    }
  | { readonly kind: 'bus-reset' };

export const busReset: Request = { kind: 'bus-reset' };

/** A write to the PF, or to the VF of this number. */
export function write(to: 'pf' | number, offset: number, bytes: 1 | 2 | 4, value: number): Request {
  return { kind: 'write', to, offset, bytes, value };
}

/** A write to a field of the SR-IOV capability. */
export function writeField(
  { sriov }: DeviceModel,
  name: keyof typeof SRIOV_FIELD,
  value: number,
): Request {
  const { offset, sizeBytes } = SRIOV_FIELD[name];
  return write('pf', sriov.offset + offset, sizeBytes as 1 | 2 | 4, value);
}

/** Such as `NumVFs = 0x0002`, `VF0[0x004] = 0x0006`, `secondary bus reset`. */
export function requestText(request: Request, { sriov, pfCapabilities }: DeviceModel): string {
  if (request.kind === 'bus-reset') return 'secondary bus reset';
  const { to, offset, bytes, value } = request;
  const hex = (number: number, digits: number) => `0x${number.toString(16).padStart(digits, '0')}`;
  const who = to === 'pf' ? '' : `VF${to} `;
  const written = hex(value, 2 * bytes);
  const field = Object.entries(SRIOV_FIELD).find(
    ([, { offset: at, sizeBytes }]) => sriov.offset + at === offset && sizeBytes === bytes,
  );
  if (to === 'pf' && field !== undefined) return `${field[0]} = ${written}`;
  const places: readonly (readonly [number | null, number, string])[] = [
    [0, 0x04, 'Command'],
    [0, 0x06, 'Status'],
    [0, 0x0c, 'Cache Line Size'],
    [0, 0x3c, 'Interrupt Line'],
    [pfCapabilities.pm, 4, 'PMCSR'],
    [pfCapabilities.pcie, 8, 'Device Control'],
    [pfCapabilities.pcie, 0x10, 'Link Control'],
    [pfCapabilities.pcie, 0x28, 'Device Control 2'],
    [pfCapabilities.pcie, 0x30, 'Link Control 2'],
    [pfCapabilities.msix, 2, 'MSI-X Message Control'],
  ];
  const place = places.find(([base, at]) => base !== null && base + at === offset);
  return `${who}${place?.[2] ?? `[${hex(offset, 3)}]`} = ${written}`;
}
