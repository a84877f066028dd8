/**
 * Internal messages run until none can be delivered any more, in every order: what the tester may see of it, and where
 * it ends.
 */
import { stateText, unexpectedText } from '../../system/index.ts';
import type { After, Queue, World } from './world.ts';

/** One way for a stimulus to end. */
export interface Outcome {
  readonly situation: number;
  /** Numbers of the envelopes that are seen, in the order of one of the orders that lead here. */
  readonly seen: readonly number[];
  /** The transitions that every order takes which leads here. */
  readonly taken: readonly string[];
}

/** A message that its receiver does not take in some order: the subject itself is at fault there. */
export interface Fault {
  readonly fault: string;
}

/** Situations in between, for one stimulus. */
const mostBetween = 20_000;

interface Between {
  readonly situation: number;
  readonly seen: readonly number[];
  taken: readonly string[];
  isDone: boolean;
}

/** `what`: the stimulus, for a message. */
export function quiet(world: World, first: After, what: () => string): readonly Outcome[] | Fault {
  if (internal(world, first.situation).length === 0) return [first];
  const found = new Map<string, Between>();
  const work: Between[] = [];
  enter(first);
  const outcomes = new Set<Between>();
  // Oldest first, so that the outcome of the order of sending is the first one.
  for (let at = 0; at < work.length; at += 1) {
    const between = work[at] as Between;
    between.isDone = true;
    let moved = false;
    for (const queue of internal(world, between.situation)) {
      const after = world.deliverHead(between.situation, queue);
      if (after === 'deferred') continue;
      if (after === 'unexpected') return { fault: faultText(world, between.situation, queue) };
      moved = true;
      enter({
        situation: after.situation,
        seen: [...between.seen, ...after.seen],
        taken: [...between.taken, ...after.taken],
      });
    }
    if (!moved) outcomes.add(between);
  }
  if (outcomes.size === 0) {
    throw new Error(
      `no tests can be generated: after ${what()} the actors of the subject send each other messages for ever`,
    );
  }
  return [...outcomes];

  function enter({ situation, seen, taken }: After): void {
    const key = `${situation} ${world.vocabulary.reactionKey(seen)}`;
    const known = found.get(key);
    if (known === undefined) {
      if (found.size >= mostBetween) {
        throw new Error(
          `no tests can be generated: after ${what()} the actors of the subject do not come to rest ` +
            `within ${mostBetween} situations`,
        );
      }
      const between = { situation, seen, taken, isDone: false };
      found.set(key, between);
      work.push(between);
      return;
    }
    const both = known.taken.filter((each) => taken.includes(each));
    if (both.length === known.taken.length) return;
    known.taken = both;
    if (!known.isDone) return;
    // What lies behind it was reached with more than every order takes.
    known.isDone = false;
    work.push(known);
  }
}

/** Queues whose heads are delivered by the subject itself. Those that are put off wait. */
function internal(world: World, situation: number): readonly Queue[] {
  const { queues } = world.situation(situation);
  if (queues.length === 0) return queues;
  return queues.filter((queue) => !world.isChosen(queue));
}

export function faultText(world: World, situation: number, { from, to, messages }: Queue): string {
  const id = world.vocabulary.actors[to] as string;
  const message = world.vocabulary.messageOf(messages[0] as number);
  const snapshot = world.view(situation)[id];
  const state = snapshot === undefined ? '' : stateText(snapshot.value);
  return unexpectedText({ from, to: id, message }, state);
}
