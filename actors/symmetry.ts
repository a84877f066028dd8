/**
 * Which parts of a stack are interchangeable: the VM network adapters, each with its guest, its VF's drivers and its
 * own clients. What is said here is a guess that the explorer checks: a driver that treats VFs differently is named.
 */
import type { Message } from '../src/system/index.ts';
import { vfRoutingId } from '../src/wdk/sriov-capability.ts';
import type { Stack } from './topology.ts';

/** As `SymmetrySpec` of the explorer has it. */
export interface StackSymmetry {
  readonly count: number;
  readonly actors: readonly (readonly string[])[];
  readonly rename: (message: Message, permutation: readonly number[]) => Message;
}

/** Undefined where there are fewer than two VFs, or where they are not alike from the beginning. */
export function stackSymmetry(stack: Stack): StackSymmetry | undefined {
  const { vfs, guests, ids } = stack;
  // With more than one VF in a guest, its bus tells them by slots, and the guest's actors are shared.
  if (vfs < 2 || guests !== vfs) return undefined;
  const actors = Array.from({ length: vfs }, (_, vf) => ids.filter((id) => copyOf(id) === vf));
  const shapes = new Set(actors.map((own, vf) => own.map((id) => shapeOf(id, vf)).join()));
  if (shapes.size !== 1) return undefined;
  const numbers = numbersOf(stack);
  const known = new Set(ids);
  return {
    count: vfs,
    actors,
    rename: (message, permutation) =>
      renamed(message, { permutation, numbers, known }, '') as Message,
  };
}

/** The VF, or the guest, that an actor's id names; -1: none. */
function copyOf(id: string): number {
  const found = /(?:^|\.)(?:vf|g)(\d+)$/.exec(id);
  return found === null ? -1 : Number(found[1]);
}

function shapeOf(id: string, vf: number): string {
  return id.slice(0, id.length - String(vf).length);
}

/** What stands for a VF in a message, by field: the value for each VF. */
type Numbers = ReadonlyMap<string, (vf: number) => readonly number[]>;

function numbersOf({ options }: Stack): Numbers {
  const { pf, sriov } = options.device;
  const rid = (vf: number) => [vfRoutingId(pf.rid, sriov.firstVfOffset, sriov.vfStride, vf)];
  const own = (vf: number) => [vf];
  // Ids of the switch: 0 is the PF's own.
  const afterDefault = (vf: number) => [vf + 1];
  // Two generations of a VF have different serial numbers.
  const serials = (vf: number) => [2 * vf + 1, 2 * vf + 2];
  return new Map([
    ...['vf', 'attachedFunction'].map((field) => [field, own] as const),
    ...['vport', 'destinationVPort', 'filter'].map((field) => [field, afterDefault] as const),
    ...['rid', 'requestorId'].map((field) => [field, rid] as const),
    ...['serial', 'serialNumber'].map((field) => [field, serials] as const),
  ]);
}

interface Renaming {
  readonly permutation: readonly number[];
  readonly numbers: Numbers;
  /** Ids of actors: the explorer has renamed those. */
  readonly known: ReadonlySet<string>;
}

function renamed(value: unknown, renaming: Renaming, field: string): unknown {
  if (typeof value === 'string') return renamedText(value, renaming);
  if (typeof value === 'number') return renamedNumber(value, renaming, field);
  if (Array.isArray(value)) return value.map((each) => renamed(each, renaming, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renamed(each, renaming, key)]),
  );
}

function renamedNumber(value: number, { permutation, numbers }: Renaming, field: string): number {
  const valuesOf = numbers.get(field);
  if (valuesOf === undefined) return value;
  for (const [vf, image] of permutation.entries()) {
    const place = valuesOf(vf).indexOf(value);
    if (place >= 0) return valuesOf(image)[place] as number;
  }
  return value;
}

/** Ids of requests name a VF or guest too: `oid.vf0`, `g1.VPCI_READ_BLOCK.3`. Those of actors are renamed already. */
function renamedText(text: string, { permutation, known }: Renaming): string {
  if (known.has(text)) return text;
  return text.replace(/\b(vf|g)(\d+)\b/g, (_, kind: string, number: string) => {
    return `${kind}${permutation[Number(number)] ?? number}`;
  });
}
