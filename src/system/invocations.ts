/**
 * A machine whose invoked actors are outside of it: where it would start one it sends `xstate.invoke` to that actor's
 * id, and what the actor would answer (`xstate.done.actor.ID`, `xstate.error.actor.ID`, `xstate.snapshot.ID`) is a
 * message like any other. So a machine that invokes can be stepped purely, by whoever plays the invoked actors.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { createMachine } from 'xstate';
import { send } from './send.ts';

/** Configurations of states are taken apart and put together again; XState checks the result. */
type Config = Readonly<Record<string, unknown>>;

/** The machine itself where it invokes nothing. Ids of states and events are the same. */
export function withInvocationsOutside(machine: AnyStateMachine): AnyStateMachine {
  if (!invokes(machine.root)) return machine;
  const config = outside(machine.root, machine.config as unknown as Config);
  return createMachine(config as never).provide(machine.implementations as never);
}

/** Whether it answers for an invoked actor. */
export function isInvocationEvent(type: string): boolean {
  return /^xstate\.(done\.actor|error\.actor|snapshot)\./.test(type);
}

/** Id of the actor that such an event comes from. */
export function invokedId(type: string): string {
  return type.replace(/^xstate\.(done\.actor|error\.actor|snapshot)\./, '');
}

function invokes(node: AnyStateNode): boolean {
  return node.invoke.length > 0 || Object.values(node.states).some(invokes);
}

function outside(node: AnyStateNode, config: Config): Config {
  const { invoke: _invoke, states, on, entry, ...rest } = config;
  const answers: Record<string, unknown> = {};
  const starts: unknown[] = [];
  for (const { id, src, input, onDone, onError, onSnapshot } of node.invoke as readonly Invoked[]) {
    starts.push(started(id, src, input));
    if (onDone !== undefined) answers[`xstate.done.actor.${id}`] = onDone;
    if (onError !== undefined) answers[`xstate.error.actor.${id}`] = onError;
    if (onSnapshot !== undefined) answers[`xstate.snapshot.${id}`] = onSnapshot;
  }
  const inner = Object.entries((states ?? {}) as Record<string, Config>).map(([key, each]) => [
    key,
    outside(node.states[key] as AnyStateNode, each),
  ]);
  return {
    ...rest,
    ...(states === undefined ? {} : { states: Object.fromEntries(inner) }),
    on: { ...(on as object | undefined), ...answers },
    // As in XState: an actor is started after the entry actions.
    entry: [entry ?? [], starts].flat(),
  };
}

interface Invoked {
  readonly id: string;
  readonly src: string;
  readonly input?: unknown;
  readonly onDone?: unknown;
  readonly onError?: unknown;
  readonly onSnapshot?: unknown;
}

/** What an inline actor is called says nothing that its id does not. */
function started(id: string, src: string, input: unknown) {
  const named = src.startsWith('xstate.invoke.') ? {} : { src };
  return send(id, (args: object) => {
    const value = typeof input === 'function' ? input(args) : input;
    return { type: 'xstate.invoke', ...named, ...(value === undefined ? {} : { input: value }) };
  });
}
