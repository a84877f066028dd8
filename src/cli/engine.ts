/** What `run` and `explore` need of the stack. Kept apart so that tests can put a small system in its place. */
import type { SymmetrySpec } from '../explore/index.ts';
import type { MessageWords, ReportLane } from '../report/index.ts';
import type { Property, SystemSpec, SystemView } from '../system/index.ts';
import type { CheckOptions, RunCheck } from '../trace/check.ts';
import type { Conventions } from '../trace/pending.ts';
import type { StackInput } from './stack-options.ts';

/** A system that can be run, its lanes, and what holds the run against its properties. */
export interface PreparedRun {
  readonly spec: SystemSpec;
  readonly lanes: readonly ReportLane[];
  readonly check: RunCheck;
  /** What must hold: the same that `check` looks at. */
  readonly properties: readonly Property[];
  /** Parts of the system that are interchangeable, such as its VFs. */
  readonly symmetry?: SymmetrySpec;
  /** What else somebody holds in a situation, such as references; one line each. */
  readonly describe?: (view: SystemView) => readonly string[];
  /** Requests that `check` lets be outstanding when nothing can move any more. */
  readonly mayStayPending?: NonNullable<CheckOptions['mayStayPending']>;
  /** How requests and answers are told apart; absent: by name. */
  readonly conventions?: Conventions;
  /** How messages are put into words; absent: as those of drivers. */
  readonly words?: MessageWords;
}

export type Engine = (input: StackInput) => PreparedRun;
