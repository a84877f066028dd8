/** A live run followed in the pure step, where it can be asked what a delivery would change. For `noOps: 'left'`. */
import type { Envelope } from '../system/message.ts';
import type { SystemSpec } from '../system/system.ts';
import type { WorldOptions, WorldState } from './world.ts';
import { World, worldRules } from './world.ts';

export class Shadow {
  readonly #world: World;
  #state: WorldState;

  constructor(spec: SystemSpec, options: WorldOptions) {
    this.#world = new World(spec, worldRules(options));
    this.#state = this.#world.initial;
  }

  /** The run has made this delivery. */
  follow(delivery: Envelope): void {
    this.#state = this.#world.take(this.#state, delivery)?.state ?? this.#state;
  }

  isLeft(message: Envelope): boolean {
    return this.#world.isLeft(this.#state, message);
  }

  waiting(): readonly Envelope[] {
    return this.#world.waiting(this.#state);
  }
}
