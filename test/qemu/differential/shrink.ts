/** The shortest sequence that still shows a difference: requests are left out, then values made plain. */
import type { Request } from './request.ts';

export function shortened(
  requests: readonly Request[],
  shows: (requests: readonly Request[]) => boolean,
): readonly Request[] {
  let best = requests;
  for (
    let size = Math.ceil(best.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < best.length; ) {
      const fewer = [...best.slice(0, at), ...best.slice(at + size)];
      if (fewer.length < best.length && shows(fewer)) best = fewer;
      else at += size;
    }
  }
  for (const index of best.keys()) best = plainer(best, index, shows);
  return best;
}

/** One bit after the other is taken out of a written value. */
function plainer(
  requests: readonly Request[],
  index: number,
  shows: (requests: readonly Request[]) => boolean,
): readonly Request[] {
  let best = requests;
  for (let bit = 31; bit >= 0; bit -= 1) {
    const request = best[index];
    if (request === undefined || request.kind !== 'write') return best;
    if (((request.value >>> bit) & 1) === 0) continue;
    const value = (request.value & ~(1 << bit)) >>> 0;
    const simpler = best.map((each, at) => (at === index ? { ...request, value } : each));
    if (shows(simpler)) best = simpler;
  }
  return best;
}
