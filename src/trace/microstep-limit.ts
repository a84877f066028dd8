/** A machine whose `always` transitions or raised events go round in a circle would never end its step: it throws. */

/** A step with more microsteps than these does not end. */
const mostMicrosteps = 10_000;

interface Inspected {
  readonly type: string;
}

/** Where XState tells of each microstep; its own, internal name. */
export interface InspectedSystem {
  _sendInspectionEvent(event: Inspected): void;
}

export class MicrostepLimit {
  #made = 0;

  /** Listens to what the system tells its inspectors. */
  constructor(system: InspectedSystem) {
    const tell = system._sendInspectionEvent.bind(system);
    system._sendInspectionEvent = (event) => {
      if (event.type === '@xstate.microstep') this.#count();
      tell(event);
    };
  }

  /** Another delivery, or another timer. */
  begin(): void {
    this.#made = 0;
  }

  #count(): void {
    this.#made += 1;
    if (this.#made <= mostMicrosteps) return;
    throw new Error(
      `no end after ${mostMicrosteps} microsteps: 'always' transitions or raised events go round in a circle`,
    );
  }
}
