/** Drives one machine by hand: deliver a message, see what it sends. */
import { expect } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import type { Message, Step } from '../../src/system/index.ts';
import { createStepper, inertDirectory, reception } from '../../src/system/index.ts';

export type Fields = Readonly<Record<string, unknown>>;
export type Sent = { readonly to: string; readonly type: string } & Fields;

export interface Drive {
  /** Delivers a message that the machine must expect; gives what it sent. */
  deliver(from: string, message: Message & Fields): readonly Sent[];
  /** Whether the machine expects this message now. */
  expects(from: string, message: Message & Fields): boolean;
  /** Fires the only armed timer. */
  fire(): readonly Sent[];
  /** Milliseconds of the armed timers. */
  delays(): readonly number[];
  /** The rule of the bug check that the machine is in, or undefined. */
  bugcheck(): string | undefined;
  context<C>(): C;
}

export function drive(
  id: string,
  machine: AnyStateMachine,
  input: unknown,
  peers: readonly string[],
): Drive {
  const stepper = createStepper(id, machine, inertDirectory([id, ...peers]));
  let step: Step = stepper.initial(input);
  const take = (next: Step): readonly Sent[] => {
    step = next;
    return next.sent.map(({ to, message: { from: _, ...rest } }) => ({ to, ...rest }));
  };
  return {
    deliver(from, message) {
      const whole = { from, ...message };
      const where = JSON.stringify(step.snapshot.value);
      expect(reception(step.snapshot, whole), `${message.type} in ${where}`).toBe('handled');
      return take(stepper.deliver(step.snapshot, step.timers, whole));
    },
    expects: (from, message) =>
      reception(step.snapshot, { from, ...message } as Message) === 'handled',
    fire() {
      const [timer] = step.timers;
      if (timer === undefined) throw new Error('no timer is armed');
      return take(stepper.fire(step.snapshot, step.timers, timer.id));
    },
    delays: () => step.timers.map(({ delayMs }) => delayMs),
    bugcheck() {
      const { bugcheck } = step.snapshot.context as { bugcheck: { rule: string } | null };
      return step.snapshot.hasTag('bugcheck') ? bugcheck?.rule : undefined;
    },
    context: <C>() => step.snapshot.context as C,
  };
}

/** `to type status`, short enough to read a sequence of messages. */
export function brief(sent: readonly Sent[]): readonly string[] {
  return sent.map(({ to, type, status }) =>
    [to, type, status].filter((word) => word !== undefined).join(' '),
  );
}
