/**
 * Machines that are nothing but parallel regions: without guards, actions, timers, history or ends, no region knows of
 * another. What a region does with an event is then the same whatever the others are in, and XState is asked once for
 * it. With k regions of n states that is k * n steps for each event instead of n to the power of k.
 */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { Numbered } from './vocabulary.ts';

/** What a region does with an event: its next part, and the ids of what it takes. */
export interface RegionStep {
  readonly part: number;
  readonly taken: readonly string[];
}

export class Regions {
  /** The region of each node, by the node's place in the document; the root has none. */
  readonly #regionOf: readonly number[];
  readonly #size: number;
  /** The only region that has transitions for an event. */
  readonly #handlers: ReadonlyMap<string, number>;
  /** Sets of active nodes of one region. */
  readonly #parts = new Numbered<string>();
  readonly #steps = new Map<string, RegionStep>();

  private constructor(machine: AnyStateMachine, handlers: ReadonlyMap<string, number>) {
    const regions = Object.values(machine.root.states);
    const regionOf: number[] = [];
    for (const [n, region] of regions.entries()) {
      for (const { order } of withDescendants(region)) regionOf[order] = n;
    }
    this.#regionOf = regionOf;
    this.#size = regions.length;
    this.#handlers = handlers;
  }

  /** Undefined for a machine whose regions may know of each other. */
  static of(machine: AnyStateMachine): Regions | undefined {
    const { root } = machine;
    if (root.type !== 'parallel' || !isPlain(root) || root.transitions.size > 0) return undefined;
    const handlers = new Map<string, number>();
    for (const [n, region] of Object.values(root.states).entries()) {
      const nodes = withDescendants(region);
      const inside = new Set(nodes);
      for (const node of nodes) {
        if (!isPlain(node)) return undefined;
        for (const [type, transitions] of node.transitions) {
          const known = handlers.get(type) ?? n;
          if (known !== n || type.includes('*')) return undefined;
          handlers.set(type, n);
          for (const { guard, actions, target, reenter } of transitions) {
            if (guard !== undefined || actions.length > 0) return undefined;
            // Entering a region anew leaves and enters all of them.
            if (node === region && reenter) return undefined;
            if (target?.some((each) => !inside.has(each) || each === region)) return undefined;
          }
        }
      }
    }
    return new Regions(machine, handlers);
  }

  /** The part of each region: equal configurations have equal parts. */
  partsOf({ _nodes: nodes }: AnyMachineSnapshot): readonly number[] {
    const active: number[][] = Array.from({ length: this.#size }, () => []);
    for (const { order } of nodes) active[this.#regionOf[order] ?? -1]?.push(order);
    return active.map((orders, n) => {
      const key = `${n}:${orders.sort((a, b) => a - b).join()}`;
      return this.#parts.number(key, key);
    });
  }

  /** The region that an event is for; undefined when none takes it anywhere. */
  regionFor(type: string): number | undefined {
    return this.#handlers.get(type);
  }

  known(part: number, type: string): RegionStep | undefined {
    return this.#steps.get(`${part} ${type}`);
  }

  learn(part: number, type: string, step: RegionStep): void {
    this.#steps.set(`${part} ${type}`, step);
  }
}

function withDescendants(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(withDescendants)];
}

/** Nothing happens in it but transitions. (`after` is an entry action, too.) */
function isPlain(node: AnyStateNode): boolean {
  const { type, entry, exit, always = [], invoke, initial, meta } = node;
  return (
    type !== 'history' &&
    type !== 'final' &&
    entry.length + exit.length + always.length + invoke.length === 0 &&
    (initial?.actions ?? []).length === 0 &&
    meta?.defer === undefined
  );
}
