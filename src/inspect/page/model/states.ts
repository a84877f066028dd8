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
  return leaves(active)
    .map((id) => id.slice(id.indexOf('.') + 1))
    .join(', ');
}

/** Leaves that are new, by their last names. */
export function entered(before: readonly string[], after: readonly string[]): string {
  return leaves(after)
    .filter((id) => !before.includes(id))
    .map(stateName)
    .join(', ');
}
