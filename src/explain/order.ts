/** What must come before what in a schedule: who sent what, and the order at each receiver. */
import type { Envelope, SystemSpec } from '../system/index.ts';
import { World, worldRules } from '../trace/world.ts';
import type { ExplainOptions } from './options.ts';

/** Steps are counted from 0 here. */
export interface Order {
  /** Whether the message of `step` could only be sent, or the timer only fire, after `earlier`. */
  isCaused(step: number, earlier: number): boolean;
  /**
   * The steps from `start` on that must come before `step`: its causes, what is before it in its channel, and their
   * causes. In the order of the schedule.
   */
  neededFor(step: number, start: number): readonly number[];
}

/**
 * The happens-before relation of the deliveries: a delivery comes after the one whose step sent its message, and after
 * what its receiver took before. A timer that fires only when nothing else can move comes after everything.
 */
export function orderOf(
  system: SystemSpec,
  schedule: readonly Envelope[],
  options: ExplainOptions,
): Order {
  const { channels, timers } = options;
  const world = new World(system, worldRules(options));
  /** For each step what its message is caused by, and what its delivery comes after. */
  const caused: Set<number>[] = [];
  const after: Set<number>[] = [];
  const lastAt = new Map<string, number>();
  let state = world.initial;
  for (const [n, envelope] of schedule.entries()) {
    const made = world.take(state, envelope);
    if (made === undefined) throw new Error(`step ${n + 1} of the schedule is not possible`);
    state = made.state;
    const sender = (made.sentIn ?? 0) - 1;
    const previous = lastAt.get(envelope.to);
    const isTimer = envelope.from === 'timer';
    const causes = new Set<number>();
    if (isTimer && timers !== 'any') for (let each = 0; each < n; each += 1) causes.add(each);
    else if (isTimer || made.sentIn === undefined) include(causes, previous, after);
    else include(causes, sender < 0 ? undefined : sender, after);
    caused.push(causes);
    const all = new Set(causes);
    include(all, previous, after);
    after.push(all);
    lastAt.set(envelope.to, n);
  }
  const isCaused = (step: number, earlier: number) => caused[step]?.has(earlier) === true;
  const isBehind = (step: number, earlier: number) =>
    channels !== 'bag' && isOneChannel(schedule[step], schedule[earlier]);
  return {
    isCaused,
    neededFor: (step, start) => {
      const needed = [step];
      for (let each = step - 1; each >= start; each -= 1) {
        if (needed.some((n) => isCaused(n, each) || isBehind(n, each))) needed.push(each);
      }
      return needed.slice(1).reverse();
    },
  };
}

/** Whether the two keep their order: messages of one sender to one receiver. */
function isOneChannel(a: Envelope | undefined, b: Envelope | undefined): boolean {
  return a?.from === b?.from && a?.to === b?.to && a?.from !== 'timer';
}

function include(set: Set<number>, step: number | undefined, after: readonly Set<number>[]): void {
  if (step === undefined) return;
  set.add(step);
  for (const each of after[step] ?? []) set.add(each);
}
