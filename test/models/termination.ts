/**
 * What it is to detect that nodes have terminated which wake each other by messages: the TLA+ examples'
 * `ewd998/AsyncTerminationDetection` (Merz; tlaplus/Examples, manifest of 04e4315: 4,097 distinct states for four nodes
 * of which none has more than three messages to receive).
 */
import type { Specification, Step } from './labelled-steps.ts';
import { replaced } from './shared-memory.ts';

export interface Nodes {
  readonly active: readonly boolean[];
  /** Messages on their way to each node. */
  readonly pending: readonly number[];
  readonly isDetected: boolean;
}

export function isOver({ active, pending }: Nodes): boolean {
  return !active.includes(true) && pending.every((count) => count === 0);
}

export function termination(count: number): Specification<Nodes> {
  const nodes = Array.from({ length: count }, (_, n) => n);
  const quiet = nodes.map(() => 0);
  const initial = Array.from({ length: 2 ** count }, (_, bits): Nodes => {
    return { active: nodes.map((n) => (bits & (1 << n)) !== 0), pending: quiet, isDetected: false };
  });
  const plus = (list: readonly number[], n: number, by: number) =>
    replaced(list, n, (list[n] ?? 0) + by);
  /** What may be detected at once, or later. */
  const maybeDetected = (label: string, state: Nodes): readonly Step<Nodes>[] =>
    isOver(state) && !state.isDetected
      ? [
          [label, state],
          [`${label}, detected`, { ...state, isDetected: true }],
        ]
      : [[label, state]];
  const steps = (now: Nodes): readonly Step<Nodes>[] => [
    ...nodes.flatMap((n): readonly Step<Nodes>[] => [
      ...((now.pending[n] ?? 0) === 0
        ? []
        : [
            [
              `wake ${n}`,
              { ...now, active: replaced(now.active, n, true), pending: plus(now.pending, n, -1) },
            ] as const,
          ]),
      ...(now.active[n] !== true
        ? []
        : [
            ...maybeDetected(`stop ${n}`, { ...now, active: replaced(now.active, n, false) }),
            ...nodes.map((to): Step<Nodes> => {
              return [`send ${n} ${to}`, { ...now, pending: plus(now.pending, to, 1) }];
            }),
          ]),
    ]),
    ...(isOver(now) ? [['detect', { ...now, isDetected: true }] as const] : []),
  ];
  return {
    initial: initial.flatMap((each) => maybeDetected('', each).map(([, state]) => state)),
    steps,
  };
}
