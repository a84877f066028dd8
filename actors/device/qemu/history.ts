/**
 * Registers of a real device as functions of a state. A device cannot be copied, so a state is what was done to it
 * since power-on: states form a tree, and an edge of it is one request. What was done once is remembered and not done
 * again; to go on from an earlier state a new device is powered on and everything that led there is done to it.
 */
import { SRIOV_FIELD, TYPE0_HEADER, vfRoutingId } from '../../../src/wdk/index.ts';
import { ALL_ONES, read16, read32 } from '../bytes.ts';
import type { DeviceModel, DeviceState, FunctionImage, Registers } from '../model.ts';
import type { ConfigRange, ConfigValue } from '../range.ts';
import type { RegisterFile } from '../register-file.ts';
import { removeDevice } from '../reset.ts';
import type { QemuBus } from './bus.ts';
import { QemuError } from './errors.ts';
import type { Batch, RangeWrite } from './range.ts';
import { readDevice, runDevice, writeDevice } from './range.ts';

/** The registers as they were read from the device after the last request. */
export interface RealState extends DeviceState {
  /** Number of the state in the tree. */
  readonly at: number;
  /** VFs that answered, counted from 0. */
  readonly there: readonly number[];
}

type Request =
  | { readonly kind: 'write'; readonly write: RangeWrite }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'reset' }
  | { readonly kind: 'remove' };

interface Node {
  readonly parent: number | null;
  readonly request: Request | null;
  readonly values: readonly ConfigValue[];
  readonly state: RealState;
  readonly children: Map<string, Node>;
  readonly reads: Map<string, ConfigValue>;
}

/** Powers a device on; the one before is ended. */
export type PowerOn = () => QemuBus;

export class RealRegisters implements RegisterFile<RealState> {
  readonly #model: DeviceModel;
  readonly #powerOn: PowerOn;
  readonly #nodes: Node[] = [];
  #bus: QemuBus;
  /** The state that the device is in now. */
  #here = 0;

  constructor(model: DeviceModel, powerOn: PowerOn) {
    this.#model = model;
    this.#powerOn = powerOn;
    this.#bus = powerOn();
    const fresh: RealState = { pf: {}, vfs: {}, removed: false, at: 0, there: [] };
    this.#add({ parent: null, request: null, values: [], state: this.#mirrored(fresh, null) });
  }

  get initial(): RealState {
    return this.#node(0).state;
  }

