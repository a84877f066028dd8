/** What the device tests say, in a few words: a device in one hand and its state in the other. */
import type { AccessSize, DeviceModel, DeviceState } from '../../actors/device/index.ts';
import { initialState, readConfig, writeConfig } from '../../actors/device/index.ts';
import { SRIOV_FIELD } from '../../src/wdk/index.ts';

type SriovFieldName = keyof typeof SRIOV_FIELD;

/** SR-IOV Control as drivers write it. */
export const VF_ENABLE = 0x01;
export const VF_MSE = 0x08;
export const ARI = 0x10;

/** A device under test: reads and writes change the state it holds. */
export interface Bench {
  readonly model: DeviceModel;
  state: DeviceState;
  read(rid: number, offset: number, sizeBytes?: AccessSize): number;
  write(rid: number, offset: number, value: number, sizeBytes?: AccessSize): void;
  readSriov(field: SriovFieldName): number;
  writeSriov(field: SriovFieldName, value: number): void;
  enableVfs(numVfs: number): void;
}

export function bench(model: DeviceModel): Bench {
  const field = (name: SriovFieldName) => {
    const { offset, sizeBytes } = SRIOV_FIELD[name];
    return { offset: model.sriov.offset + offset, sizeBytes: sizeBytes as AccessSize };
  };
  return {
    model,
    state: initialState(model),
    read(rid, offset, sizeBytes = 4) {
      return readConfig(model, this.state, rid, offset, sizeBytes);
    },
    write(rid, offset, value, sizeBytes = 4) {
      this.state = writeConfig(model, this.state, rid, offset, sizeBytes, value);
    },
    readSriov(name) {
      const { offset, sizeBytes } = field(name);
      return this.read(model.pf.rid, offset, sizeBytes);
    },
    writeSriov(name, value) {
      const { offset, sizeBytes } = field(name);
      this.write(model.pf.rid, offset, value, sizeBytes);
    },
    enableVfs(numVfs) {
      this.writeSriov('NumVFs', numVfs);
      this.writeSriov('Control', VF_ENABLE | VF_MSE | ARI);
    },
  };
}

/** A driver's read and write in a fresh device, for short tests. */
export function fresh(profile: () => DeviceModel): Bench {
  return bench(profile());
}

/** Lines of 80 characters, so that long messages can be read in a test. */
export function wrapped(text: string): string {
  return text.replace(/(?=.{81})(.{1,80})\s/g, '$1\n');
}
