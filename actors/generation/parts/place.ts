/** What an alphabet is made for: where in which topology the driver stands. */
import type { DeviceModel } from '../../device/index.ts';

export interface Place {
  readonly device: DeviceModel;
  /** VFs of the stack; the alphabets use VF 0. */
  readonly vfs: number;
  /** With a virtual bus driver in both partitions. */
  readonly vbd: boolean;
  /** Whose virtual bus driver. */
  readonly partition: 'parent' | 'guest';
  readonly switchCreation: 'dynamic' | 'static';
}
