/** Running a suite: what a user of the library needs. */
export type { Implementation, Reaction, TestResult, Verdict } from './implementation.ts';
