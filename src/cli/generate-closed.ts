/** A whole system as the subject: the suite is made of its own deliveries, whose order the tester chooses. */
import type {
  Behaviour,
  Criterion,
  CriterionCoverage,
  GenerateOptions,
  Suite,
} from '../generate/index.ts';
import { closedBehaviour, generateSuite, scheduleSuite } from '../generate/index.ts';
import type { SystemSpec } from '../system/index.ts';
import { UsageError } from './errors.ts';

export interface Closed {
  /** Absent where only schedules are asked for: they need no graph of the whole. */
  readonly behaviour?: Behaviour;
  readonly suite: Suite;
}

/** `schedules` are found by a search of their own; everything else on the graph of all orders. */
export function closedSuite(name: string, system: SystemSpec, options: GenerateOptions): Closed {
  const { criteria = ['schedules'], limits = {}, observes = 'outputs' } = options;
  const others = criteria.filter((each) => each !== 'schedules');
  const wantsSchedules = criteria.includes('schedules');
  if (wantsSchedules && observes !== 'outputs') {
    throw new UsageError(
      `--observe ${observes}: schedules are told by what is sent: --observe outputs`,
    );
  }
  if (!wantsSchedules) return onGraph(name, system, { ...options, criteria: others, observes });
  const schedules = scheduleSuite(name, system, limits);
  if (others.length === 0) return { suite: schedules };
  const graph = onGraph(name, system, { ...options, criteria: others, observes });
  return { ...graph, suite: both(graph.suite, schedules, criteria) };
}

function onGraph(name: string, system: SystemSpec, options: GenerateOptions): Closed {
  const behaviour = closedBehaviour(name, system, options.limits ?? {});
  return { behaviour, suite: generateSuite(behaviour, options) };
}

/** One suite of both: what the one does not measure, the other does. */
function both(graph: Suite, schedules: Suite, criteria: readonly Criterion[]): Suite {
  const isSchedules = ({ criterion }: CriterionCoverage) => criterion === 'schedules';
  const cut = graph.truncated ? graph : schedules;
  return {
    ...graph,
    criteria,
    claim: `${graph.claim} ${schedules.claim}`,
    assumptions: [...new Set([...graph.assumptions, ...schedules.assumptions])],
    tests: [...graph.tests, ...schedules.tests],
    coverage: [...graph.coverage.filter((each) => !isSchedules(each)), ...schedules.coverage],
    leftOut: [...graph.leftOut, ...schedules.leftOut],
    stoppedBecause: cut.stoppedBecause,
    truncated: cut.truncated,
  };
}
