/**
 * Mutual exclusion of two processes: Peterson, "Myths about the mutual exclusion problem" (1981), with the labels of
 * the TLA+ examples' `locks_auxiliary_vars/Peterson`: six of them, of which two do nothing.
 */
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { replaced, sharedMemory } from './shared-memory.ts';

interface Memory {
  readonly wants: readonly boolean[];
  readonly turn: number;
  /** The next label of each process. */
  readonly at: readonly string[];
}

type Change = Partial<Pick<Memory, 'wants' | 'turn'>>;

const other = (self: number) => 1 - self;

/** Label, what it does (undefined: waits), and the next label. */
const labels: Readonly<
  Record<string, readonly [(memory: Memory, self: number) => Change | undefined, string]>
> = {
  outside: [() => ({}), 'ask'],
  ask: [({ wants }, self) => ({ wants: replaced(wants, self, true) }), 'yield'],
  yield: [(_, self) => ({ turn: other(self) }), 'wait'],
  wait: [
    ({ wants, turn }, self) =>
      wants[other(self)] !== true || turn === self ? ({} as const) : undefined,
    'inside',
  ],
  inside: [() => ({}), 'leave'],
  leave: [({ wants }, self) => ({ wants: replaced(wants, self, false) }), 'outside'],
};

export function peterson(): SystemSpec {
  const initial: Memory = { wants: [false, false], turn: 0, at: ['outside', 'outside'] };
  const step = (memory: Memory, self: number): Memory | undefined => {
    const [change, next] = labels[memory.at[self] as string] as (typeof labels)[string];
    const changes = change(memory, self);
    if (changes === undefined) return undefined;
    return { ...memory, ...changes, at: replaced(memory.at, self, next) };
  };
  return { actors: { memory: sharedMemory(initial, { step }, 2) }, initial: [] };
}

/** Never both between the wait and the release. */
export const mutualExclusion: StateProperty = {
  kind: 'always',
  name: 'MutualExclusion',
  rule: 'at most one process is inside',
  source: 'Peterson 1981',
  reads: ['memory'],
  check: ({ memory }) => {
    const at: Memory['at'] = memory?.context.at ?? [];
    return at.length > 0 && at.every((label) => label === 'inside' || label === 'leave')
      ? 'both'
      : undefined;
  },
};
