/**
 * Processes that share variables, as one machine: its context is the memory, and a process's next step is an outside
 * event. Published models that are written as such processes (PlusCal, TLA+) keep their own states in this way.
 */
import { assign, createMachine } from 'xstate';
import type { ActorSpec, Message } from '../../src/system/index.ts';

/** The step of one process, by number. */
export interface Turn extends Message {
  readonly type: string;
  readonly process: number;
}

/** What a process can do: the memory afterwards, or undefined when it cannot take this step now. */
export type Action<M> = (memory: M, process: number) => M | undefined;

/** An actor whose outside events are the actions, each for each of `processes`. */
export function sharedMemory<M extends object>(
  initial: M,
  actions: Readonly<Record<string, Action<M>>>,
  processes: number,
): ActorSpec {
  type Given = { readonly context: M; readonly event: Turn };
  const transition = (action: Action<M>) => ({
    guard: ({ context, event }: Given) => action(context, event.process) !== undefined,
    actions: assign((({ context, event }: Given) => action(context, event.process)) as never),
  });
  const machine = createMachine({
    context: initial,
    on: Object.fromEntries(
      Object.entries(actions).map(([type, action]) => [type, transition(action)]),
    ),
  } as never);
  const events: Turn[] = Object.keys(actions).flatMap((type) =>
    Array.from({ length: processes }, (_, process) => ({ type, process })),
  );
  return { machine, events };
}

/** The list with `value` at `index`. */
export function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
  return list.map((old, n) => (n === index ? value : old));
}
