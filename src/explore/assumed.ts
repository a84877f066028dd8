/** What a result takes for granted because nobody has said it, and what of a system an exploration does not see. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { SystemSpec } from '../system/index.ts';
import { namesTimers, usualTimers } from '../system/outside.ts';
import type { ExploreOptions, ExploreResult } from './options.ts';
import type { Tables } from './tables.ts';

/** One sentence each; of the system alone. */
export function assumptions(system: SystemSpec, { timers }: ExploreOptions): readonly string[] {
  return [
    ...(namesTimers(system) ? aboutTimers(timers, usualTimers(system)) : []),
    ...Object.entries(system.actors).flatMap(([id, { machine }]) => unseen(id, machine)),
  ];
}

/** The same of a search that has looked at everything: outside events that were listed in vain. */
export function inVain({ verdict }: ExploreResult, { actors }: Tables): readonly string[] {
  if (verdict !== 'holds') return [];
  return actors
    .flatMap(({ states }) => states.neverTaken())
    .map(
      ({ actor, type }) =>
        `no state of '${actor}' that was reached takes the outside event '${type}'`,
    );
}

/** Where an outside event is always possible, a timer that waits for stillness never fires. */
function aboutTimers(given: ExploreOptions['timers'], usual: 'idle' | 'any'): readonly string[] {
  if (given === undefined && usual === 'idle') return [stillness];
  return given === 'idle' && usual === 'any' ? [noStillness] : [];
}

const noStillness =
  "timers: 'idle' beside outside events: a timer fires only where none of these is possible, which may be nowhere";
const stillness =
  "timers fire only when nothing else can move; timers: 'any' looks at a time-out that comes before an answer, too";

/** What a machine would do under XState, or was meant to, and is not explored. */
function unseen(id: string, machine: AnyStateMachine): readonly string[] {
  const { actions, delays } = machine.implementations;
  const used = nodesOf(machine.root).flatMap(actionsOf);
  const named = names(used.map(nameOf));
  const later = nodesOf(machine.root).flatMap(({ after }) => after.map(({ delay }) => delay));
  const absent = [
    ...named.filter((name) => !(name in actions)).map((name) => `action '${name}'`),
    ...names(later.filter((delay) => typeof delay === 'string'))
      .filter((name) => !(name in delays))
      .map((name) => `delay '${name}'`),
  ];
  const all: readonly (readonly [string, unknown])[] = [
    ...Object.entries(actions).map(([name, action]) => [`'${name}'`, action] as const),
    ...used.map((action) => ['a function', action] as const),
  ];
  const senders = names(all.filter(([, action]) => sendsItself(action)).map(([name]) => name));
  return [
    ...(absent.length === 0
      ? []
      : [`'${id}' names ${absent.join(', ')}, which nobody has provided: nothing is done for it`]),
    ...(senders.length === 0
      ? []
      : [
          `an action of '${id}' is a function that calls send() itself (${senders.join(', ')}): functions are not ` +
            "run, so what it sends is not seen; send('who', ...), sendTo and raise are",
        ]),
  ];
}

function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function actionsOf({ entry, exit, transitions, always = [] }: AnyStateNode): readonly unknown[] {
  const taken = [...[...transitions.values()].flat(), ...always];
  return [...entry, ...exit, ...taken.flatMap(({ actions }) => actions)];
}

/** Where an action is given by its name: the name. */
function nameOf(action: unknown): string | undefined {
  if (typeof action === 'string') return action;
  const { type } = (action ?? {}) as { readonly type?: unknown };
  return typeof action === 'object' && typeof type === 'string' ? type : undefined;
}

/** Whether its text has a call of `send`: of an action of the user's own, or of what `enqueueActions` is given. */
function sendsItself(action: unknown): boolean {
  if (typeof action !== 'function') return false;
  const { collect, resolve } = action as { readonly collect?: unknown; readonly resolve?: unknown };
  const own = typeof collect === 'function' ? collect : action;
  if (own === action && resolve !== undefined) return false;
  return /\.\s*send\s*\(/.test(Function.prototype.toString.call(own));
}

function names(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((each) => each !== undefined))];
}
