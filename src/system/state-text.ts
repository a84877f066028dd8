import type { StateValue } from 'xstate';

/** A state value as text: regions separated by commas, nesting by dots. */
export function stateText(value: StateValue): string {
  return leaves(value).join(', ');
}

function leaves(value: StateValue): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = inner === undefined ? [] : leaves(inner);
    return below.length === 0 ? [key] : below.map((leaf) => `${key}.${leaf}`);
  });
}
