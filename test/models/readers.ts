/**
 * One thread writes a variable that several others read once: `readers(N)` of Abdulla, Aronis, Jonsson, Sagonas,
 * "Optimal Dynamic Partial Order Reduction", POPL 2014. Where reads commute, a trace says for each reader whether it
 * came before the writer: 2^N.
 */
import type { SystemSpec } from '../../src/system/index.ts';
import { cell, thread, threads } from './memory-actors.ts';

const reader = thread({ begin: () => ({ at: 'x', access: { type: 'Read' }, next: 'end' }) }, {});
const writer = thread(
  { begin: () => ({ at: 'x', access: { type: 'Write', value: 1 }, next: 'end' }) },
  {},
);

export function readers(count: number): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => `reader${n}`);
  return threads({ x: cell(0) }, { writer, ...Object.fromEntries(ids.map((id) => [id, reader])) });
}
