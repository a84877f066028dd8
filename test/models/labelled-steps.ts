/**
 * A specification that says of each state which steps it has, as one machine: every step is an outside event with a
 * label. So TLA+ modules that are not about messages keep their own states and successors. A step may have several
 * outcomes, each with a label of its own, and there may be several initial states.
 */
import { assign, createMachine } from 'xstate';
import type { Boundary } from '../../src/explore/index.ts';
import type { Message, StateProperty, SystemSpec, SystemView } from '../../src/system/index.ts';

/** A label, and the state afterwards. */
export type Step<S> = readonly [label: string, next: S];

export interface Specification<S> {
  readonly initial: readonly S[];
  readonly steps: (state: S) => readonly Step<S>[];
}

export interface Labelled extends Message {
  readonly label: string;
}

interface Context<S> {
  /** Null before one of several initial states was chosen. */
  readonly now: S | null;
}

/** With several initial states one state comes before them, in which one is chosen. */
export function labelledSteps<S>({ initial, steps }: Specification<S>): SystemSpec {
  const [first] = initial;
  if (first === undefined) throw new Error('no initial state');
  const known = new WeakMap<Context<S>, ReadonlyMap<string, S>>();
  const stepsOf = (context: Context<S>): ReadonlyMap<string, S> => {
    const { now } = context;
    const found =
      known.get(context) ??
      new Map(now === null ? initial.map((each, n) => [`choose ${n}`, each]) : steps(now));
    known.set(context, found);
    return found;
  };
  type Given = { readonly context: Context<S>; readonly event: Labelled };
  const machine = createMachine({
    context: { now: initial.length === 1 ? first : null },
    on: {
      step: {
        guard: ({ context, event }: Given) => stepsOf(context).has(event.label),
        actions: assign((({ context, event }: Given) => ({
          now: stepsOf(context).get(event.label),
        })) as never),
      },
    },
  } as never);
  const events = ({ context }: { context: Context<S> }): Labelled[] =>
    [...stepsOf(context).keys()].map((label) => ({ type: 'step', label }));
  return { actors: { system: { machine, events: events as never } }, initial: [] };
}

/** What must be true in every state of such a specification. */
export function invariant<S>(name: string, holds: (state: S) => boolean): StateProperty {
  return {
    kind: 'always',
    name,
    rule: name,
    source: 'the specification',
    reads: ['system'],
    check: ({ system }) => {
      const now = (system?.context as Context<S> | undefined)?.now ?? null;
      return now === null || holds(now) ? undefined : JSON.stringify(now);
    },
  };
}

/** The state constraint of such a specification. */
export function constraint<S>(name: string, holds: (state: S) => boolean): Boundary {
  const within = ({ system }: SystemView) => {
    const now = (system?.context as Context<S> | undefined)?.now ?? null;
    return now === null || holds(now);
  };
  return { name, reads: ['system'], within };
}
