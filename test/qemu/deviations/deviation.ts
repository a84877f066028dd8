/** What a deviation is: where a device of QEMU and our model answer differently, as data that a twin can play. */
import type { DeviceModel } from '../../../actors/device/index.ts';
import type { Request } from '../differential/request.ts';
import type { TwinState } from '../differential/twin.ts';

/** Versions that have it: from the first on, below the second. */
export interface VersionRange {
  readonly from: string;
  readonly below?: string;
}

/** Bits of one register that are another than our model has them. */
export interface BitChange {
  readonly who: 'pf' | 'vf';
  readonly offset: number;
  /** Bits that can be written after all, or cannot. */
  readonly writable?: number;
  readonly readOnly?: number;
  /** Bits that read the other value after reset. */
  readonly inverted?: number;
}

export interface Deviation {
  readonly id: string;
  readonly versions: VersionRange;
  /** Where the PCI Express base specification, revision 6.0, says what must be. */
  readonly clause: string;
  readonly specification: string;
  readonly qemu: string;
  readonly ours: string;
  /** Who does not do what the clause says; `neither`: the clause leaves it open. */
  readonly deviates: 'QEMU' | 'neither';
  /** The shortest writes that show it, from power-on. */
  readonly shortest: (device: DeviceModel) => readonly Request[];
  /** Where registers have other bits. */
  readonly bits?: (device: DeviceModel) => readonly BitChange[];
  /** What is another after a request. */
  readonly after?: (step: TwinStep) => TwinState;
}

export interface TwinStep {
  readonly model: DeviceModel;
  readonly before: TwinState;
  readonly request: Request;
  /** With what deviations earlier in the list have made of it. */
  readonly after: TwinState;
}
