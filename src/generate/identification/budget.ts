/** Where building a suite ends at the latest. */
import type { Limits } from '../limits.ts';
import type { StoppedBecause } from '../suite.ts';

/** Thrown where a limit is reached, and caught where a smaller suite is chosen instead. */
export class LimitReached extends Error {
  readonly because: StoppedBecause;

  constructor(because: StoppedBecause) {
    super(because);
    this.because = because;
  }
}

export class Budget {
  readonly maxSteps: number;
  readonly maxTests: number;
  readonly #deadline: number;
  #sinceLook = 0;

  constructor({ maxSteps = 200_000, maxTests, maxSeconds }: Limits = {}) {
    this.maxSteps = maxSteps;
    this.maxTests = maxTests ?? Number.POSITIVE_INFINITY;
    this.#deadline =
      maxSeconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + maxSeconds * 1000;
  }

  /** Throws when the suite has become too large. */
  allows(steps: number, tests: number): void {
    if (steps > this.maxSteps) throw new LimitReached('max-steps');
    if (tests > this.maxTests) throw new LimitReached('max-tests');
    this.tick();
  }

  /** Throws when so many states have more pairs than fit into a table. */
  hasPairs(states: number, maxPairs: number): void {
    if ((states * (states - 1)) / 2 > maxPairs) throw new LimitReached('max-states');
  }

  /** Throws when the time is up. The clock is read seldom, since it is asked often. */
  tick(): void {
    if (this.#deadline === Number.POSITIVE_INFINITY || ++this.#sinceLook < 256) return;
    this.#sinceLook = 0;
    if (performance.now() > this.#deadline) throw new LimitReached('max-seconds');
  }
}
