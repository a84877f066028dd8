/**
 * A register-accurate SR-IOV device: a PF, its configuration space, and the VFs that appear and go
 * with VF Enable. Pure data and pure functions; `machine.ts` makes an actor of them.
 *
 * Reading order: `model.ts` (the words), `config.ts` (a read and a write), `functions.ts` (which
 * VFs exist and where), `sriov-write.ts` and `reset.ts` (what is special about SR-IOV and about
 * resets), then how a model comes about: `rules.ts`, `capability-rules.ts` and `image.ts` (what may
 * be written), `vf-template.ts` (what a VF looks like), `profiles/` over `builder.ts`, and for
 * dumps of real devices `dump.ts` over `lspci.ts`, `choose.ts` and `bar-sizes.ts`. `qemu/` puts a device that
 * somebody else made behind the same actor.
 */

export type { AccessSize } from './config.ts';
export { readConfig, writeConfig } from './config.ts';
export type { DeviceDescription } from './create-model.ts';
export { createModel } from './create-model.ts';
export { describeDevice } from './describe.ts';
export type { DumpOptions } from './dump.ts';
export { parseLspci } from './dump.ts';
export { DeviceInputError } from './errors.ts';
export type { FunctionKind } from './functions.ts';
export { functionAt, initialState, presentVfs, routing, vfRid, vfsEnabled } from './functions.ts';
export type { LoadOptions } from './load.ts';
export { loadDevice } from './load.ts';
export type { BusReset, DeviceContext, DeviceEvent } from './machine.ts';
export { createDeviceMachine } from './machine.ts';
export type * from './model.ts';
export { builtinProfiles } from './profiles/index.ts';
export type { ConfigRange, ConfigValue } from './range.ts';
export { readRange, runBatch, writeRange } from './range.ts';
export type { RegisterFile } from './register-file.ts';
export { modelRegisters } from './register-file.ts';
export { removeDevice, resetDevice } from './reset.ts';
export type { SriovControl } from './sriov-write.ts';
export { sriovControl } from './sriov-write.ts';
