/** `meta.requirements` name rules that exist, and the rules that the model is about are served somewhere. */

import { expect, test } from 'vitest';
import type { StateNode } from 'xstate';
import { isContradictionId } from '../../src/wdk/contradictions.ts';
import { stackOf } from '../stack/run-scenario.ts';

/** Sequences of the collected facts, by number: how many steps each has. */
const sequenceSteps = [0, 10, 11, 7, 4, 4, 4, 5, 7, 4, 0, 7, 4, 5, 7, 6, 4, 6];
const kernelRules = 78;

interface Served {
  readonly machine: string;
  readonly id: string;
}

function requirements(): readonly Served[] {
  const stacks = [stackOf('demo', { vfs: 1, vbd: true }), stackOf('demo', { vfs: 1, vbd: false })];
  const machines = new Map(
    stacks.flatMap(({ spec }) =>
      Object.values(spec.actors).map(({ machine }) => [machine.id, machine] as const),
    ),
  );
  return [...machines].flatMap(([machine, { root }]) =>
    ofState(root).map((id) => ({ machine, id })),
  );
}

interface Meta {
  readonly requirements?: readonly string[];
}

function ofState(node: StateNode): readonly string[] {
  const transitions = [...node.transitions.values()].flat();
  return [
    ...((node.meta as Meta | undefined)?.requirements ?? []),
    ...transitions.flatMap(({ meta }) => (meta as Meta | undefined)?.requirements ?? []),
    ...(node.always ?? []).flatMap(({ meta }) => (meta as Meta | undefined)?.requirements ?? []),
    ...Object.values(node.states).flatMap((child) => ofState(child as StateNode)),
  ];
}

function exists(id: string): boolean {
  const sequence = /^S(\d+)(?:\.(\d+))?$/.exec(id);
  if (sequence !== null) {
    const steps = sequenceSteps[Number(sequence[1])];
    return steps !== undefined && Number(sequence[2] ?? 0) <= steps;
  }
  const rule = /^kernel-rules (\d+)$/.exec(id);
  if (rule !== null) return Number(rule[1]) >= 1 && Number(rule[1]) <= kernelRules;
  if (/^C\d\d$/.test(id)) return isContradictionId(id);
  return (
    /^Z\d\d$/.test(id) ||
    id === 'observed-orders' ||
    /^vpci-protocol [1-8]$/.test(id) ||
    /^[A-Z][A-Za-z_]+/.test(id)
  );
}

test('every requirement that a statechart names exists', () => {
  const wrong = requirements().filter(({ id }) => !exists(id));
  expect(wrong).toEqual([]);
});

test('each sequence of the stack that a driver takes part in is served', () => {
  const served = new Set(requirements().map(({ id }) => id.split('.')[0]));
  const wanted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17].map(
    (number) => `S${number}`,
  );
  expect(wanted.filter((id) => !served.has(id))).toEqual([]);
});
