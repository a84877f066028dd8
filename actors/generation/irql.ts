/** IRQL as a coverage criterion: every routine at its documented limit, and one level above. */
import type { Goal, Stimulus } from '../../src/generate/subject.ts';
import type { Irql } from '../../src/wdk/irql.ts';
import { IRQL } from '../../src/wdk/irql.ts';
import { messageOf, withFields } from './alphabet.ts';
import type { Trial } from './offers.ts';

const levels = Object.keys(IRQL) as readonly Irql[];

/** The level above; undefined above the highest. */
export function levelAbove(limit: Irql): Irql | undefined {
  return levels[levels.indexOf(limit) + 1];
}

/** The kernel itself calls these, at one level only. */
const ofTheKernel = ['IoCancelIrp', 'KeInsertQueueDpc', 'IoQueueWorkItem'];

/** A driver's own limit for a routine; null: any level. */
export type LimitOf = (routine: string) => Irql | null;

export const atLimit = (routine: string, limit: Irql) => `${routine} at ${limit}`;
export const aboveLimit = (routine: string, limit: Irql) => `${routine} above ${limit}`;

/** Each of these calls at its limit, and one level above it. */
export function irqlTrials(stimuli: readonly Stimulus[], limitOf: LimitOf): readonly Trial[] {
  return stimuli.flatMap((stimulus): readonly Trial[] => {
    const { irql, type } = messageOf(stimulus);
    const limit = limitOf(type);
    if (irql === undefined || limit === null || ofTheKernel.includes(type)) return [];
    const above = levelAbove(limit);
    return [
      ...(irql === limit ? [] : [trial(stimulus, limit, atLimit(type, limit), stimulus)]),
      ...(above === undefined ? [] : [trial(stimulus, above, aboveLimit(type, limit))]),
    ];
  });
}

function trial(stimulus: Stimulus, irql: Irql, goal: string, twin?: Stimulus): Trial {
  const changed = { ...withFields(stimulus, { irql }), goals: [goal] };
  return twin === undefined ? { stimulus: changed } : { stimulus: changed, twin };
}

/** A goal for each routine and level. Above the limit, the reaction must be a bug check. */
export function irqlGoals(stimuli: readonly Stimulus[], limitOf: LimitOf): readonly Goal[] {
  const goals = new Map<string, Goal>();
  for (const stimulus of stimuli) {
    const { irql, type } = messageOf(stimulus);
    const limit = limitOf(type);
    if (irql === undefined || limit === null || ofTheKernel.includes(type)) continue;
    const above = levelAbove(limit);
    goals.set(atLimit(type, limit), {
      criterion: 'irql',
      id: atLimit(type, limit),
      note: `the documentation's limit of ${type}`,
      isCoveredBy: (step) => isCall(step.stimulus, type, limit) && step.status === undefined,
    });
    if (above === undefined) continue;
    goals.set(aboveLimit(type, limit), {
      criterion: 'irql',
      id: aboveLimit(type, limit),
      note: `called at ${above}`,
      isCoveredBy: (step) => isCall(step.stimulus, type, above) && step.status !== undefined,
    });
  }
  return [...goals.values()];
}

function isCall(stimulus: Stimulus, routine: string, irql: Irql): boolean {
  const message = messageOf(stimulus);
  return message.type === routine && message.irql === irql;
}
