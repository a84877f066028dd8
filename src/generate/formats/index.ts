/** Suites as text: for programs, for vitest, for people, for C. */
export { cText } from './c.ts';
export type { Imported } from './imports.ts';
export { jsonText } from './json.ts';
export { markdownText } from './markdown.ts';
export { SuiteFormatError } from './source-text.ts';
export type { VitestOptions } from './vitest.ts';
export { vitestText } from './vitest.ts';
export type { ScheduleFileOptions } from './vitest-schedules.ts';
export { schedulesText } from './vitest-schedules.ts';
export type { CoverageCounts } from './words.ts';
export { countsOf, coverageWords, methodWords, observationWords, stepCount } from './words.ts';
