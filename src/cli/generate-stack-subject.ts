/** Our machines, and the whole stack, as test subjects. */
import { didYouMean } from '../../actors/scenario/index.ts';
import { UsageError } from './errors.ts';
import type { GenerateFlags } from './generate-options.ts';
import type { Generated } from './generate-subject.ts';

/** The names that can be tested. */
export const stackSubjects: readonly string[] = ['pci', 'pf', 'vf', 'vbd', 'vpci', 'stack'];

export async function subjectOfStack(
  name: string,
  _flags: GenerateFlags,
  _cwd: string,
): Promise<Generated> {
  const hint = didYouMean(name, stackSubjects);
  throw new UsageError(
    `there is no subject '${name}'${hint || '.'} There are ${stackSubjects.join(', ')}; a file is named with its ` +
      'extension',
  );
}
