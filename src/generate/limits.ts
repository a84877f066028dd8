/** Where a generation ends at the latest. What a limit cuts off is said in the suite, never silently left out. */
export interface Limits {
  /** States of the behaviour graph; 20,000 unless given. */
  readonly maxStates?: number;
  /** Length of a path from the initial state. */
  readonly maxDepth?: number;
  /** Steps of all tests together; 200,000 unless given. */
  readonly maxSteps?: number;
  readonly maxTests?: number;
  /**
   * A test ends after so many steps, unless it takes more to get to what it is after: so nothing is left out for it. 30
   * unless given; `Infinity` for as few tests as possible.
   */
  readonly maxStepsPerTest?: number;
  /** Wall time for the whole generation. A suite that it cuts short depends on the machine that made it. */
  readonly maxSeconds?: number;
}
