/** Schedules as tests: both orders of every two deliveries that race. */
export { projectOnto } from './projection.ts';
export type { ScheduleOptions } from './schedule-suite.ts';
export { scheduleSuite } from './schedule-suite.ts';
