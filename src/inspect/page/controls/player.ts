/** Steps on by itself, so many steps a second, until the end. */
import type { Store } from '../store.ts';

export class Player {
  readonly #store: Store;
  readonly #last: () => number;
  readonly #changed: () => void;
  #speed = 2;
  #frame: number | undefined;
  /** Steps that are due, in parts. */
  #due = 0;
  #before = 0;

  /** `last`: number of the last step of the run that is shown. */
  constructor(store: Store, last: () => number, changed: () => void) {
    this.#store = store;
    this.#last = last;
    this.#changed = changed;
  }

  get isPlaying(): boolean {
    return this.#frame !== undefined;
  }

  /** Steps a second. */
  set speed(speed: number) {
    this.#speed = speed;
  }

  toggle(): void {
    if (this.isPlaying) this.stop();
    else this.#start();
  }

  stop(): void {
    if (this.#frame === undefined) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#changed();
  }

  #start(): void {
    if (this.#store.place.step >= this.#last()) this.#store.go({ step: 0 }, 'walk');
    this.#due = 1;
    this.#before = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
    this.#changed();
  }

  readonly #tick = (now: number) => {
    this.#frame = requestAnimationFrame(this.#tick);
    this.#due += (Math.max(0, now - this.#before) / 1000) * this.#speed;
    this.#before = now;
    const whole = Math.floor(this.#due);
    if (whole < 1) return;
    this.#due -= whole;
    const step = Math.min(this.#last(), this.#store.place.step + whole);
    this.#store.go({ step }, 'walk');
    if (step >= this.#last()) this.stop();
  };
}
