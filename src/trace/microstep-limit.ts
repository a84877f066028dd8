/** A machine whose `always` transitions or raised events go round in a circle would never end its step: it throws. */
import type { InspectionEvent } from 'xstate';
import { endlessText, mostMicrosteps } from '../system/step.ts';

export class MicrostepLimit {
  #made = 0;

  /** Another delivery, or another timer. */
  begin(): void {
    this.#made = 0;
  }

  /** Is told what XState tells its inspectors. What is thrown here is thrown by the step. */
  see({ type }: InspectionEvent): void {
    if (type !== '@xstate.microstep') return;
    this.#made += 1;
    if (this.#made <= mostMicrosteps) return;
    throw new Error(endlessText);
  }
}
