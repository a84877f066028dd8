/** Tests out of the models: what a user of the library needs. */
export type { Behaviour, BehaviourState, Fsm, Move } from './behaviour.ts';
export type { ClosedOptions } from './explore-behaviour.ts';
export { behaviourOf, closedBehaviour } from './explore-behaviour.ts';
export { generateSuite } from './generate-suite.ts';
export type { Limits } from './limits.ts';
export type { ObservedStimuli } from './observed-stimuli.ts';
export { observedStimuli } from './observed-stimuli.ts';
export type { GenerateOptions } from './options.ts';
export type { ScheduleOptions } from './schedules/index.ts';
export { projectOnto, scheduleSuite } from './schedules/index.ts';
export type { Goal, GoalStep, OpenSubject, Stimulus } from './subject.ts';
export type {
  CoverageItem,
  CoverageStatus,
  Criterion,
  CriterionCoverage,
  LeftOut,
  Method,
  Observation,
  StoppedBecause,
  Suite,
  SuiteSubject,
  Test,
  TestStep,
} from './suite.ts';
export { suiteFormat, suiteVersion } from './suite.ts';
export { checkedSuite, readSuite, SuiteInputError } from './suite-read.ts';
export { suiteJsonSchema, suiteSchema } from './suite-schema.ts';
export { testModelOf, tourPaths } from './test-model.ts';
