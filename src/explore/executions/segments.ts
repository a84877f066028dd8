/**
 * The deliveries of an execution at each actor, and what waits at its end, divided where something comes that is not
 * taken to commute: what is asked of `commutation.ts`.
 */
import type { Segment } from './commutation.ts';
import type { Dependence } from './dependence.ts';
import type { History } from './history.ts';
import type { Occurrence, Step } from './occurrence.ts';
import type { StateStack } from './state-stack.ts';
import type { Steps } from './steps.ts';

/** A delivery, and where it was sent. */
interface Delivery {
  readonly occurrence: Occurrence;
  readonly sender: number;
  /** Its place; behind the end, where it has not come. */
  readonly place: number;
}

/** Those with at least two deliveries, of the actors at which something has come or waits since place `fresh`. */
export function* segmentsSince(
  fresh: number,
  steps: Steps,
  states: StateStack,
  history: History,
  dependence: Dependence,
): Generator<Segment> {
  for (const actor of touchedSince(fresh, steps, history)) {
    let local = steps.local(actor, states.at(0, actor));
    let deliveries: Delivery[] = [];
    for (const place of dividedBy(history.atActor(actor), history.idle)) {
      const occurrence = history.steps[place] as Occurrence;
      if (occurrence.isPlain) {
        deliveries.push({ occurrence, sender: history.senderAt(place), place });
      } else {
        if (!isOneOrder(deliveries)) yield segment(actor, local, deliveries);
        deliveries = [];
        local = steps.local(actor, states.at(place + 1, actor));
      }
    }
    deliveries.push(...waiting(actor));
    if (!isOneOrder(deliveries)) yield segment(actor, local, deliveries);
  }

  /** What is next on each channel at the end. */
  function waiting(actor: number): readonly Delivery[] {
    return steps
      .waiting(actor, states.at(history.length, actor))
      .filter(({ place }) => place === 0)
      .map(({ occurrence }) => {
        const sender = history.sender(occurrence, 0);
        return { occurrence, sender, place: history.length };
      });
  }

  function segment(actor: number, local: number, all: readonly Delivery[]): Segment {
    const before = all.map((later, n) =>
      all.slice(0, n).flatMap((earlier, m) => (isForced(earlier, later) ? [m] : [])),
    );
    return { actor, local, deliveries: all.map(({ occurrence }) => occurrence), before };
  }

  /** Each of them comes after the one before it in any order. */
  function isOneOrder(all: readonly Delivery[]): boolean {
    return all.every((each, n) => n === 0 || isForced(all[n - 1] as Delivery, each));
  }

  function isForced(earlier: Delivery, later: Delivery): boolean {
    if (dependence.dependent(earlier.occurrence, later.occurrence)) return true;
    return later.sender >= 0 && history.isBefore(earlier.place, later.sender);
  }
}

function touchedSince(fresh: number, steps: Steps, history: History): Iterable<number> {
  if (fresh === 0) return steps.hasChoices.keys();
  const touched = new Set<number>();
  for (let place = fresh; place < history.length; place += 1) {
    const { actor, outs } = history.steps[place] as Step;
    touched.add(actor);
    for (let out = 0; out < outs.length; out += 2) touched.add(outs[out] as number);
  }
  return touched;
}

/** Both, in their order. */
function dividedBy(own: readonly number[], idle: readonly number[]): readonly number[] {
  return idle.length === 0 ? own : [...new Set([...own, ...idle])].sort((a, b) => a - b);
}
