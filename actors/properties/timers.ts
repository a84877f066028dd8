/** How a driver's waiting shows in what it receives. */
import type { Seen } from './monitor.ts';

/**
 * Whether some time has passed for the driver: a timer of its own has fired, or a promise or another actor that it has
 * started is done. How long the timer was is not seen.
 */
export function isTimePassing(from: string, { type }: Seen): boolean {
  return from === 'timer' || type.startsWith('xstate.');
}
