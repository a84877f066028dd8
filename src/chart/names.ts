/** Actions, guards and events of a machine in words, whether they are named, XState's own, or written in place. */
import type { AnyStateMachine } from 'xstate';

/** What a function without a name of its own is called. */
const unnamed = 'inline';

/** Names that JavaScript gives to a function because of the property it was written for. */
const places: ReadonlySet<string> = new Set(['', 'guard', 'actions', 'entry', 'exit', 'cond']);

/** What the functions that XState's action creators and guards make carry. */
interface Described {
  readonly name: string;
  readonly type?: string;
  readonly event?: unknown;
  readonly to?: unknown;
  readonly src?: unknown;
  readonly sendId?: unknown;
  readonly value?: unknown;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

export function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  if (typeof action !== 'function') return typed(action);
  const { name, type, event, to, src, sendId, value } = action as unknown as Described;
  switch (type) {
    case 'xstate.raise':
      return `raise(${valueName(event)})`;
    case 'xstate.sendTo': {
      const receiver = valueName(to);
      return `send(${valueName(event)})${receiver === unnamed ? '' : ` to ${receiver}`}`;
    }
    case 'xstate.emit':
      return `emit(${valueName(event)})`;
    case 'xstate.spawnChild':
      return `spawn(${valueName(src)})`;
    case 'xstate.cancel':
      return `cancel(${valueName(sendId)})`;
    case 'xstate.log':
      return typeof value === 'string' ? `log(${value})` : 'log';
    default:
      return type?.startsWith('xstate.') ? type.slice('xstate.'.length) : functionName(name);
  }
}

export function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard !== 'function') return typed(guard);
  const { name, guards, stateValue } = guard as unknown as Described;
  if (stateValue !== undefined) return `in ${valueName(stateValue)}`;
  if (guards === undefined) return functionName(name);
  const names = guards.map((part) => (isJoined(part) ? `(${guardName(part)})` : guardName(part)));
  return name === 'not' ? `not ${names.join(', ')}` : names.join(` ${name} `);
}

/** A transition's event; `delay` is there for `after`. */
export function eventWords(
  transition: { readonly eventType: string; readonly delay?: unknown },
  machine: AnyStateMachine,
): string {
  const { eventType, delay } = transition;
  if (eventType === '') return 'always';
  if (eventType === '*') return 'any event';
  if (delay !== undefined) return `after ${delayWords(delay, machine)}`;
  const [, kind, rest] =
    /^xstate\.(done\.state|done\.actor|error\.actor|snapshot)\.(.*)$/s.exec(eventType) ?? [];
  switch (kind) {
    case 'done.state':
      return 'done';
    case 'done.actor':
      return `done: ${rest}`;
    case 'error.actor':
      return `error: ${rest}`;
    case 'snapshot':
      return `snapshot: ${rest}`;
    default:
      return eventType;
  }
}

function delayWords(delay: unknown, { implementations }: AnyStateMachine): string {
  if (typeof delay === 'number') return `${delay} ms`;
  const named = Object.hasOwn(implementations.delays, String(delay))
    ? implementations.delays[String(delay)]
    : undefined;
  return typeof named === 'number' ? `${delay} (${named} ms)` : String(delay);
}

/** Both words of a pair of guards need brackets inside another pair. */
function isJoined(guard: unknown): boolean {
  return typeof guard === 'function' && ((guard as unknown as Described).guards?.length ?? 0) > 1;
}

/** An object with a type: an action or guard with parameters, or an event. */
function typed(value: unknown): string {
  const type = (value as { readonly type?: unknown } | null)?.type;
  return typeof type === 'string' ? type : unnamed;
}

function valueName(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return functionName(value.name);
  const type = (value as { readonly type?: unknown } | null | undefined)?.type;
  if (typeof type === 'string') return type;
  const id = (value as { readonly id?: unknown } | null | undefined)?.id;
  if (typeof id === 'string') return id;
  return typeof value === 'object' && value !== null ? pathOf(value) : unnamed;
}

/** A state value, as `{ a: { b: 'c' } }`, in dots. */
function pathOf(value: object): string {
  const parts = Object.entries(value).map(([key, inner]) =>
    typeof inner === 'string' ? `${key}.${inner}` : `${key}.${pathOf(inner as object)}`,
  );
  return parts.length === 0 ? unnamed : parts.join(' and ');
}

function functionName(name: string): string {
  return places.has(name) ? unnamed : name;
}
