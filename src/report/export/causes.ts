/** Which step sent what a step delivered: the arrows of every picture of a schedule, and its order in time. */
import type { TraceStep } from '../../trace/trace.ts';
import { wireText } from '../../trace/wire.ts';

interface Sent {
  readonly step: number;
  readonly message: object;
}

/**
 * By delivering step, the step that sent. A message that was on its way before the first step has none, nor has a
 * timer. Of equal messages the oldest is delivered first; a message of which copies are delivered stays.
 */
export function causes(
  steps: readonly TraceStep[],
  copies: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const channels = new Map<string, Sent[]>();
  const found = new Map<number, number>();
  for (const { step, from, to, message, sent } of steps) {
    const onItsWay = channels.get(keyOf(from, to)) ?? [];
    const same = onItsWay.findIndex((each) => each.message === message);
    const n = same >= 0 ? same : onItsWay.findIndex((each) => isEqual(each.message, message));
    const source = onItsWay[n];
    if (source !== undefined) found.set(step, source.step);
    if (n >= 0 && !copies.has(step)) onItsWay.splice(n, 1);
    for (const out of sent) {
      const key = keyOf(to, out.to);
      const channel = channels.get(key) ?? [];
      channel.push({ step, message: out.message });
      channels.set(key, channel);
    }
  }
  return found;
}

function isEqual(a: object, b: object): boolean {
  return wireText(a) === wireText(b);
}

/** Two ids in one text, whatever characters they have. */
function keyOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
