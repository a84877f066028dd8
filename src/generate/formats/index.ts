/** Suites as text: for programs, for vitest, for people, for C. */
export { cText } from './c.ts';
export { jsonText } from './json.ts';
export { markdownText } from './markdown.ts';
export { SuiteFormatError } from './source-text.ts';
export type { Imported, VitestOptions } from './vitest.ts';
export { vitestText } from './vitest.ts';
export type { CoverageCounts } from './words.ts';
export { countsOf, coverageWords, methodWords, stepCount } from './words.ts';
