/** Asks new tables what other tables were asked before: then their numbers are the same (see journal). */
import type { Plan } from '../reduction/plan.ts';
import { restViolation } from '../rest.ts';
import { Space } from '../space.ts';
import { SymmetryBroken } from '../symmetry/index.ts';
import type { Tables } from '../tables.ts';
import { expandOp, othersOp, replanOp, restOp } from './journal.ts';
import { CheckpointError } from './pieces.ts';

/** In the words of a user: why tables do not come to the same. */
export const anotherSystem = 'the system does not do what it did when the checkpoint was written';

/** Goes through the entries from `from` up to the next plan or the end; where it stopped. */
export function rerun(
  tables: Tables,
  plan: Plan,
  deadlock: boolean,
  entries: Int32Array,
  from: number,
): number {
  const space = new Space(tables, plan);
  const size = tables.initial.length;
  const width = plan.sets?.width ?? 0;
  let at = from;
  while (at < entries.length && entries[at] !== replanOp) {
    const what = entries[at] as number;
    const columns = entries.slice(at + 1, at + 1 + size);
    at += 1 + size;
    if (!columns.every((id, column) => id >= 0 && id < (space.compiled.sizes[column] as number))) {
      throw new CheckpointError(anotherSystem);
    }
    if (what === restOp) restViolation(tables, columns, deadlock);
    else {
      const except = what === othersOp ? entries.slice(at, at + width) : undefined;
      if (what === othersOp) at += width;
      else if (what !== expandOp) throw new CheckpointError('another version wrote it');
      // The entry after which symmetry was given up breaks it again.
      if (!expanded(space, plan, columns, except) && entries[at] !== replanOp) {
        throw new CheckpointError(anotherSystem);
      }
    }
  }
  return at;
}

/** False when the state breaks the symmetry. */
function expanded(space: Space, plan: Plan, columns: Int32Array, except?: Int32Array): boolean {
  try {
    const state = space.enter(columns);
    if (except === undefined) plan.visit?.(space.columnsOf(state));
    space.expander.count = 0;
    while (!space.expander.expand(state, except)) space.refit();
    return true;
  } catch (error) {
    if (error instanceof SymmetryBroken) return false;
    throw error;
  }
}
