/** Commands with a real device behind the device's actor: it is ended whatever happens, and its own end is told. */
import type { NamedSystem } from './named-system.ts';

/** Does the work, then ends the device. What ended the device before its time is what went wrong, not what followed. */
export async function endingDevice<T>(
  { real }: Pick<NamedSystem, 'real'>,
  work: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    const failure = real?.failure() ?? error;
    real?.close();
    throw failure;
  }
  const failure = real?.failure();
  real?.close();
  if (failure !== undefined) throw failure;
  return result;
}
