/**
 * Whether a machine can be given its events without data: each is tried in many states, with a message that notes which
 * fields are read from it. A guard that reads what is not there must not be taken for one that says no.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { anyone } from '../execute/anyone.ts';
import type { ActorSpec, Message, Step } from '../system/index.ts';
import { createStepper } from '../system/index.ts';

/** What an event without data met. */
export interface EventNeeds {
  readonly type: string;
  /** Fields that a guard or an action reads of it. */
  readonly reads: readonly string[];
  /** What was thrown, where something was. */
  readonly threw?: string;
}

/** What the machine throws at an event; undefined: nothing. */
export type Thrown = (snapshot: AnyMachineSnapshot, message: Message) => string | undefined;

/** Why an event cannot be tested that makes the machine invoke or spawn: the actor would be inside of the subject. */
export const startsActor = 'the machine starts an actor of its own there (invoke or spawn)';

const mostStates = 300;

/** Event types that seem to need data. */
export function probe(
  id: string,
  spec: ActorSpec,
  types: readonly string[],
): readonly EventNeeds[] {
  const stepper = createStepper(id, spec.machine, anyone());
  const found = new Map(types.map((type) => [type, { reads: new Set<string>(), threw: '' }]));
  const seen = new Set<string>();
  const queue: Step[] = [];
  const enter = (step: Step | undefined) => {
    const key = step === undefined ? undefined : keyOf(step);
    if (step === undefined || key === undefined || seen.has(key) || seen.size >= mostStates) return;
    seen.add(key);
    queue.push(step);
  };
  enter(stepper.initial(spec.input));
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    for (const [type, needs] of found) {
      const { snapshot, timers } = step;
      tried(() => stepper.deliver(snapshot, timers, noting(type, needs.reads)));
      const plain = tried(() => stepper.deliver(snapshot, timers, { type }));
      if (typeof plain !== 'string') enter(plain);
      else if (plain !== startsActor) needs.threw = plain;
    }
    for (const { id: timer } of step.timers) {
      const { snapshot, timers } = step;
      const fired = tried(() => stepper.fire(snapshot, timers, timer));
      if (typeof fired !== 'string') enter(fired);
    }
  }
  const needs = [...found].flatMap(([type, { reads, threw }]) => {
    if (reads.size === 0 && threw === '') return [];
    return [{ type, reads: [...reads].sort(), ...(threw === '' ? {} : { threw }) }];
  });
  return needs;
}

/** Each question is asked of the machine once. */
export function throwing(id: string, spec: ActorSpec): Thrown {
  const stepper = createStepper(id, spec.machine, anyone());
  const known = new WeakMap<AnyMachineSnapshot, Map<Message, string | undefined>>();
  return (snapshot, message) => {
    const here = known.get(snapshot) ?? new Map<Message, string | undefined>();
    known.set(snapshot, here);
    if (!here.has(message)) {
      const made = tried(() => stepper.deliver(snapshot, [], message));
      here.set(message, typeof made === 'string' ? made : undefined);
    }
    return here.get(message);
  };
}

/** The step, or what was thrown. */
function tried(take: () => Step): Step | string {
  try {
    return take();
  } catch (error) {
    return reasonInFull(error);
  }
}

/** On one line; XState puts the reason of a guard on a second one. */
export function reasonInFull(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // XState's own words where a child would be started and nobody runs it.
  if (/_bookId|spawns or stops a child/.test(text)) return startsActor;
  return text.replace(/\s+/g, ' ').trim() || 'no reason given';
}

/** A message that has nothing but its type, and notes what else is asked of it. */
function noting(type: string, reads: Set<string>): Message {
  return new Proxy({ type } as Message, {
    get(target, name, receiver) {
      if (typeof name === 'string' && !ours.has(name)) reads.add(name);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

/** What XState itself and whoever prints a value ask for; and the sender, who is nobody. */
const ours: ReadonlySet<string> = new Set('type from then toJSON toString constructor'.split(' '));

/** undefined: its context cannot be compared. */
function keyOf({ snapshot, timers }: Step): string | undefined {
  const { value, context, status } = snapshot;
  try {
    return JSON.stringify([value, context, status, timers]);
  } catch {
    return undefined;
  }
}
