/** Deliveries that change nothing and send nothing: with `noOps: 'left'` they are not made. */
import { localText } from '../system/local-text.ts';
import type { Message } from '../system/message.ts';
import type { Step, Stepper } from '../system/step.ts';
import { defers } from '../system/step.ts';

export class NoOps {
  /** By local state: what was asked before. */
  readonly #asked = new WeakMap<Step, Map<Message, boolean>>();

  /** Whether the message would leave its receiver as it is. One that is put off is not delivered at all. */
  has(stepper: Stepper, step: Step, message: Message): boolean {
    const asked = this.#asked.get(step) ?? new Map<Message, boolean>();
    this.#asked.set(step, asked);
    const known = asked.get(message);
    if (known !== undefined) return known;
    const isOne = changesNothing(stepper, step, message);
    asked.set(message, isOne);
    return isOne;
  }
}

function changesNothing(stepper: Stepper, step: Step, message: Message): boolean {
  if (defers(step.snapshot, message.type)) return false;
  try {
    const after = stepper.deliver(step.snapshot, step.timers, message);
    return after.sent.length === 0 && localText(after) === localText(step);
  } catch {
    // What a machine throws is met when the message is delivered.
    return false;
  }
}
