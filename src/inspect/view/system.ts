/** What a view is made from: a system, how its deliveries may be ordered, and what must hold of it. */
import type { ExplainOptions } from '../../explain/index.ts';
import type { ReportLane } from '../../report/index.ts';
import type { Property, SystemSpec, SystemView } from '../../system/index.ts';
import type { Conventions } from '../../trace/pending.ts';

/** The rules under which a schedule was found, and is possible. */
export type ViewRules = Pick<
  ExplainOptions,
  'channels' | 'timers' | 'duplicating' | 'lossy' | 'noOps' | 'unexpected' | 'deadlock'
>;

export interface ViewSystem {
  readonly spec: SystemSpec;
  /** Where each actor stands; an actor without a lane gets one behind the others. */
  readonly lanes: readonly ReportLane[];
  readonly properties?: readonly Property[];
  /** How requests and answers are told apart; absent: by name. */
  readonly conventions?: Conventions;
  /** What else somebody holds in a situation, such as references; one line each. */
  readonly describe?: (view: SystemView) => readonly string[];
  /**
   * For what a run found: requests that may be outstanding when nothing can move any more. Absent: all may, as in an
   * exploration, which asks only for messages that are put off for ever.
   */
  readonly mayStayPending?: NonNullable<ExplainOptions['mayStayPending']>;
  readonly rules?: ViewRules;
}
