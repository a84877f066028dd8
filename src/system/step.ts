/**
 * The one pure step of an actor: `machine.transition` with a reused inert scope. Nothing is executed; what the machine
 * would have sent, armed and cancelled is returned as data. Run, explore, replay and generate are built on it.
 */
import type {
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyTransitionDefinition,
} from 'xstate';
import type { Message, Outgoing } from './message.ts';

/** A timer that a state armed (`after`): its XState send id, the delay in milliseconds, and the event it will raise. */
export interface Timer {
  readonly id: string;
  readonly delayMs: number;
  readonly event: AnyEventObject;
}

/** What one delivery did. */
export interface Step {
  readonly snapshot: AnyMachineSnapshot;
  readonly sent: readonly Outgoing[];
  /** Timers that are armed after the step; an armed timer is part of the local state. */
  readonly timers: readonly Timer[];
}

/** Can take the steps of one actor: the initial one, and the delivery of a message in a given snapshot. */
export interface Stepper {
  readonly id: string;
  readonly machine: AnyStateMachine;
  initial(input?: unknown): Step;
  deliver(snapshot: AnyMachineSnapshot, timers: readonly Timer[], message: Message): Step;
  /** Fires an armed timer, which is thereby no longer armed. */
  fire(snapshot: AnyMachineSnapshot, timers: readonly Timer[], timerId: string): Step;
}

/** How the current state takes a message: by a transition, by putting it off (`meta.defer`), or not at all. */
export type Reception = 'handled' | 'deferred' | 'unexpected';

/** How `snapshot` would take `message`. An `on: { X: {} }` counts as handled: the state ignores it on purpose. */
export function reception(snapshot: AnyMachineSnapshot, message: Message): Reception {
  if (defers(snapshot, message.type)) return 'deferred';
  const transitions = snapshot.machine.getTransitionData(snapshot, message as AnyEventObject);
  return transitions.length > 0 ? 'handled' : 'unexpected';
}

/** Whether a state of `snapshot` puts messages of this type off (`meta.defer`). Evaluates no guard. */
export function defers(snapshot: AnyMachineSnapshot, type: string): boolean {
  const metas = Object.values(snapshot.getMeta()) as { defer?: readonly string[] }[];
  return metas.some((meta) => meta?.defer?.includes(type) ?? false);
}

/** As XState tells its inspectors. */
interface InspectedStep {
  readonly type: string;
  readonly _transitions: readonly AnyTransitionDefinition[];
}

interface InertScope {
  readonly scope: object;
  /** Actions that the last transition would have executed. */
  actions: { type: string; params?: unknown }[];
}

/** Is told the transitions of each microstep: those for the event, then those of `always` and of raised events. */
export type MicrostepObserver = (transitions: readonly AnyTransitionDefinition[]) => void;

/** A scope in which nothing happens: sends are recorded, `system.get` finds inert references of the known actors. */
function inertScope(
  id: string,
  directory: ReadonlyMap<string, AnyActorRef>,
  observe: MicrostepObserver | undefined,
): InertScope {
  const self = directory.get(id);
  if (self === undefined) throw new Error(`actor '${id}' is not in its own system`);
  const system = {
    get: (peerId: string) => directory.get(peerId),
    _relay: () => undefined,
    _sendInspectionEvent: (event: InspectedStep) => {
      if (event.type === '@xstate.microstep') observe?.(event._transitions);
    },
    scheduler: { schedule: () => undefined, cancel: () => undefined },
  };
  const recorder: InertScope = { scope: {}, actions: [] };
  return Object.assign(recorder, {
    scope: {
      self,
      id,
      sessionId: id,
      logger: () => undefined,
      defer: () => undefined,
      emit: () => undefined,
      system,
      stopChild: () => undefined,
      actionExecutor: (action: { type: string; params?: unknown }) => {
        recorder.actions.push(action);
      },
    },
  });
}

/** Inert references for every actor of a system: all that a machine may see of a peer is that it exists. */
export function inertDirectory(ids: readonly string[]): ReadonlyMap<string, AnyActorRef> {
  return new Map(
    ids.map((id) => [id, { id, sessionId: id, send: () => undefined } as unknown as AnyActorRef]),
  );
}

/** The steps of the actor `id`, which runs `machine` among the actors of `directory`. */
export function createStepper(
  id: string,
  machine: AnyStateMachine,
  directory: ReadonlyMap<string, AnyActorRef>,
  observe?: MicrostepObserver,
): Stepper {
  const inert = inertScope(id, directory, observe);
  const finish = (snapshot: AnyMachineSnapshot, timers: readonly Timer[]): Step => ({
    snapshot,
    ...effects(id, inert.actions, timers),
  });
  return {
    id,
    machine,
    initial(input) {
      inert.actions = [];
      const snapshot = machine.getInitialSnapshot(inert.scope as never, input as never);
      return finish(snapshot, []);
    },
    deliver(snapshot, timers, message) {
      inert.actions = [];
      const next = machine.transition(snapshot, message as AnyEventObject, inert.scope as never);
      return finish(next, timers);
    },
    fire(snapshot, timers, timerId) {
      const timer = timers.find((each) => each.id === timerId);
      if (timer === undefined) throw new Error(`actor '${id}' has no armed timer '${timerId}'`);
      inert.actions = [];
      const next = machine.transition(snapshot, timer.event, inert.scope as never);
      return finish(
        next,
        timers.filter((each) => each !== timer),
      );
    },
  };
}

/** Sorts what the machine would have done into messages and timers; anything else cannot be stepped purely. */
function effects(
  id: string,
  actions: readonly { type: string; params?: unknown }[],
  timersBefore: readonly Timer[],
): { sent: Outgoing[]; timers: Timer[] } {
  const sent: Outgoing[] = [];
  let timers = [...timersBefore];
  for (const { type, params } of actions) {
    if (type === 'xstate.sendTo') {
      const { to, event, delay } = params as {
        to: AnyActorRef;
        event: Message;
        delay: number | undefined;
      };
      if (delay !== undefined) throw new Error(`actor '${id}' delays '${event.type}': use 'after'`);
      sent.push({ to: to.id, message: event });
    } else if (type === 'xstate.raise') {
      const raise = params as { event: AnyEventObject; id: string; delay?: number };
      if (raise.delay === undefined) continue;
      timers = timers.filter((timer) => timer.id !== raise.id);
      timers.push({ id: raise.id, delayMs: raise.delay, event: raise.event });
    } else if (type === 'xstate.cancel') {
      const { sendId } = params as { sendId: string };
      timers = timers.filter((timer) => timer.id !== sendId);
    } else if (type === 'xstate.spawnChild' || type === 'xstate.stopChild') {
      throw new Error(`actor '${id}' spawns or stops a child: explored machines may not`);
    }
  }
  return { sent, timers: timers.sort((a, b) => a.id.localeCompare(b.id)) };
}
