/**
 * The PCI Express bus of a QEMU q35 machine, with one device below a root port: configuration space and memory of
 * every function. There is no firmware: what a BIOS sets up is set up here.
 */
import { CONFIG_SPACE_BYTES } from '../../../src/wdk/index.ts';
import type { FunctionAddress } from '../model.ts';
import type { QtestClient } from './client.ts';
import { rootPortDevice } from './device-option.ts';

export type AccessBytes = 1 | 2 | 4;

/** Where the configuration space is mapped into memory, and where the bridge lets memory requests through. */
const ecamBase = 0xb000_0000;
const windowBase = 0xe000_0000;
const windowBytes = 0x1000_0000;

const rootPortRid = rootPortDevice << 3;
/** Primary, secondary and subordinate bus: the device is on bus 1, and all its VFs are. */
const busNumbers = { offset: 0x18, plugged: 0x0001_0100, unplugged: 0 };
const memoryWindow = 0x20;
const command = { offset: 0x04, memoryAndMaster: 0x0006 };
const bridgeControl = { offset: 0x3e, secondaryBusReset: 0x0040 };

const suffix: Readonly<Record<AccessBytes, string>> = { 1: 'b', 2: 'w', 4: 'l' };

export class QemuBus {
  readonly #client: QtestClient;

  /** Sets the bridges up, so that the device answers on bus 1. */
  constructor(client: QtestClient) {
    this.#client = client;
    // The host bridge: the mapped configuration space, its address and that it is on.
    client.ask([
      'outl 0xcf8 0x80000064',
      'outl 0xcfc 0x0',
      'outl 0xcf8 0x80000060',
      `outl 0xcfc ${hex(ecamBase + 1)}`,
    ]);
    this.plug();
    const limit = windowBase + windowBytes - 1;
    const window = (((limit >>> 16) & 0xfff0) << 16) | ((windowBase >>> 16) & 0xfff0);
    this.write(rootPortRid, memoryWindow, 4, window >>> 0);
    this.write(rootPortRid, command.offset, 2, command.memoryAndMaster);
  }

  /** Memory addresses that reach the device: for its BARs. */
  get window(): { readonly base: number; readonly bytes: number } {
    return { base: windowBase, bytes: windowBytes };
  }

  read(rid: FunctionAddress, offset: number, bytes: AccessBytes): number {
    return this.#ask([`read${suffix[bytes]} ${address(rid, offset)}`])[0] ?? 0;
  }

  write(rid: FunctionAddress, offset: number, bytes: AccessBytes, value: number): void {
    this.#client.ask([`write${suffix[bytes]} ${address(rid, offset)} ${hex(value)}`]);
  }

  /** The same dword of several functions. */
  dwordOfEach(rids: readonly FunctionAddress[], offset: number): readonly number[] {
    return this.#ask(rids.map((rid) => `readl ${address(rid, offset)}`));
  }

  /** The whole configuration space of each function. */
  spaceOfEach(rids: readonly FunctionAddress[]): readonly Uint8Array[] {
    const lines = rids.map((rid) => `read ${address(rid, 0)} ${CONFIG_SPACE_BYTES.extended}`);
    return this.#client.ask(lines).map((answer) => Buffer.from(answer.slice(2), 'hex'));
  }

  readMemory(at: number, bytes: AccessBytes): number {
    return this.#ask([`read${suffix[bytes]} ${hex(at)}`])[0] ?? 0;
  }

  writeMemory(at: number, bytes: AccessBytes, value: number): void {
    this.#client.ask([`write${suffix[bytes]} ${hex(at)} ${hex(value)}`]);
  }

  /** A hot reset of everything below the root port. */
  reset(): void {
    const { offset, secondaryBusReset } = bridgeControl;
    this.write(rootPortRid, offset, 2, secondaryBusReset);
    this.write(rootPortRid, offset, 2, 0);
  }

  /**
   * Nobody answers below the root port any more. QEMU takes a device out of a slot only together with its guest; to
   * software a port that forwards nothing is the same.
   */
  unplug(): void {
    this.write(rootPortRid, busNumbers.offset, 4, busNumbers.unplugged);
  }

  plug(): void {
    this.write(rootPortRid, busNumbers.offset, 4, busNumbers.plugged);
  }

  /** qtest shows values with 64 bits; what is read here has 32 at most. */
  #ask(lines: readonly string[]): readonly number[] {
    return this.#client.ask(lines).map((answer) => Number(BigInt(answer) & 0xffff_ffffn));
  }
}

function address(rid: FunctionAddress, offset: number): string {
  return hex(ecamBase + rid * CONFIG_SPACE_BYTES.extended + offset);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
