/**
 * Threads that each read a shared counter and write it back increased by one, with and without a lock: the race of the
 * examples of Stateright (`increment`, `increment_lock`). One machine; a thread's next instruction is an outside event.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { assign, createMachine } from 'xstate';
import type { Message, StateProperty, SystemSpec } from '../../src/system/index.ts';

interface Turn extends Message {
  readonly thread: number;
}

interface Thread {
  /** What the thread has read. */
  readonly read: number;
  /** Its next instruction. */
  readonly next: number;
}

interface Memory {
  readonly counter: number;
  readonly locked: boolean;
  readonly threads: readonly Thread[];
}

/** An instruction: undefined when the thread has to wait. */
type Instruction = (
  memory: Memory,
  thread: Thread,
) => (Partial<Memory> & Partial<Thread>) | undefined;

const read: Instruction = ({ counter }) => ({ read: counter });
const write: Instruction = (_, thread) => ({ counter: thread.read + 1 });
const lock: Instruction = ({ locked }) => (locked ? undefined : { locked: true });
const release: Instruction = () => ({ locked: false });

function run(program: readonly Instruction[], memory: Memory, index: number): Memory | undefined {
  const thread = memory.threads[index] as Thread;
  const changes = program[thread.next]?.(memory, thread);
  if (changes === undefined) return undefined;
  const { counter = memory.counter, locked = memory.locked, read: value = thread.read } = changes;
  const after = { read: value, next: thread.next + 1 };
  return { counter, locked, threads: memory.threads.map((old, n) => (n === index ? after : old)) };
}

export function increment(count: number, locking: boolean): SystemSpec {
  const program = locking ? [lock, read, write, release] : [read, write];
  const threads = Array.from({ length: count }, () => ({ read: 0, next: 0 }));
  type Given = { readonly context: Memory; readonly event: Turn };
  const machine = createMachine({
    context: { counter: 0, locked: false, threads } satisfies Memory,
    on: {
      Turn: {
        guard: ({ context, event }: Given) => run(program, context, event.thread) !== undefined,
        actions: assign((({ context, event }: Given) =>
          run(program, context, event.thread)) as never),
      },
    },
  } as never);
  const events: Turn[] = threads.map((_, thread) => ({ type: 'Turn', thread }));
  return { actors: { memory: { machine, events } }, initial: [] };
}

/** When all threads have finished, nobody's increment is lost. */
export const nothingOverwritten: StateProperty = {
  kind: 'finally',
  name: 'NothingOverwritten',
  rule: 'each thread has increased the counter by one',
  source: 'Stateright, examples/increment',
  reads: ['memory'],
  check: (view) => {
    const { counter, threads } = (view.memory as AnyMachineSnapshot).context as Memory;
    return counter === threads.length ? undefined : `${counter} of ${threads.length}`;
  },
};
