/** Words for what a deviation makes of a request. */
import type { DeviceModel, FunctionImage, Registers } from '../../../actors/device/index.ts';
import { register, withRegister, writtenValue } from '../../../actors/device/registers.ts';
import { SRIOV_FIELD } from '../../../src/wdk/index.ts';
import type { Request } from '../differential/request.ts';
import type { TwinState } from '../differential/twin.ts';
import type { TwinStep } from './deviation.ts';

export type FieldName = keyof typeof SRIOV_FIELD;

/** Whether a request is a write to the PF that touches these bytes. */
export function touches(request: Request, from: number, bytes: number): boolean {
  if (request.kind !== 'write' || request.to !== 'pf') return false;
  return request.offset < from + bytes && request.offset + request.bytes > from;
}

export function touchesField(model: DeviceModel, request: Request, name: FieldName): boolean {
  return touches(request, fieldOffset(model, name), SRIOV_FIELD[name].sizeBytes);
}

export function fieldOffset({ sriov }: DeviceModel, name: FieldName): number {
  return sriov.offset + SRIOV_FIELD[name].offset;
}

/** What a dword holds after a request by the masks alone, without any rule. */
export function plainDword(
  image: FunctionImage,
  before: Registers,
  request: Request,
  offset: number,
): number {
  const old = register(image, before, offset);
  if (request.kind !== 'write' || (request.offset & ~3) !== offset) return old;
  const shift = 8 * (request.offset & 3);
  const enabled = (request.bytes === 4 ? 0xffff_ffff : 2 ** (8 * request.bytes) - 1) << shift;
  return writtenValue(image, offset, old, (request.value << shift) >>> 0, enabled >>> 0);
}

/** The same for the PF in this step. */
export function plainPfDword({ model, before, request }: TwinStep, offset: number): number {
  return plainDword(model.pfImage, before.registers.pf, request, offset);
}

/** The state after the step with another value in a dword of the PF. */
export function withDword({ model, after }: TwinStep, offset: number, value: number): TwinState {
  const pf = withRegister(model.pfImage, after.registers.pf, offset, value);
  return { ...after, registers: { ...after.registers, pf } };
}
