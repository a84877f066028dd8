/** Whether what a user says about copies makes sense for the system. */
import type { SymmetrySpec } from '../options.ts';

/** What is wrong with it, in words. */
export function wrongSpec(
  { count, actors }: SymmetrySpec,
  ids: readonly string[],
): string | undefined {
  if (!Number.isInteger(count) || count < 1) return `${count} copies are not possible`;
  if (actors.length !== count) {
    return `'count' is ${count}, and 'actors' has lists for ${actors.length} copies`;
  }
  const lengths = new Set(actors.map(({ length }) => length));
  if (lengths.size > 1) return 'copies have different numbers of actors';
  const named = actors.flat();
  const twice = named.find((id, n) => named.indexOf(id) !== n);
  if (twice !== undefined) return `actor '${twice}' belongs to more than one copy`;
  const missing = named.find((id) => !ids.includes(id));
  if (missing !== undefined) {
    return `actor '${missing}' of a copy does not exist; there are only ${ids.join(', ')}`;
  }
  return undefined;
}
