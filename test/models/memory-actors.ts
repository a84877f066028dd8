/**
 * Shared memory as actors: cells that are read, written and compared-and-swapped, locks, and threads that wait for the
 * answer to each access before they make the next one. So programs from papers on threads can be explored: the order
 * of accesses to a cell is the order of deliveries at it.
 */
import type { AnyStateMachine } from 'xstate';
import { assign, createMachine } from 'xstate';
import type { ActorSpec, Envelope, Message, SystemSpec } from '../../src/system/index.ts';
import { messaging, to } from '../../src/system/index.ts';

/** What a thread asks for. */
export type Access =
  | { readonly type: 'Read' }
  | { readonly type: 'Write'; readonly value: number }
  | { readonly type: 'Cas'; readonly expected: number; readonly value: number }
  | { readonly type: 'Lock' }
  | { readonly type: 'Unlock' };

/** One access of a thread and what it does with the answer: its next access, or undefined at its end. */
export interface Instruction<T> {
  /** The id of a cell or a lock. */
  readonly at: string;
  readonly access: Access;
  readonly next: keyof T & string;
}

/**
 * A thread's program: named places in it. Each is given the thread's variables and the last answer, and says what the
 * variables are from now on, and what it asks for next.
 */
export type Program<V extends object> = Readonly<
  Record<string, (variables: V, answer: number) => Next<V>>
>;

export interface Next<V extends object> extends Partial<Instruction<Program<V>>> {
  readonly variables?: Partial<V>;
}

interface ThreadContext<V extends object> {
  readonly variables: V;
  readonly place: string;
  readonly asks: { readonly at: string; readonly access: Access } | undefined;
}

interface Answer extends Message {
  readonly value: number;
}

/** A thread; `begin` is the place where it starts, when it gets `Go`. */
export function thread<V extends object>(program: Program<V>, variables: V): AnyStateMachine {
  type Context = ThreadContext<V>;
  const { send } = messaging<Context & Record<string, unknown>, Message>();
  const advance = assign((({ context, event }: { context: Context; event: Answer }): Context => {
    const after = program[context.place]?.(context.variables, event.value ?? 0) ?? {};
    const { at, access, next: place = 'end' } = after;
    return {
      variables: { ...context.variables, ...after.variables },
      place,
      asks: at === undefined || access === undefined ? undefined : { at, access },
    };
  }) as never) as never;
  const ask = send('*', ({ context: { asks } }) =>
    asks === undefined ? undefined : to(asks.at, asks.access),
  );
  const step = { actions: [advance, ask] };
  return createMachine({
    context: { variables, place: 'begin', asks: undefined },
    on: { Go: step, Answer: step },
  } as never);
}

/** A cell that answers each access. */
export function cell(initial: number): AnyStateMachine {
  type Cell = { readonly value: number };
  const { assign: set, reply } = messaging<Cell & Record<string, unknown>, CellAccess>();
  const answer = (value: number): Answer => ({ type: 'Answer', value });
  return createMachine({
    context: { value: initial },
    on: {
      Read: { actions: reply('Read', ({ context }) => answer(context.value)) },
      Write: { actions: [set('Write', ({ event: { value } }) => ({ value })), acknowledge] },
      Cas: [
        {
          guard: ({ context, event }: { context: Cell; event: Cas }) =>
            context.value === event.expected,
          actions: [set('Cas', ({ event: { value } }) => ({ value })), succeed],
        },
        { actions: acknowledge },
      ],
    },
  } as never);
}

type Cas = Message & Extract<Access, { type: 'Cas' }>;
type CellAccess = Message & Access;

const { reply: replyAlways } = messaging<Record<string, unknown>, Message>();
const acknowledge = replyAlways('*', () => ({ type: 'Answer', value: 0 }) as Answer);
const succeed = replyAlways('*', () => ({ type: 'Answer', value: 1 }) as Answer);

/** A lock: who asks while it is held waits. */
export const lock = createMachine({
  initial: 'free',
  states: {
    free: { on: { Lock: { target: 'held', actions: acknowledge } } },
    held: { meta: { defer: ['Lock'] }, on: { Unlock: { target: 'free', actions: acknowledge } } },
  },
} as never);

/** Cells, locks and threads by id; every thread is told to go. */
export function threads(
  memory: Readonly<Record<string, AnyStateMachine>>,
  programs: Readonly<Record<string, AnyStateMachine>>,
): SystemSpec {
  const all = Object.entries({ ...memory, ...programs });
  const initial: Envelope[] = Object.keys(programs).map((id) => ({
    from: 'environment',
    to: id,
    message: { type: 'Go' },
  }));
  const actors: Record<string, ActorSpec> = {};
  for (const [id, machine] of all) actors[id] = { machine };
  return { actors, initial };
}
