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
import { Actor } from 'xstate';
import type { InvokedActors } from './children.ts';
import { afterAnswer, Ended, refuseUnlisted } from './children.ts';
import { withHint } from './hints.ts';
import type { Message, Outgoing } from './message.ts';

/** A timer that is armed (`after`, or a delay): its XState send id, milliseconds, and the event that it will raise. */
export interface Timer {
  readonly id: string;
  readonly delayMs: number;
  readonly event: AnyEventObject;
  /** A message to another actor that was sent with a delay: when the timer fires, it is sent. */
  readonly to?: string;
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

/**
 * How `snapshot` would take `message`. An `on: { X: {} }` counts as handled: the state ignores it on purpose. An actor
 * that is done takes nothing any more, also where its root would: then only what it would ignore is expected.
 */
export function reception(snapshot: AnyMachineSnapshot, message: Message): Reception {
  if (defers(snapshot, message.type)) return 'deferred';
  const transitions = snapshot.machine.getTransitionData(snapshot, message as AnyEventObject);
  if (transitions.length === 0) return 'unexpected';
  return isActive(snapshot) || transitions.every(isIgnored) ? 'handled' : 'unexpected';
}

function isIgnored({ target, actions }: AnyTransitionDefinition): boolean {
  return (target === undefined || target.length === 0) && actions.length === 0;
}

function isActive({ status }: AnyMachineSnapshot): boolean {
  return status === 'active';
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
  /** Microsteps of the last transition so far. */
  microsteps: number;
  /** Names that actors without an id have, or had before the last transition. */
  children: Record<string, unknown>;
}

/** A transition with more microsteps than these does not end. */
export const mostMicrosteps = 10_000;
export const endlessText =
  `no end after ${mostMicrosteps} microsteps: ` +
  "'always' transitions or raised events go round in a circle";

/** What a step knows of its actor beside the machine. */
export interface StepperOptions {
  /** Id of the actor that `sendParent` sends to. */
  readonly parent?: string | undefined;
  /** What the actors that the machine invokes or spawns may do; others are refused. */
  readonly invoked?: InvokedActors | undefined;
  readonly observe?: MicrostepObserver | undefined;
}

/** Is told the transitions of each microstep: those for the event, then those of `always` and of raised events. */
export type MicrostepObserver = (transitions: readonly AnyTransitionDefinition[]) => void;

/** A scope in which nothing happens: sends are recorded, `system.get` finds inert references of the known actors. */
function inertScope(
  id: string,
  directory: ReadonlyMap<string, AnyActorRef>,
  { observe, ...more }: StepperOptions,
): InertScope {
  const own = directory.get(id);
  if (own === undefined) throw new Error(`actor '${id}' is not in its own system`);
  const nothing = () => undefined;
  const recorder: InertScope = { scope: {}, actions: [], microsteps: 0, children: {} };
  const system = {
    get: (peerId: string) => directory.get(peerId),
    _relay: nothing,
    _sendInspectionEvent: (event: InspectedStep) => {
      if (event.type !== '@xstate.microstep') return;
      recorder.microsteps += 1;
      if (recorder.microsteps > mostMicrosteps) throw new Error(endlessText);
      observe?.(event._transitions);
    },
    // What the construction of an actor asks of its system; an actor without an id is named after its place.
    _bookId: () => {
      let n = 0;
      while (`x:${n}` in recorder.children) n += 1;
      recorder.children[`x:${n}`] = true;
      return `x:${n}`;
    },
    _set: nothing,
    _unregister: nothing,
    _logger: nothing,
    _clock: { setTimeout: nothing, clearTimeout: nothing },
    scheduler: { schedule: nothing, cancel: nothing, cancelAll: nothing },
  };
  const parent = more.parent === undefined ? undefined : directory.get(more.parent);
  // Not enumerable: where a machine keeps or sends `self`, it is plain data with an id.
  const self = Object.defineProperties(inertReference(id), {
    system: { value: system },
    _parent: { value: parent },
  });
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
  return new Map(ids.map((id) => [id, inertReference(id)]));
}

/** Plain data in a context or a message, so that references can be kept, sent and compared. */
function inertReference(id: string): AnyActorRef {
  const getSnapshot = () => {
    throw new Error(
      `a machine looks at the snapshot of '${id}', which it cannot know there: let it be told in a message`,
    );
  };
  const refuse = ({ type }: { readonly type?: string }) => {
    throw new Error(
      `a machine calls send() of '${id}' itself, with '${type}': what is sent that way is not seen; ` +
        "send with an action, send('who', ...), sendTo or raise",
    );
  };
  return Object.defineProperties({ id, sessionId: id } as unknown as AnyActorRef, {
    send: { value: refuse },
    getSnapshot: { value: getSnapshot },
  });
}

/** The steps of the actor `id`, which runs `machine` among the actors of `directory`. */
export function createStepper(
  id: string,
  machine: AnyStateMachine,
  directory: ReadonlyMap<string, AnyActorRef>,
  more: MicrostepObserver | StepperOptions = {},
): Stepper {
  const options = typeof more === 'function' ? { observe: more } : more;
  const inert = inertScope(id, directory, options);
  const begin = (before?: AnyMachineSnapshot) => {
    inert.actions = [];
    inert.microsteps = 0;
    inert.children = { ...before?.children };
  };
  const finish = (snapshot: AnyMachineSnapshot, timers: readonly Timer[]): Step => {
    refuseUnlisted(id, snapshot, options.invoked);
    const did = effects(id, inert.actions, timers, directory);
    // As in XState: what an actor that is done had armed is cancelled.
    const step = { snapshot, sent: did.sent, timers: isActive(snapshot) ? did.timers : [] };
    // XState keeps what a machine throws at its start, and an error of an invoked actor that nobody takes.
    if (snapshot.status === 'error') throw withHint(failureOf(snapshot.error), directory.keys());
    return step;
  };
  const transition = (
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
    timers: readonly Timer[],
  ) => {
    if (!isActive(snapshot)) return { snapshot, sent: [], timers: [] };
    begin(snapshot);
    let next: AnyMachineSnapshot;
    try {
      next = machine.transition(snapshot, event, inert.scope as never);
    } catch (error) {
      throw withHint(error, directory.keys());
    }
    return finish(afterAnswer(snapshot, event, next), timers);
  };
  return {
    id,
    machine,
    initial(input) {
      begin();
      return finish(machine.getInitialSnapshot(inert.scope as never, input as never), []);
    },
    deliver(snapshot, timers, message) {
      return transition(snapshot, message as AnyEventObject, timers);
    },
    fire(snapshot, timers, timerId) {
      const timer = timers.find((each) => each.id === timerId);
      if (timer === undefined) throw new Error(`actor '${id}' has no armed timer '${timerId}'`);
      const rest = timers.filter((each) => each !== timer);
      const { to, event } = timer;
      if (to !== undefined) {
        return { snapshot, sent: [{ to, message: event as Message }], timers: rest };
      }
      return transition(snapshot, timer.event, rest);
    },
  };
}

/** Sorts what the machine would have done into messages and timers. */
function effects(
  id: string,
  actions: readonly { type: string; params?: unknown }[],
  timersBefore: readonly Timer[],
  directory: ReadonlyMap<string, AnyActorRef>,
): { sent: Outgoing[]; timers: Timer[] } {
  const sent: Outgoing[] = [];
  let timers = [...timersBefore];
  const arm = (timer: Omit<Timer, 'id'>, given: string | undefined) => {
    const named = given ?? freeId(timer.event.type, timers);
    timers = timers.filter((each) => each.id !== named);
    timers.push({ id: named, ...timer });
  };
  for (const { type, params } of actions) {
    if (type === 'xstate.sendTo') {
      const { to, event, delay, id: sendId } = params as SentTo;
      if (typeof (event as Partial<Message> | undefined)?.type !== 'string') {
        throw new TypeError(
          `it sends ${JSON.stringify(event)} to '${to.id}': no message without a type`,
        );
      }
      // What is sent to an invoked actor leaves the system, unless an actor of it has that id.
      if (to.id !== id && !directory.has(to.id) && isChild(to)) continue;
      if (delay === undefined) sent.push({ to: to.id, message: event });
      else arm({ delayMs: delay, event, ...(to.id === id ? {} : { to: to.id }) }, sendId);
    } else if (type === 'xstate.raise') {
      const raise = params as { event: AnyEventObject; id?: string; delay?: number };
      if (raise.delay === undefined) continue;
      arm({ delayMs: raise.delay, event: raise.event }, raise.id);
    } else if (type === 'xstate.cancel') {
      const { sendId } = params as { sendId: string };
      timers = timers.filter((timer) => timer.id !== sendId);
    }
  }
  return { sent, timers: timers.sort((a, b) => a.id.localeCompare(b.id)) };
}

/** What an invoked actor has failed with may be anything. */
function failureOf(error: unknown): unknown {
  if (error instanceof Error) return error;
  return new Error(`no state takes the error of an invoked actor, ${JSON.stringify(error)}`);
}

interface SentTo {
  readonly to: AnyActorRef;
  readonly event: Message;
  readonly delay?: number;
  readonly id?: string;
}

function isChild(ref: AnyActorRef): boolean {
  return ref instanceof Actor || ref instanceof Ended;
}

/** XState gives a delayed event without an id one by chance: here it is named after its type and its place. */
function freeId(type: string, timers: readonly Timer[]): string {
  let n = 0;
  while (timers.some(({ id }) => id === `${type} ${n}`)) n += 1;
  return `${type} ${n}`;
}
