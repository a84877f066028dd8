/** What `sriov-sim generate` was asked to make tests for, ready to be explored. */
import type { Imported } from '../generate/formats/index.ts';
import type { Behaviour, LeftOut, Limits, Observation, OpenSubject } from '../generate/index.ts';
import type { SystemSpec } from '../system/index.ts';

/** How a test file gets at the subject; `from` of a user's file is its path, made relative when it is written. */
export interface TestImports {
  /** The machine of each actor, for an open subject. */
  readonly machines: Readonly<Record<string, Imported>>;
  readonly status?: Imported;
  /** The status function takes the snapshot of this actor, not the view of all. */
  readonly statusOf?: string;
  readonly ignoresUnexpected?: boolean;
  /** The whole subject, where a user exports that. */
  readonly subject?: Imported;
  /** A whole system, or the function that makes it; and the machines that the function is given, by part. */
  readonly system?: Imported;
  readonly systemMachines?: Readonly<Record<string, Imported>>;
}

export interface Generated {
  readonly name: string;
  /** A user's files: what goes wrong in their machines is theirs. */
  readonly files: readonly string[];
  /** Absent for a whole system. */
  readonly subject?: OpenSubject;
  /** Absent for anything else. */
  readonly system?: SystemSpec;
  explore(limits: Limits): Behaviour;
  /** What is said on standard error before the exploration. */
  readonly notes: readonly string[];
  /** What is known after it, and is part of the suite. */
  leftOut(): readonly LeftOut[];
  /** Why what was not reached may be reachable all the same. */
  readonly doubt?: string;
  /** What of it can be seen, unless --observe says it. */
  readonly observes: Observation;
  readonly imports: TestImports;
  /** How it is made again: for `subject.origin` of the suite. */
  readonly origin: Readonly<Record<string, unknown>>;
}
