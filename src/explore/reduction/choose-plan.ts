/** Which reductions a search uses: what was asked for, or else whatever is sound. */
import type { SystemSpec } from '../../system/index.ts';
import type { ExploreOptions, Reduction } from '../options.ts';
import type { Symmetry } from '../symmetry/index.ts';
import { buildSymmetry, SymmetryBroken } from '../symmetry/index.ts';
import type { Tables } from '../tables.ts';
import { PersistentSets } from './persistent-sets.ts';
import type { Plan } from './plan.ts';
import { rehearsal } from './rehearse.ts';
import { relationFor } from './relation.ts';
import { mostActors } from './sleep-sets.ts';

type Kind = 'symmetry' | 'partial-order' | 'sleep sets';

const names: Readonly<Record<Kind, string>> = {
  symmetry: 'symmetry',
  'partial-order': 'partial-order reduction',
  'sleep sets': 'sleep sets',
};

/**
 * A turn at a time, since it takes runs to know what actors may send: gives what it is about to choose. Throws when a
 * reduction that is asked for is not possible.
 */
export function* choosePlan(
  system: SystemSpec,
  options: ExploreOptions,
  tables: Tables,
): Generator<Reduction, Plan> {
  const { reduction: wanted } = options;
  const notReduced: string[] = [];
  const refuse = (kind: Kind, why: string) => {
    if (wanted?.includes(kind) === true) {
      throw new Error(`reduction '${wanted}' is not possible: ${why}`);
    }
    notReduced.push(`no ${names[kind]}: ${why}`);
  };
  const may = (kind: Kind) => wanted === undefined || wanted.includes(kind);
  let canonical: Symmetry | undefined;
  if (may('symmetry') && (options.symmetry !== undefined || wanted !== undefined)) {
    const symmetry = buildSymmetry(system, options, tables);
    if ('refused' in symmetry) refuse('symmetry', symmetry.refused);
    else canonical = symmetry;
  }
  // What a symmetry that is given up has asked to be told.
  if (canonical === undefined) tables.watch.onEntry = () => undefined;
  const relation = may('partial-order') ? relationFor(options) : undefined;
  let sets: PersistentSets | undefined;
  if (typeof relation === 'string') refuse('partial-order', relation);
  else if (relation !== undefined && canonical?.hasAllImages === false) {
    refuse(
      'partial-order',
      'with so many copies not all images of what one of them does are known',
    );
  } else if (relation !== undefined) {
    sets = new PersistentSets(tables, relation, canonical?.orbit.bind(canonical));
    try {
      const runs = rehearsal(tables, sets, canonical?.visit.bind(canonical));
      const reduction = nameOf(canonical, sets, false);
      let next = runs.next();
      for (; next.done !== true; next = runs.next()) yield reduction;
      // Level by level everything has its turn; with moves left out, some may be put off for ever.
      if (next.value && wanted === undefined) {
        refuse(
          'partial-order',
          'there seems to be no end of states, and moves could be put off for ever',
        );
        sets = undefined;
      }
    } catch (error) {
      if (!(error instanceof SymmetryBroken)) throw error;
      refuse('symmetry', error.message);
      const { symmetry: _, ...others } = options;
      const plan = yield* choosePlan(system, others, tables);
      return { ...plan, notReduced: [...notReduced, ...plan.notReduced] };
    }
  }
  let sleeps = false;
  const isDeep = options.strategy === 'depth-first';
  if (
    wanted?.includes('sleep sets') === true ||
    (may('sleep sets') && isDeep && sets !== undefined)
  ) {
    const why = whyAwake(options, tables, canonical);
    if (why === undefined) sleeps = true;
    else refuse('sleep sets', why);
  }
  const visit = canonical?.visit.bind(canonical);
  return { reduction: nameOf(canonical, sets, sleeps), notReduced, canonical, visit, sets, sleeps };
}

/** Why moves cannot sleep. */
function whyAwake(
  { strategy }: ExploreOptions,
  { actors }: Tables,
  canonical: Symmetry | undefined,
): string | undefined {
  if (strategy !== 'depth-first') {
    return 'they are for depth-first: level by level, a state would be expanded again on a later level';
  }
  if (canonical !== undefined) return 'who sleeps would have to be renamed with each state';
  if (actors.length > mostActors) return `there are more than ${mostActors} actors`;
  return undefined;
}

function nameOf(
  canonical: Symmetry | undefined,
  sets: PersistentSets | undefined,
  sleeps: boolean,
): Reduction {
  if (sets === undefined) return canonical === undefined ? 'none' : 'symmetry';
  if (sleeps) return 'partial-order and sleep sets';
  return canonical === undefined ? 'partial-order' : 'partial-order and symmetry';
}
