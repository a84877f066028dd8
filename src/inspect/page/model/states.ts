/** Names of states for people, from the ids of their nodes. */

/** The last part of an id: `pf.running.idle` is `idle`. */
export function stateName(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}

/** The states of these that have no child among them. */
export function leaves(active: readonly string[]): readonly string[] {
  return active.filter((id) => !active.some((other) => other.startsWith(`${id}.`)));
}

/** Such as `started, requests.idle`: leaves, without the machine's name. */
export function situation(active: readonly string[]): string {
  return withoutCommon(leaves(active)).join(', ');
}

/** What a step leaves and enters, as {@link situation} has it. */
export function difference(
  before: readonly string[],
  after: readonly string[],
): { readonly left: string; readonly entered: string; readonly stays: number } {
  const all = [...new Set([...leaves(before), ...leaves(after)])];
  const names = new Map(withoutCommon(all).map((name, n) => [all[n] as string, name]));
  const said = (ids: readonly string[]) => ids.map((id) => names.get(id)).join(', ');
  return {
    left: said(leaves(before).filter((id) => !after.includes(id))),
    entered: said(leaves(after).filter((id) => !before.includes(id))),
    stays: leaves(after).filter((id) => before.includes(id)).length,
  };
}

/** The ids without the machine's name, and without what they all begin with. */
function withoutCommon(ids: readonly string[]): readonly string[] {
  const paths = ids.map((id) => id.split('.').slice(id.includes('.') ? 1 : 0));
  const [first] = paths;
  if (first === undefined) return [];
  let common = 0;
  while (paths.every((path) => path.length > common + 1 && path[common] === first[common]))
    common += 1;
  return paths.map((path) => path.slice(ids.length > 1 ? common : 0).join('.'));
}

/** Leaves that are new, by their last names. */
export function entered(before: readonly string[], after: readonly string[]): string {
  return leaves(after)
    .filter((id) => !before.includes(id))
    .map(stateName)
    .join(', ');
}
