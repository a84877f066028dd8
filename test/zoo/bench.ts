/**
 * How an entry changes one of our machines: `varied` rebuilds its chart with some states changed and some guards and
 * actions replaced. What both sides of the zoo need of systems and clients is in bench-host.ts.
 */
import type { AnyStateMachine } from 'xstate';
import { createMachine, enqueueActions } from 'xstate';
import type { Message } from '../../src/system/index.ts';

/** A state of a chart, as its config has it. Loose on purpose: a variation adds states and events of its own. */
export interface StateConfig {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, StateConfig>>;
  readonly [key: string]: unknown;
}
type Change = (state: StateConfig) => StateConfig;
interface Parts {
  readonly guards?: Readonly<Record<string, unknown>>;
  readonly actions?: Readonly<Record<string, unknown>>;
  readonly delays?: Readonly<Record<string, number>>;
}

/**
 * `machine` with the states at these paths (`operating.slot0.absent`; empty: all of it) changed, and some parts
 * replaced or added.
 */
export function varied(
  machine: AnyStateMachine,
  changes: Readonly<Record<string, Change>>,
  parts: Parts = {},
): AnyStateMachine {
  const config = Object.entries(changes).reduce(
    (state, [path, change]) => at(state, path === '' ? [] : path.split('.'), change),
    machine.config as StateConfig,
  );
  const { guards, actions, delays } = machine.implementations as Required<Parts>;
  return createMachine(config as never).provide({
    guards: { ...guards, ...parts.guards },
    actions: { ...actions, ...parts.actions },
    delays: { ...delays, ...parts.delays },
  } as never);
}

function at(state: StateConfig, path: readonly string[], change: Change): StateConfig {
  const [name, ...rest] = path;
  if (name === undefined) return change(state);
  const below = state.states?.[name];
  if (below === undefined) throw new Error(`there is no state '${path.join('.')}' to vary`);
  return { ...state, states: { ...state.states, [name]: at(below, rest, change) } };
}

/** The state, which does this on these events instead of what it did. */
export function on(handlers: Readonly<Record<string, unknown>>): Change {
  return (state) => ({ ...state, on: { ...state.on, ...handlers } });
}

/** The state, which tries these transitions on an event before the ones that it has. */
export function before(type: string, ...candidates: readonly unknown[]): Change {
  return (state) => {
    const had = state.on?.[type];
    const list = had === undefined ? candidates : [...candidates, had].flat();
    return { ...state, on: { ...state.on, [type]: list } };
  };
}

/** The state and all states in it, where the event `from` is called `to`. */
export function renamed(from: string, to: string): Change {
  return (state) => {
    const { [from]: handler, ...others } = state.on ?? {};
    const states = Object.entries(state.states ?? {}).map(([name, below]) => [
      name,
      renamed(from, to)(below),
    ]);
    return {
      ...state,
      ...(state.on === undefined
        ? {}
        : { on: handler === undefined ? others : { ...others, [to]: handler } }),
      ...(states.length === 0 ? {} : { states: Object.fromEntries(states) }),
    };
  };
}

/** One change after the other. */
export function all(...changes: readonly Change[]): Change {
  return (state) => changes.reduce((sum, change) => change(sum), state);
}

/** What an inline part of a variation is given. */
interface At<C, E> {
  readonly context: C;
  readonly event: E;
}

/** An action that sends to the actor itself: deferred work, such as a work item or a DPC. */
export function toSelf<C, E extends Message>(
  message: (Message & Readonly<Record<string, unknown>>) | ((at: At<C, E>) => object),
) {
  return enqueueActions(({ enqueue, self, context, event }) => {
    const body =
      typeof message === 'function' ? message({ context, event } as never as At<C, E>) : message;
    enqueue.sendTo(self, { from: self.id, ...body } as never);
  });
}
