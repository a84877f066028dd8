/** A machine's configuration as JSON text: what the inspector draws a statechart from. */
import type { AnyStateMachine } from 'xstate';
import type { Named } from './plain.ts';
import { plain } from './plain.ts';

/** Guards, actions and delays that are named stay as they are; a function becomes an object with its name. */
export function definitionOf({ id, config }: AnyStateMachine): string {
  return JSON.stringify(plain({ id, ...config }, asReference));
}

function asReference(value: Named): unknown {
  return { type: nameOf(value) };
}

/** `and(isIdle, not(isLocked))`, `xstate.assign`, or the function's own name. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { name, type, guards } = (value ?? {}) as {
    name?: unknown;
    type?: unknown;
    guards?: unknown;
  };
  if (Array.isArray(guards)) return `${name}(${guards.map(nameOf).join(', ')})`;
  if (typeof type === 'string') return type;
  return typeof name === 'string' && name !== '' ? name : 'inline';
}
