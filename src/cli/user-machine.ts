/** A user's own statechart in place of one of ours: `--pf FILE` and its like. */
import type { AnyStateMachine } from 'xstate';
import { reasonOf, UsageError } from './errors.ts';
import type { ModuleExports } from './user-module.ts';
import { loadUserModule } from './user-module.ts';

/** The parts of the stack that can be replaced, as a topology names them. */
export const replaceableParts = ['pf', 'vf', 'vbd', 'pci', 'vpci'] as const;
export type ReplaceablePart = (typeof replaceableParts)[number];

/** A part, the file that replaces it, and the machine in that file. */
export interface Replacement {
  readonly part: ReplaceablePart;
  readonly file: string;
  readonly machine: AnyStateMachine;
  /** The name of the export that it is. */
  readonly exported: 'default' | 'machine';
}

/** The machine that the file exports, as default or as `machine`. Throws a {@link UsageError} that names the file. */
export async function loadMachine(
  part: ReplaceablePart,
  file: string,
  cwd: string,
): Promise<Replacement> {
  const exports = await loadUserModule(file, cwd);
  const exported = exports.default === undefined ? 'machine' : 'default';
  return { part, file, machine: machineOf(exports, file, `--${part}`), exported };
}

/** The same, for what `use` names. */
export async function machineIn(file: string, cwd: string, use: string): Promise<AnyStateMachine> {
  return machineOf(await loadUserModule(file, cwd), file, use);
}

/** The machine among what a file exports. */
export function machineOf(exports: ModuleExports, file: string, use: string): AnyStateMachine {
  const candidate = exports.default ?? exports.machine;
  if (isMachine(candidate)) return candidate;
  const found =
    candidate === undefined
      ? `it exports ${Object.keys(exports).join(', ') || 'nothing'}`
      : `its ${exports.default === undefined ? 'machine' : 'default'} export is ${kindOf(candidate)}`;
  throw new UsageError(
    `${file}: ${found}; for ${use} the default export, or an export named 'machine', must be an XState ` +
      'machine, as setup(...).createMachine(...) makes it',
  );
}

/** A property reads the context of our machines; one that cannot read a user's machine says whose it is. */
export function blaming<T>(replacements: readonly Replacement[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (replacements.length === 0 || error instanceof UsageError) throw error;
    const files = replacements.map(({ file }) => file).join(', ');
    const why = `a property cannot be judged with this machine: ${reasonOf(error)}`;
    throw new UsageError(`${files}: ${why}`, { cause: error });
  }
}

/** By its shape, since a machine may come from another copy of XState. */
export function isMachine(value: unknown): value is AnyStateMachine {
  if (typeof value !== 'object' || value === null) return false;
  const { transition, getInitialSnapshot, config, implementations } = value as AnyStateMachine;
  return (
    typeof transition === 'function' &&
    typeof getInitialSnapshot === 'function' &&
    typeof config === 'object' &&
    typeof implementations === 'object'
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if ('start' in value && 'getSnapshot' in value) return 'an actor, not its machine';
  return 'states' in value ? 'a plain object: pass it to createMachine' : 'an object';
}
