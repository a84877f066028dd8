/** What an entry of the zoo is: a published bug as a small variation of one of our machines. */
import type { ReportLane } from '../../src/report/index.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import type { Conventions } from '../../src/trace/pending.ts';

/** A system to be explored, and what must hold of it. */
export interface ZooSystem {
  readonly spec: SystemSpec;
  readonly properties: readonly Property[];
  /** Columns of a schedule, for people; the order of the actors when absent. */
  readonly lanes?: readonly ReportLane[];
  /** How requests and answers are told apart; by name when absent. */
  readonly conventions?: Conventions;
  /** Default: `idle`. */
  readonly timers?: 'idle' | 'any';
}

export interface ZooEntry {
  /** As in the collection of published bugs, such as `Z43`. */
  readonly id: string;
  /** The bug in one line, as published. */
  readonly title: string;
  /** Repository, commit, issue or CVE in which it was published. */
  readonly source: string;
  /** Two to five sentences for a driver writer: what races with what, and what the fix was. */
  readonly story: string;
  /** Who was varied and how, in one line: `vpci-bus: acknowledges EJECT before it unlinks the child`. */
  readonly variation: string;
  /** Ordering constraints that the publication suggests: an estimate from its text, not a measurement. */
  readonly estimatedDepth: number;
  /** Fewest delays (delay-bounded search) that find it: measured, and held by a test. Absent: not measured yet. */
  readonly measuredDelays?: number;
  /** Name of the property that catches it. */
  readonly caughtBy: string;
  /** Builds the system with the bug. */
  readonly broken: () => ZooSystem;
  /** Builds the same system as it was mended, or with our own machine: every order holds. */
  readonly fixed: () => ZooSystem;
}