  read(state: RealState, range: ConfigRange): ConfigValue {
    const { reads } = this.#node(state.at);
    const { rid, offset, length } = range;
    const key = `${rid} ${offset} ${length}`;
    const known = reads.get(key);
    if (known !== undefined) return known;
    const value = readDevice(this.#at(state.at), range);
    reads.set(key, value);
    return value;
  }

  write(state: RealState, { rid, offset, length, value }: RangeWrite): RealState {
    return this.#after(state, { kind: 'write', write: { rid, offset, length, value } }).state;
  }

  batch(state: RealState, { rid, accesses }: Batch) {
    const { state: after, values } = this.#after(state, {
      kind: 'batch',
      batch: { rid, accesses },
    });
    return { state: after, values };
  }

  reset(state: RealState): RealState {
    return this.#after(state, { kind: 'reset' }).state;
  }

  remove(state: RealState): RealState {
    return this.#after(state, { kind: 'remove' }).state;
  }

  #add(node: Omit<Node, 'children' | 'reads'>): Node {
    const added = { ...node, children: new Map(), reads: new Map() };
    this.#nodes.push(added);
    return added;
  }

  #node(at: number): Node {
    const node = this.#nodes[at];
    if (node === undefined) throw new RangeError(`the device was never in state ${at}`);
    return node;
  }

  /** What a request leads to: remembered, or done now. */
  #after(state: RealState, request: Request): Node {
    const from = this.#node(state.at);
    const key = JSON.stringify(request);
    const known = from.children.get(key);
    if (known !== undefined) return known;
    const values = this.#do(this.#at(state.at), request);
    const at = this.#nodes.length;
    const after = this.#mirrored({ ...from.state, at }, request);
    const node = this.#add({ parent: state.at, request, values, state: after });
    this.#here = at;
    from.children.set(key, node);
    return node;
  }

  /** The device, brought into this state. */
  #at(at: number): QemuBus {
    if (this.#here === at) return this.#bus;
    const path: Node[] = [];
    for (let node = this.#node(at); node.parent !== null; node = this.#node(node.parent)) {
      path.unshift(node);
    }
    const done = path.findIndex(({ parent }) => parent === this.#here);
    if (done < 0) {
      this.#bus = this.#powerOn();
      this.#here = 0;
    }
    for (const { request, values, state } of path.slice(Math.max(done, 0))) {
      if (request === null) continue;
      const again = this.#do(this.#bus, request);
      if (JSON.stringify(again) === JSON.stringify(values)) continue;
      throw new QemuError(
        'differs',
        `${this.#model.name} did not answer request ${state.at} a second time as it did the first`,
      );
    }
    this.#here = at;
    return this.#bus;
  }

  #do(bus: QemuBus, request: Request): readonly ConfigValue[] {
    switch (request.kind) {
      case 'write':
        writeDevice(bus, request.write);
        return [];
      case 'batch':
        return runDevice(bus, request.batch);
      case 'reset':
        bus.reset();
        return [];
      case 'remove':
        bus.unplug();
        return [];
    }
  }

  /** The state with the registers that a request may have changed read again. */
  #mirrored(state: RealState, request: Request | null): RealState {
    if (request?.kind === 'remove' || state.removed) {
      return { ...removeDevice(state), at: state.at, there: [] };
    }
    const vf = this.#vfOf(state, request);
    if (vf !== undefined) {
      const [space] = this.#bus.spaceOfEach([vf.rid]);
      return space === undefined ? state : { ...state, vfs: this.#vfs(state.vfs, vf.index, space) };
    }
    const [space = this.#model.reset] = this.#bus.spaceOfEach([this.#model.pf.rid]);
    const rids = this.#vfRids(space);
    // A VF's ids read all ones even when it is there; its class does not.
    const classes = this.#bus.dwordOfEach(rids, TYPE0_HEADER.RevisionId.offset);
    const there = rids.flatMap((_, index) => (classes[index] === ALL_ONES ? [] : [index]));
    const spaces = this.#bus.spaceOfEach(there.map((index) => rids[index] ?? 0));
    let vfs: DeviceState['vfs'] = {};
    for (const [position, index] of there.entries()) {
      const found = spaces[position];
      if (found !== undefined) vfs = this.#vfs(vfs, index, found);
    }
    return { ...state, pf: differing(this.#model.pfImage, space), vfs, there };
  }

  #vfs(vfs: DeviceState['vfs'], index: number, space: Uint8Array): DeviceState['vfs'] {
    const { [index]: _old, ...others } = vfs;
    const registers = differing(this.#model.vfImage, space);
    return Object.keys(registers).length === 0 ? others : { ...others, [index]: registers };
  }

  /** The VF that a request is to; undefined if it may change more than one function. */
  #vfOf(state: RealState, request: Request | null) {
    if (request === null || request.kind === 'reset' || request.kind === 'remove') return undefined;
    const rid = request.kind === 'write' ? request.write.rid : request.batch.rid;
    const { firstVfOffset, vfStride } = this.#model.sriov;
    const index = state.there.find(
      (vf) => vfRoutingId(this.#model.pf.rid, firstVfOffset, vfStride, vf) === rid,
    );
    return index === undefined ? undefined : { index, rid };
  }

  /** Where VFs can be, by First VF Offset and VF Stride as they read now. */
  #vfRids(space: Uint8Array): readonly number[] {
    const { offset, totalVfs } = this.#model.sriov;
    const first = read16(space, offset + SRIOV_FIELD.FirstVFOffset.offset);
    const stride = read16(space, offset + SRIOV_FIELD.VFStride.offset);
    return Array.from({ length: totalVfs }, (_, index) =>
      vfRoutingId(this.#model.pf.rid, first, stride, index),
    );
  }
}

/** The dwords that are not as after reset. */
function differing({ reset }: FunctionImage, space: Uint8Array): Registers {
  const registers: Record<number, number> = {};
  for (let offset = 0; offset < reset.length; offset += 4) {
    const value = read32(space, offset);
    if (value !== read32(reset, offset)) registers[offset] = value;
  }
  return registers;
}
