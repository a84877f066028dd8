/** One random system, searched in several ways that must come to the same. */
import { Bounds } from '../../src/explore/bounds.ts';
import { canonicalText } from '../../src/explore/canonical.ts';
import { DepthFirst } from '../../src/explore/depth-first.ts';
import type { Visitor } from '../../src/explore/judge.ts';
import type { ExploreOptions, ExploreResult } from '../../src/explore/options.ts';
import { PersistentSets } from '../../src/explore/reduction/persistent-sets.ts';
import { rehearsal } from '../../src/explore/reduction/rehearse.ts';
import type { Relation } from '../../src/explore/reduction/relation.ts';
import { Search } from '../../src/explore/search.ts';
import type { Tables } from '../../src/explore/tables.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { Property, StateProperty, SystemSpec } from '../../src/system/index.ts';
import { randomMonitor } from './random-monitors.ts';
import { randomLargerSystem } from './random-system.ts';

export interface Case {
  readonly spec: SystemSpec;
  readonly options: ExploreOptions;
}

/** What all ways must agree on. For systems that break a rule that is the verdict alone: searches end there. */
export interface Findings {
  readonly verdict: ExploreResult['verdict'];
  readonly ends?: readonly string[];
  readonly locals?: readonly string[];
  readonly reached?: readonly string[];
}

export interface Searched {
  readonly findings: Findings;
  readonly result: ExploreResult;
}

const statesMost = 4_000;
/** Depth first a violation may come late, and so it may when fewer states are left to come by it. */
const statesMostOtherwise = 100_000;

/** A random system with random channels, timers, monitors and predicates. */
export function randomCase(seed: number): Case {
  const dice = (sides: number, salt: number) => (((seed * 0x9e3779b1) >>> salt) & 0xff) % sides;
  const spec = randomLargerSystem(seed, dice(4, 3) > 0);
  const ids = Object.keys(spec.actors);
  const [a, b] = [ids[0] as string, ids[ids.length - 1] as string];
  const together = (kind: StateProperty['kind'], first: string, second: string): StateProperty => ({
    kind,
    name: `${kind} ${first}${second}`,
    rule: `${a} in ${first} with ${b} in ${second}`,
    source: 'this test',
    reads: [a, b],
    check: (view) =>
      view[a]?.value === first && view[b]?.value === second ? 'together' : undefined,
  });
  const properties: Property[] = [];
  if (dice(3, 5) === 0) properties.push(randomMonitor(seed, true));
  if (dice(4, 7) === 0) properties.push(together('always', 'y', 'z'));
  if (dice(2, 9) === 0) {
    properties.push(together('sometimes', 'y', 'y'), together('sometimes', 'z', 'x'));
  }
  if (dice(3, 11) === 0) properties.push(together('finally', 'z', 'z'));
  const options: ExploreOptions = {
    properties,
    maxStates: statesMost,
    channels: dice(5, 13) === 0 ? 'bag' : 'fifo',
    timers: dice(3, 15) === 0 ? 'any' : 'idle',
    ...(dice(6, 17) === 0 ? { lossy: true } : {}),
  };
  return { spec, options };
}

export type Way = 'breadth-first' | 'depth-first' | 'with sleep sets';

export function searched(
  { spec, ...given }: Case,
  way: Way,
  relation?: Relation,
  isRehearsed = false,
): Searched {
  const isPlain = way === 'breadth-first' && relation === undefined;
  const options = isPlain ? given.options : { ...given.options, maxStates: statesMostOtherwise };
  const tables = buildTables(spec, options);
  const ends = new Set<string>();
  const locals = new Set<string>();
  const visitor: Visitor = {
    began: () => {
      ends.clear();
      locals.clear();
    },
    expanded: (columns) => {
      for (const text of localTexts(tables, columns)) locals.add(text);
    },
    rested: (columns) => ends.add(endText(tables, columns)),
  };
  const sets = relation === undefined ? undefined : new PersistentSets(tables, relation);
  if (sets !== undefined && isRehearsed) Array.from(rehearsal(tables, sets));
  const reduction = sets === undefined ? 'none' : 'partial-order';
  const sleeps = way === 'with sleep sets';
  const plan = { reduction, notReduced: [], sets, sleeps } as const;
  const Strategy = way === 'breadth-first' ? Search : DepthFirst;
  const search = new Strategy(tables, options, new Bounds(options), plan, visitor);
  let result = search.advance(512);
  while (result === undefined) result = search.advance(512);
  const { verdict, reached } = result;
  if (verdict !== 'holds') return { result, findings: { verdict } };
  const findings = { verdict, ends: [...ends].sort(), locals: [...locals].sort(), reached };
  return { result, findings };
}

function localTexts({ vocabulary, actors }: Tables, columns: Int32Array): readonly string[] {
  return actors.map(({ states, locals }, actor) => {
    const local = locals.items[columns[actor] as number] as number;
    return `${vocabulary.actors[actor]}: ${states.text(local)}`;
  });
}

function endText(tables: Tables, columns: Int32Array): string {
  const { vocabulary, actors } = tables;
  const waiting = actors.map((table, actor) =>
    table
      .value(columns[actor] as number)
      .inbox.inFlight.map(({ sender, message }) => [
        vocabulary.nameOf(sender),
        vocabulary.messageOf(message),
      ]),
  );
  return canonicalText([localTexts(tables, columns), waiting]);
}
