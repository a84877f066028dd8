/**
 * Time that moves only when asked to, so that a run is deterministic and an hour of waiting takes no time. Has the
 * shape of XState's `clock` option.
 */
interface Entry {
  readonly id: number;
  readonly dueMs: number;
  readonly fire: () => void;
}

export class VirtualClock {
  #nowMs = 0;
  #nextId = 1;
  #entries: Entry[] = [];

  /** Milliseconds since the clock was made. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Whether a timer is armed. */
  get armed(): boolean {
    return this.#entries.length > 0;
  }

  setTimeout = (fire: (...args: never[]) => void, timeoutMs: number): number => {
    const id = this.#nextId++;
    this.#entries.push({ id, dueMs: this.#nowMs + timeoutMs, fire: fire as () => void });
    this.#entries.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
    return id;
  };

  clearTimeout = (id: number): void => {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
  };

  /** Moves to the next armed timer and fires it; timers that are due at the same time fire in the order of arming. */
  fireNext(): void {
    const [entry] = this.#entries;
    if (entry === undefined) throw new Error('no timer is armed');
    this.fire(entry.id);
  }

  /** Fires this timer, before others that are due earlier if need be; time never moves back. */
  fire(id: number): void {
    const entry = this.#entries.find((each) => each.id === id);
    if (entry === undefined) throw new Error(`no timer ${id} is armed`);
    this.clearTimeout(id);
    this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
    entry.fire();
  }

  isArmed(id: number): boolean {
    return this.#entries.some((each) => each.id === id);
  }
}
