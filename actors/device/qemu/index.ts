/**
 * A device that this project did not write: QEMU's, behind the device's actor. Reading order: `open.ts` (everything
 * together), `device-option.ts` and `find.ts` (which QEMU, which device), `client.ts` over `worker.ts` (the process and
 * its protocol), `bus.ts` (configuration space and memory), `identify.ts` (what the device is), `history.ts` (how a
 * device that cannot be copied is a function of a state).
 */
export type { AccessBytes } from './bus.ts';
export { QemuBus } from './bus.ts';
export { QtestClient } from './client.ts';
export { isQemuDevice, parseQemuDevice, qemuArguments } from './device-option.ts';
export type { QemuTrouble } from './errors.ts';
export { QemuError } from './errors.ts';
export type { Qemu, QemuVersion } from './find.ts';
export { checkDevice, findQemu, isFrom, qemuVariable, sriovDevices } from './find.ts';
export type { RealState } from './history.ts';
export { RealRegisters } from './history.ts';
export { identify, pfRid } from './identify.ts';
export type { OpenOptions, RealDevice } from './open.ts';
export { openQemuDevice, QemuMachine } from './open.ts';
export type { Accesses, Batch, RangeWrite } from './range.ts';
export { readDevice, runDevice, writeDevice } from './range.ts';
