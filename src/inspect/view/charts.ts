/** The statecharts of a system's machines, each drawn once, and which actor has which. */
import type { AnyStateMachine } from 'xstate';
import { chartOf, chartSvg, dataId, layOut } from '../../chart/index.ts';
import type { Coverage } from '../../explore/index.ts';
import type { SystemSpec } from '../../system/index.ts';
import type { ViewChart } from '../view-data.ts';
import { wellFormed } from './plain.ts';

export interface Charts {
  readonly charts: Readonly<Record<string, ViewChart>>;
  /** By actor, the key of its chart. */
  readonly keyOf: ReadonlyMap<string, string>;
}

/** `visited`: what an exploration visited, by actor. */
export async function chartsOf(
  { actors }: SystemSpec,
  visited: Coverage | undefined,
): Promise<Charts> {
  const known = new Map<string, { key: string; machine: AnyStateMachine; actors: string[] }>();
  const keys = new Set<string>();
  const keyOf = new Map<string, string>();
  for (const [actor, { machine }] of Object.entries(actors)) {
    // Machines may be made anew for each actor: they are the same when nothing that is drawn differs.
    const structure = JSON.stringify(chartOf(machine));
    const found = known.get(structure);
    if (found !== undefined) found.actors.push(actor);
    else known.set(structure, { key: newKey(machine.id, keys), machine, actors: [actor] });
    keyOf.set(actor, known.get(structure)?.key ?? '');
  }
  const charts: [string, ViewChart][] = [];
  for (const { key, machine, actors: those } of known.values()) {
    charts.push([key, await drawn(machine, `chart${charts.length}`, those, visited)]);
  }
  return { charts: Object.fromEntries(charts), keyOf };
}

async function drawn(
  machine: AnyStateMachine,
  idPrefix: string,
  actors: readonly string[],
  visited: Coverage | undefined,
): Promise<ViewChart> {
  const chart = chartOf(machine);
  const ids = (all: readonly string[]) => all.map((id) => dataId(wellFormed(id)));
  const union = (by: Coverage['states']) =>
    ids([...new Set(actors.flatMap((actor) => (Object.hasOwn(by, actor) ? by[actor] : []) ?? []))]);
  return {
    name: wellFormed(chart.name),
    svg: wellFormed(chartSvg(await layOut(chart), { idPrefix })),
    states: ids(chart.states.map(({ id }) => id)),
    transitions: ids(chart.transitions.map(({ id }) => id)),
    ...(visited === undefined
      ? {}
      : {
          visited: { states: union(visited.states), transitions: union(visited.transitions) },
        }),
  };
}

/** The machine's id, with a number where another machine has it. */
function newKey(id: string, keys: Set<string>): string {
  const base = wellFormed(id);
  let key = base;
  for (let n = 2; keys.has(key); n += 1) key = `${base} ${n}`;
  keys.add(key);
  return key;
}
