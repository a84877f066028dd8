/**
 * A machine under plain `createActor`, among actors that write down what they are sent: what is known here of a machine
 * comes from XState alone.
 */
import type { AnyActorRef, AnyMachineSnapshot, AnyStateMachine, InspectionEvent } from 'xstate';
import { createActor, createMachine, fromTransition, spawnChild } from 'xstate';
import type { Message } from '../../src/system/index.ts';

export interface Said {
  readonly to: string;
  readonly message: Message;
}

export interface Live {
  /** What it has sent since it was asked last. */
  sent(): readonly Said[];
  deliver(message: Message): void;
  snapshot(): AnyMachineSnapshot;
  /** The same for equal values, contexts and statuses. */
  key(): string;
  /** Whether some state has a transition for it, as XState says. */
  takes(message: Message): boolean;
  stop(): void;
}

const others = ['tester', 'other'];

export function live(machine: AnyStateMachine): Live {
  let said: Said[] = [];
  const listener = (to: string) =>
    fromTransition((state: null, message: Message) => {
      said.push({ to, message });
      return state;
    }, null);
  // Caught at its start: an actor that has ended is no longer in the system.
  let ref: AnyActorRef | undefined;
  const inspect = ({ type, actorRef }: InspectionEvent) => {
    if (type === '@xstate.actor' && (actorRef as AnyActorRef).id === 'm')
      ref = actorRef as AnyActorRef;
  };
  const root = createActor(
    createMachine({
      entry: [
        ...others.map((id) => spawnChild(listener(id), { id, systemId: id } as never)),
        spawnChild(machine, { id: 'm', systemId: 'm' } as never),
      ],
    }),
    { inspect },
  );
  root.start();
  if (ref === undefined) throw new Error('the machine has not been started');
  const actor: AnyActorRef = ref;
  const snapshot = () => actor.getSnapshot() as AnyMachineSnapshot;
  return {
    sent() {
      const now = said;
      said = [];
      return now;
    },
    deliver: (message) => actor.send(message),
    snapshot,
    key() {
      const { value, context, status } = snapshot();
      return JSON.stringify([value, context, status]);
    },
    takes: (message) =>
      snapshot().status === 'active' &&
      machine.getTransitionData(snapshot(), message as never).length > 0,
    stop: () => root.stop(),
  };
}

/** Every state that at most `depth` events lead to, and every step between them, by trying all sequences. */
export function bruteForce(machine: AnyStateMachine, types: readonly string[], depth: number) {
  const states = new Map<string, readonly string[]>();
  const steps = new Set<string>();
  const values = new Set<string>();
  const start = after(machine, []);
  const level = [{ path: [] as string[], key: start.key() }];
  states.set(start.key(), []);
  start.stop();
  for (let at = 0; at < level.length; at += 1) {
    const { path, key } = level[at] as (typeof level)[number];
    for (const type of types) {
      const actor = after(machine, path);
      values.add(JSON.stringify(actor.snapshot().value));
      if (actor.takes({ type }) && path.length < depth) {
        actor.deliver({ type });
        steps.add(`${key} ${type}`);
        const next = actor.key();
        if (!states.has(next)) {
          states.set(next, [...path, type]);
          level.push({ path: [...path, type], key: next });
        }
      }
      actor.stop();
    }
  }
  return { states, steps, values };
}

function after(machine: AnyStateMachine, path: readonly string[]): Live {
  const actor = live(machine);
  for (const type of path) actor.deliver({ type });
  return actor;
}
