/** The subject of a suite again, from what the suite says of its origin. */
import type { GenerateFlags } from './generate-options.ts';
import { partSubject } from './generate-stack-subject.ts';
import type { Generated } from './generate-subject.ts';
import { userSubject } from './generate-user-subject.ts';
import { wholeStack } from './generate-whole-stack.ts';

/** undefined where it does not say. What it says is a text from a file: it is checked as flags are. */
export async function madeAgain(
  origin: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<Generated | undefined> {
  const { file, part } = origin;
  if (typeof file === 'string') return userSubject(file, cwd);
  if (typeof part !== 'string') return undefined;
  const { device = 'intel-82576' } = origin;
  const flags = { ...origin, device } as unknown as GenerateFlags;
  return part === 'stack' ? wholeStack(flags, cwd) : partSubject(part, flags, cwd);
}
