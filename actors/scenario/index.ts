/**
 * Scenarios: a topology and the clients that use it, as data. Reading order: `schema.ts` over `step-schema.ts` (what
 * may be written), `parse.ts` (from text to a scenario or to errors), `compile.ts` over `verbs.ts` (to clients'
 * programs), `library.ts` (those that come with the simulator).
 */
export type { CompiledScenario, StackChoice } from './compile.ts';
export { compileScenario } from './compile.ts';
export { libraryScenario, scenarioNames } from './library.ts';
export { didYouMean, nearest } from './nearest.ts';
export { checkScenario, maxScenarioBytes, parseScenario } from './parse.ts';
export type { Position, Problem } from './problems.ts';
export { printable, ScenarioInputError } from './problems.ts';
export type { Scenario, ScenarioClient } from './schema.ts';
export { scenarioJsonSchema } from './schema.ts';
export type { ScenarioStep, Verb } from './step-schema.ts';
export { maxVfs } from './step-schema.ts';
