/** What goes wrong with a QEMU: it is not there, it refuses the device, it dies, it does not answer. */
import { DeviceInputError } from '../errors.ts';

export type QemuTrouble = 'missing' | 'unknown-device' | 'refused' | 'died' | 'silent' | 'differs';

/** One line that says what happened and what helps; no bug of this program, hence a {@link DeviceInputError}. */
export class QemuError extends DeviceInputError {
  readonly trouble: QemuTrouble;

  constructor(trouble: QemuTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}
