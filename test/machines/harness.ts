/**
 * One machine among peers that a test plays itself: messages are delivered to it one by one, and
 * what it sends is collected. A message that it does not take throws, unless the test asks for the
 * reception first.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Message, Outgoing, Reception, Timer } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';

/** A message as a test writes it: what the machine under test does not look at may be left out. */
export type Loose = Message & Readonly<Record<string, unknown>>;
/** What was sent, flat: the receiver, and the fields of the message without its sender. */
export type Sent = Readonly<Record<string, unknown>> & {
  readonly to: string;
  readonly type: string;
};

export interface Bench {
  /** Delivers a message and gives what was sent because of it. */
  receive(message: Loose): readonly Sent[];
  /** Delivers several, and gives what was sent because of the last one. */
  receiveAll(...messages: readonly Loose[]): readonly Sent[];
  /** How the message would be taken, without delivering it. */
  reception(message: Loose): Reception;
  fire(timerId: string): readonly Sent[];
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: readonly Timer[];
  readonly context: Readonly<Record<string, unknown>>;
  /** The name of the bug check that the machine is in, or null. */
  readonly bugcheck: string | null;
  /** Value and context as text: equal situations are equal texts. */
  readonly key: string;
}

/** Puts `machine` on the bench as actor `id`, among `peers`. */
export function bench(
  id: string,
  machine: AnyStateMachine,
  input: unknown,
  peers: readonly string[],
): Bench {
  const stepper = createStepper(id, machine, inertDirectory([id, ...peers]));
  let step = stepper.initial(input);
  const flat = (sent: readonly Outgoing[]): readonly Sent[] =>
    sent.map(({ to, message }) => {
      const { from, ...rest } = message;
      return from === id || from === undefined ? { to, ...rest } : { to, ...message };
    });
  const receive = (message: Loose) => {
    if (reception(step.snapshot, message) === 'unexpected') {
      const where = JSON.stringify(step.snapshot.value);
      throw new Error(`UnexpectedMessage: '${message.type}' to ${id} in ${where}`);
    }
    step = stepper.deliver(step.snapshot, step.timers, message);
    deepFreeze(step.snapshot.context);
    return flat(step.sent);
  };
  return {
    receive,
    receiveAll(...messages) {
      return messages.map(receive).at(-1) ?? [];
    },
    reception: (message) => reception(step.snapshot, message),
    fire(timerId) {
      step = stepper.fire(step.snapshot, step.timers, timerId);
      return flat(step.sent);
    },
    get snapshot() {
      return step.snapshot;
    },
    get timers() {
      return step.timers;
    },
    get context() {
      return step.snapshot.context;
    },
    get bugcheck() {
      return (step.snapshot.context.bugcheck as { code: string } | null | undefined)?.code ?? null;
    },
    get key() {
      return JSON.stringify([step.snapshot.value, step.snapshot.context, step.timers]);
    },
  };
}

/** Context is plain and immutable: a write to it is a mistake that shows at once. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const each of Object.values(value)) deepFreeze(each);
}
