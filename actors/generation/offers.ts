/**
 * Which stimuli are offered in which state. What is tried out rather than used (a call at too high an IRQL, a length at
 * its limit) is offered once for each handler that takes it: in the first state that is asked about. Offered
 * everywhere, it would multiply the states and show nothing new.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { Stimulus } from '../../src/generate/subject.ts';
import { takenTransitions } from '../../src/system/index.ts';
import type { Alphabet } from './alphabet.ts';
import { messageOf } from './alphabet.ts';
import { isOneTooMany, reusesId } from './slots.ts';

/** Something to be tried out; with a twin, only where the twin would be accepted. */
export interface Trial {
  readonly stimulus: Stimulus;
  /** The same request with nothing wrong. */
  readonly twin?: Stimulus;
}

/** Whether the driver accepts a request in this state, as far as its immediate answer tells. */
export type Accepts = (snapshot: AnyMachineSnapshot, stimulus: Stimulus) => boolean;

/**
 * The stimuli of each state. The first state that is asked about keeps what is offered once, so that one exploration
 * after another is offered the same.
 */
export function offering(
  alphabet: Alphabet,
  trials: readonly Trial[],
  accepts: Accepts,
): (snapshot: AnyMachineSnapshot) => readonly Stimulus[] {
  const { base, rare, isUnusual } = alphabet;
  const owners = new Owners();
  /** By the transitions that it takes, or, where these would all be one, by the handler. */
  const isFirst = (stimulus: Stimulus, snapshot: AnyMachineSnapshot): boolean => {
    if (handlerOf(snapshot, stimulus.message.type) === undefined) return false;
    const way = takenTransitions(snapshot, stimulus.message).join();
    return way !== '' && owners.isOwner(stimulus, way, snapshot);
  };
  return (snapshot) => {
    const isHandled = handledBy(snapshot);
    const offered = base.filter(
      (stimulus) =>
        isHandled(stimulus.message.type) &&
        isAllowed(alphabet, snapshot, stimulus, 0) &&
        (!isUnusual(snapshot, messageOf(stimulus)) || isFirst(stimulus, snapshot)),
    );
    for (const stimulus of rare) {
      if (!isHandled(stimulus.message.type)) continue;
      if (!isAllowed(alphabet, snapshot, stimulus, 1)) continue;
      if (isFirst(stimulus, snapshot)) offered.push(stimulus);
    }
    const asked = new Map<Stimulus, boolean>();
    const isAccepted = (twin: Stimulus): boolean => {
      const answer = asked.get(twin) ?? accepts(snapshot, twin);
      asked.set(twin, answer);
      return answer;
    };
    for (const { stimulus, twin } of trials) {
      if (!isHandled(stimulus.message.type)) continue;
      const handler = handlerOf(snapshot, stimulus.message.type);
      if (handler === undefined || owners.isOther(stimulus, handler, snapshot)) continue;
      if (!isAllowed(alphabet, snapshot, stimulus, 1)) continue;
      if (twin !== undefined && !isAccepted(twin)) continue;
      if (owners.isOwner(stimulus, handler, snapshot)) offered.push(stimulus);
    }
    return offered;
  };
}

/** Whether whoever sends this keeps the rules; what is tried out may be one request more than usual. */
function isAllowed(
  { mayCome, concurrency, urgent }: Alphabet,
  snapshot: AnyMachineSnapshot,
  stimulus: Stimulus,
  more: 0 | 1,
): boolean {
  const message = messageOf(stimulus);
  const { context } = snapshot;
  if (reusesId(context, message)) return false;
  const isUrgent = urgent.includes(message.type);
  if (!isUrgent && isOneTooMany(context, message, concurrency + more)) return false;
  return mayCome(snapshot, message);
}

/** Whether a state that is active has a handler for the type: without one, no machine has to be asked. */
function handledBy({ _nodes }: AnyMachineSnapshot): (type: string) => boolean {
  const types = new Set(_nodes.flatMap(({ transitions }) => [...transitions.keys()]));
  const hasWildcard = [...types].some((type) => type.includes('*'));
  return (type) => hasWildcard || types.has(type);
}

/** The innermost state node that has a handler for the type, in document order; undefined: nobody takes it. */
function handlerOf(snapshot: AnyMachineSnapshot, type: string): string | undefined {
  const handling = snapshot._nodes.filter((node) => node.transitions.has(type));
  const isAround = (outer: StateNode, inner: StateNode): boolean =>
    inner.parent !== undefined && (inner.parent === outer || isAround(outer, inner.parent));
  const innermost = handling.filter((node) => !handling.some((other) => isAround(node, other)));
  return innermost.sort((a, b) => a.order - b.order)[0]?.id;
}

type StateNode = AnyMachineSnapshot['_nodes'][number];

/** Which state has what is offered once. */
class Owners {
  readonly #owners = new Map<Stimulus, Map<string, string>>();
  readonly #texts = new WeakMap<AnyMachineSnapshot, string>();

  /** Another state has it. */
  isOther(stimulus: Stimulus, way: string, snapshot: AnyMachineSnapshot): boolean {
    const owner = this.#owners.get(stimulus)?.get(way);
    return owner !== undefined && owner !== this.#text(snapshot);
  }

  /** This state has it, from now on if nobody had it. */
  isOwner(stimulus: Stimulus, way: string, snapshot: AnyMachineSnapshot): boolean {
    const ways = this.#owners.get(stimulus) ?? new Map<string, string>();
    this.#owners.set(stimulus, ways);
    const text = this.#text(snapshot);
    if (!ways.has(way)) ways.set(way, text);
    return ways.get(way) === text;
  }

  #text(snapshot: AnyMachineSnapshot): string {
    const known = this.#texts.get(snapshot);
    if (known !== undefined) return known;
    const text = JSON.stringify([snapshot.value, snapshot.context]);
    this.#texts.set(snapshot, text);
    return text;
  }
}
