/** Running a suite: what a user of the library needs. */
export type { Difference } from './difference.ts';
export { differences } from './difference.ts';
export type { Implementation, Reaction, TestResult, Verdict } from './implementation.ts';
export { ImplementationFault, NoImplementation } from './implementation.ts';
export { inProcess } from './in-process.ts';
export type { PipeOptions } from './pipe/over-pipe.ts';
export { defaultTimes, overPipe } from './pipe/over-pipe.ts';
export type { RunOptions, SuiteRun } from './run-suite.ts';
export { runSuite } from './run-suite.ts';
export type { Sent, TestMessage, TestSubject, UnderTest } from './under-test.ts';
export { underTest } from './under-test.ts';
