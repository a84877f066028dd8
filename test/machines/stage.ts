/**
 * One machine on a stage: the test plays all of its peers, hands it one message after the other and sees what it says.
 * Contexts are frozen, so that a machine that changes one in place throws; a message that the state does not take
 * throws as well, unless the test asks for its reception.
 */
import type { AnyStateMachine } from 'xstate';
import type { Message, Reception, Step } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception, stateText } from '../../src/system/index.ts';

/** A message as the test writes it, or as the machine sent it; `to` is added to what was sent. */
export type Line = Message & Readonly<Record<string, unknown>>;

export interface Stage<TContext> {
  /** Delivers a message from this peer: everything that the machine sends in the step, receiver added. */
  tell(from: string, message: Line): readonly Line[];
  /** Delivers the oldest message that the machine sent to itself (a DPC or a work item). */
  runDeferred(): readonly Line[];
  /** Fires the only armed timer. */
  fireTimer(): readonly Line[];
  /** How the present state would take this message. */
  takes(from: string, message: Line): Reception;
  /** Delays of the armed timers in milliseconds. */
  readonly timers: readonly number[];
  readonly state: string;
  readonly context: TContext;
}

export function onStage<TContext>(
  id: string,
  machine: AnyStateMachine,
  input: unknown,
  peers: readonly string[],
): Stage<TContext> {
  const stepper = createStepper(id, machine, inertDirectory([id, ...peers]));
  const deferred: Message[] = [];
  let now: Step = stepper.initial(input);
  deepFreeze(now.snapshot.context);
  const take = (step: Step) => {
    now = step;
    deepFreeze(step.snapshot.context);
    deferred.push(...step.sent.filter(({ to }) => to === id).map(({ message }) => message));
    return step.sent
      .filter(({ to }) => to !== id)
      .map(({ to, message }) => ({ to, ...message }) as Line);
  };
  const tell = (from: string, message: Line) => {
    const complete = { from, ...message };
    const how = reception(now.snapshot, complete);
    if (how !== 'handled') {
      throw new Error(`'${id}' in ${stateText(now.snapshot.value)}: ${message.type} is ${how}`);
    }
    return take(stepper.deliver(now.snapshot, now.timers, deepFreeze(complete)));
  };
  return {
    tell,
    runDeferred() {
      const message = deferred.shift();
      if (message === undefined) throw new Error(`'${id}' has queued nothing to itself`);
      return tell(id, message as Line);
    },
    fireTimer() {
      const [timer, ...others] = now.timers;
      if (timer === undefined || others.length > 0) {
        throw new Error(`'${id}' has ${now.timers.length} armed timers`);
      }
      return take(stepper.fire(now.snapshot, now.timers, timer.id));
    },
    takes: (from, message) => reception(now.snapshot, { from, ...message }),
    get timers() {
      return now.timers.map(({ delayMs }) => delayMs);
    },
    get state() {
      return stateText(now.snapshot.value);
    },
    get context() {
      return now.snapshot.context as TContext;
    },
  };
}

/** Freezes a value and all that it holds, and gives it back. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** What was said, receiver and name only: `['pci IRP_MN_START_DEVICE']`. */
export function names(lines: readonly Line[]): readonly string[] {
  return lines.map(({ to, type }) => `${String(to)} ${type}`);
}
