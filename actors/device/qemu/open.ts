/** A device of QEMU by its name: looked up, started, identified, and put behind the registers of the device's actor. */
import { DeviceInputError } from '../errors.ts';
import type { DeviceModel } from '../model.ts';
import { QemuBus } from './bus.ts';
import { QtestClient } from './client.ts';
import { parseQemuDevice, qemuArguments } from './device-option.ts';
import { QemuError } from './errors.ts';
import type { Qemu } from './find.ts';
import { checkDevice, findQemu } from './find.ts';
import { RealRegisters } from './history.ts';
import { identify } from './identify.ts';

export interface OpenOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The longest time to wait for one answer. */
  readonly timeoutMs?: number;
}

/** A device of QEMU that can be powered on. */
export class QemuMachine {
  readonly qemu: Qemu;
  readonly model: DeviceModel;
  readonly #arguments: readonly string[];
  readonly #timeoutMs: number | undefined;
  readonly #name: string;
  #client: QtestClient | undefined;

  /** Throws a {@link QemuError}: no QEMU, no such device, an option that it refuses. */
  constructor(text: string, { env, timeoutMs }: OpenOptions = {}) {
    const device = parseQemuDevice(text);
    this.qemu = findQemu(env);
    this.#timeoutMs = timeoutMs;
    this.#arguments = qemuArguments(device);
    this.#name = `QEMU ${this.qemu.version.text}`;
    checkDevice(this.qemu, device.device);
    try {
      this.model = identify(this.powerOn(), `${text} of ${this.#name}`);
    } catch (error) {
      if (error instanceof QemuError || !(error instanceof DeviceInputError)) throw error;
      throw new QemuError('refused', `${text}: ${error.message}`, { cause: error });
    } finally {
      this.close();
    }
  }

  /** A fresh device; one that was on before is ended. */
  powerOn(): QemuBus {
    this.close();
    const client = new QtestClient({
      command: this.qemu.command,
      args: this.#arguments,
      name: this.#name,
      ...(this.#timeoutMs === undefined ? {} : { timeoutMs: this.#timeoutMs }),
    });
    this.#client = client;
    return new QemuBus(client);
  }

  /** Why QEMU cannot be asked any more, if it ended by itself. */
  get failure(): QemuError | undefined {
    return this.#client?.failure;
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}

/** A device of QEMU behind the device's actor. */
export interface RealDevice {
  readonly model: DeviceModel;
  readonly registers: RealRegisters;
  /** What ended QEMU before its time. */
  failure(): QemuError | undefined;
  close(): void;
}

export function openQemuDevice(text: string, options: OpenOptions = {}): RealDevice {
  const machine = new QemuMachine(text, options);
  try {
    return {
      model: machine.model,
      registers: new RealRegisters(machine.model, () => machine.powerOn()),
      failure: () => machine.failure,
      close: () => machine.close(),
    };
  } catch (error) {
    machine.close();
    throw error;
  }
}
