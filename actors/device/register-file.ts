/**
 * What stands behind the device's actor: registers that answer. Ours are computed from a model; those of a device that
 * somebody else made take this place too, as long as a state, given again, gives the same answers again.
 */
import type { ConfigBatch } from '../../machines/messages/pci.ts';
import { initialState } from './functions.ts';
import type { DeviceModel, DeviceState } from './model.ts';
import type { ConfigRange, ConfigValue } from './range.ts';
import { readRange, runBatch, writeRange } from './range.ts';
import { removeDevice, resetDevice } from './reset.ts';

/** Functions of a state; nothing that was given is changed. */
export interface RegisterFile<S extends DeviceState = DeviceState> {
  readonly initial: S;
  read(state: S, range: ConfigRange): ConfigValue;
  write(state: S, write: ConfigRange & { readonly value: ConfigValue }): S;
  batch(
    state: S,
    batch: Pick<ConfigBatch, 'rid' | 'accesses'>,
  ): { readonly state: S; readonly values: readonly ConfigValue[] };
  /** Hot reset: secondary bus reset or link down at the port above. */
  reset(state: S): S;
  /** Pulled out for good. */
  remove(state: S): S;
}

export function modelRegisters(model: DeviceModel): RegisterFile {
  return {
    initial: initialState(model),
    read: (state, range) => readRange(model, state, range),
    write: (state, write) => writeRange(model, state, write),
    batch: (state, batch) => runBatch(model, state, batch),
    reset: (state) => resetDevice(model, state),
    remove: removeDevice,
  };
}
