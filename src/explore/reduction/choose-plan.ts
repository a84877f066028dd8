/** Which reductions a search uses: what was asked for, or else whatever is sound. */
import type { SystemSpec } from '../../system/index.ts';
import type { ExploreOptions, Reduction } from '../options.ts';
import { buildSymmetry } from '../symmetry/index.ts';
import type { Tables } from '../tables.ts';
import { PersistentSets } from './persistent-sets.ts';
import type { Plan } from './plan.ts';
import { rehearse } from './rehearse.ts';
import { relationFor } from './relation.ts';

/** Throws when a reduction that is asked for is not possible. */
export function choosePlan(system: SystemSpec, options: ExploreOptions, tables: Tables): Plan {
  const { reduction: wanted } = options;
  const notReduced: string[] = [];
  const refuse = (kind: Reduction, why: string) => {
    if (wanted === kind || wanted === 'partial-order and symmetry') {
      throw new Error(`reduction '${wanted}' is not possible: ${why}`);
    }
    notReduced.push(`no ${kind === 'symmetry' ? 'symmetry' : 'partial-order reduction'}: ${why}`);
    return undefined;
  };
  const may = (kind: Reduction) =>
    wanted === undefined || wanted === kind || wanted === 'partial-order and symmetry';
  const named = options.symmetry !== undefined || wanted?.includes('symmetry') === true;
  const symmetry = named && may('symmetry') ? buildSymmetry(system, options, tables) : undefined;
  const canonical =
    symmetry === undefined || 'canonicalize' in symmetry
      ? symmetry
      : refuse('symmetry', symmetry.refused);
  const relation = may('partial-order') ? relationFor(options) : undefined;
  let sets: PersistentSets | undefined;
  if (typeof relation === 'string') refuse('partial-order', relation);
  else if (relation !== undefined && canonical !== undefined) {
    refuse(
      'partial-order',
      'what an actor may send is known for one of the interchangeable copies only',
    );
  } else if (relation !== undefined) {
    sets = new PersistentSets(tables, relation);
    rehearse(tables, sets);
  }
  const reduction =
    canonical === undefined ? (sets === undefined ? 'none' : 'partial-order') : 'symmetry';
  return { reduction, notReduced, canonical, visit: canonical?.visit.bind(canonical), sets };
}
