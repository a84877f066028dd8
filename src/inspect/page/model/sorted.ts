/** Looking things up in ascending lists of step numbers. */

/** Index of the last one that is at most `limit`; -1 when there is none. */
export function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The nearest one after `step`, or before it. */
export function neighbour(
  ascending: readonly number[],
  step: number,
  direction: 1 | -1,
): number | undefined {
  const at = direction === 1 ? lastAtMost(ascending, step) + 1 : lastAtMost(ascending, step - 1);
  return ascending[at];
}
