/**
 * Which parts of a stack are interchangeable: the VM network adapters, each with its guest, its VF's drivers and its own
 * clients. What is said here is a guess that the explorer checks: a driver that treats VFs differently is named.
 */
import type { Message } from '../src/system/index.ts';
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
  return { count: vfs, actors, rename };
}

/** The VF, or the guest, that an actor's id names; -1: none. */
function copyOf(id: string): number {
  const found = /(?:^|\.)(?:vf|g)(\d+)$/.exec(id);
  return found === null ? -1 : Number(found[1]);
}

function shapeOf(id: string, vf: number): string {
  return id.slice(0, id.length - String(vf).length);
}

/** Fields whose value is the number of a VF or of a guest. */
const numbered = new Set(['vf', 'vfId', 'guest', 'attachedFunction', 'vportId', 'filterId']);

function rename(message: Message, permutation: readonly number[]): Message {
  return renamed(message, permutation, '') as Message;
}

function renamed(value: unknown, permutation: readonly number[], field: string): unknown {
  if (typeof value === 'string') return renamedText(value, permutation);
  if (typeof value === 'number') {
    return numbered.has(field) ? (permutation[value] ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((each) => renamed(each, permutation, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renamed(each, permutation, key)]),
  );
}

/** Ids of requests name a VF or guest too: `oid.vf0`, `g1.VPCI_READ_BLOCK.3`. Those of actors are renamed already. */
function renamedText(text: string, permutation: readonly number[]): string {
  if (copyOf(text) >= 0 && !text.includes(':')) return text;
  return text.replace(/\b(vf|g)(\d+)\b/g, (_, kind: string, number: string) => {
    return `${kind}${permutation[Number(number)] ?? number}`;
  });
}
