/** What a suite covers, drawn on the statechart. */
import type { Chart, CoverageMark } from '../chart/index.ts';
import { chartSvg, layOut } from '../chart/index.ts';
import type { Behaviour, Criterion, Suite } from '../generate/index.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { writeOut } from './write-out.ts';

/** One file; with several actors one for each: `a.svg` becomes `a.pf.svg`. */
export async function writeCoverage(
  suite: Suite,
  behaviour: Behaviour | undefined,
  file: string,
  io: CliIo,
): Promise<void> {
  if (behaviour === undefined) {
    throw new UsageError(
      `--draw ${file}: schedules say nothing of statecharts: add --criteria schedules,chart-transitions`,
    );
  }
  const all = Object.entries(behaviour.charts);
  if (!file.endsWith('.svg')) throw new UsageError(`--draw ${file}: name a file that ends in .svg`);
  for (const [actor, chart] of all) {
    const name = all.length === 1 ? file : file.replace(/\.svg$/, `.${actor}.svg`);
    writeOut(await drawn(suite, actor, chart), name, io, '--draw');
  }
}

async function drawn(suite: Suite, actor: string, chart: Chart): Promise<string> {
  const states = marksOf(suite, 'state-nodes', actor, new Set(chart.states.map(({ id }) => id)));
  const ids = new Set(chart.transitions.map(({ id }) => id));
  const transitions = marksOf(suite, 'chart-transitions', actor, ids);
  return chartSvg(await layOut(chart), {
    isStandalone: true,
    title: `What the tests of ${suite.subject.name} cover on the statechart ${chart.name}`,
    coverage: { states, transitions },
  });
}

/** Copies of one machine have the actor before their ids. */
function marksOf(
  { coverage }: Suite,
  criterion: Criterion,
  actor: string,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, CoverageMark> {
  const items = coverage.find((each) => each.criterion === criterion)?.items ?? [];
  const prefix = `${actor}/`;
  return new Map(
    items.flatMap(({ id, status }): readonly (readonly [string, CoverageMark])[] => {
      const own = id.startsWith(prefix) ? id.slice(prefix.length) : id;
      return ids.has(own) ? [[own, status]] : [];
    }),
  );
}
