/**
 * One random system of interchangeable copies, searched with and without symmetry and partial-order reduction. What
 * must agree, agrees modulo renaming: the verdict, what is left when nothing can move, and what each actor comes by.
 */
import { Bounds } from '../../src/explore/bounds.ts';
import { DepthFirst } from '../../src/explore/depth-first.ts';
import type { Visitor } from '../../src/explore/judge.ts';
import type { ExploreResult } from '../../src/explore/options.ts';
import type { Orbit } from '../../src/explore/reduction/facts.ts';
import { PersistentSets } from '../../src/explore/reduction/persistent-sets.ts';
import type { Relation } from '../../src/explore/reduction/relation.ts';
import { relationFor } from '../../src/explore/reduction/relation.ts';
import { Search } from '../../src/explore/search.ts';
import { buildSymmetry } from '../../src/explore/symmetry/index.ts';
import { buildTables } from '../../src/explore/tables.ts';
import type { SymmetricSystem } from './symmetric-system.ts';
import { localOrbitText, orbitText } from './symmetric-system.ts';

export interface Findings {
  readonly verdict: ExploreResult['verdict'];
  readonly ends?: readonly string[];
  readonly locals?: readonly string[];
}

export interface Searched {
  readonly findings: Findings;
  readonly result: ExploreResult;
}

export interface Ways {
  readonly strategy?: 'breadth-first' | 'depth-first';
  readonly symmetry?: boolean;
  /** Sets are chosen; what is said here is wrong on purpose. */
  readonly sets?: Partial<Relation> & { readonly orbit?: Orbit };
}

const statesMost = 6_000;

export function searched(given: SymmetricSystem, ways: Ways): Searched {
  const { system } = given;
  const options = { ...given.options, maxStates: statesMost };
  const tables = buildTables(system, options);
  const symmetry = ways.symmetry === true ? buildSymmetry(system, options, tables) : undefined;
  if (symmetry !== undefined && 'refused' in symmetry) throw new Error(symmetry.refused);
  const ends = new Set<string>();
  const locals = new Set<string>();
  const known = new Set<string>();
  const visitor: Visitor = {
    began: () => {
      for (const set of [ends, locals, known]) set.clear();
    },
    expanded: (columns) => {
      for (const [actor, table] of tables.actors.entries()) {
        const local = table.locals.items[columns[actor] as number] as number;
        // Renaming by hand takes long.
        if (known.has(`${actor} ${local}`)) continue;
        known.add(`${actor} ${local}`);
        locals.add(localOrbitText(tables, actor, local, options));
      }
    },
    rested: (columns) => ends.add(orbitText(tables, columns, options)),
  };
  const sets = ways.sets === undefined ? undefined : setsOf(ways.sets);
  function setsOf({ orbit, ...wrong }: NonNullable<Ways['sets']>): PersistentSets {
    const relation = relationFor(options);
    if (typeof relation === 'string') throw new Error(relation);
    const own = symmetry === undefined || 'refused' in symmetry ? undefined : symmetry;
    return new PersistentSets(tables, { ...relation, ...wrong }, orbit ?? own?.orbit.bind(own));
  }
  const plan = {
    reduction: 'none',
    notReduced: [],
    sets,
    ...(symmetry === undefined
      ? {}
      : { canonical: symmetry, visit: symmetry.visit.bind(symmetry) }),
  } as const;
  const Strategy = ways.strategy === 'depth-first' ? DepthFirst : Search;
  const search = new Strategy(tables, options, new Bounds(options), plan, visitor);
  let result = search.advance(512);
  while (result === undefined) result = search.advance(512);
  const { verdict } = result;
  if (verdict !== 'holds') return { result, findings: { verdict } };
  return { result, findings: { verdict, ends: [...ends].sort(), locals: [...locals].sort() } };
}
