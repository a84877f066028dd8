/**
 * `lastzero(N)` of Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", POPL 2014: an array
 * of N + 1 zeros; thread j writes array[j] = array[j - 1] + 1, and one thread looks for the last zero from the end.
 * Where reads commute there are (N + 3) * 2^(N - 2) traces.
 */
import type { SystemSpec } from '../../src/system/index.ts';
import { cell, thread, threads } from './memory-actors.ts';

const element = (index: number): string => `array${index}`;

function searcher(last: number) {
  const look = (index: number) => ({
    variables: { index },
    at: element(index),
    access: { type: 'Read' } as const,
    next: 'looked',
  });
  return thread(
    {
      begin: () => look(last),
      looked: ({ index }, answer) => (answer === 0 ? {} : look(index - 1)),
    },
    { index: last },
  );
}

function increaser(index: number) {
  return thread(
    {
      begin: () => ({ at: element(index - 1), access: { type: 'Read' }, next: 'write' }),
      write: (_, answer) => ({
        at: element(index),
        access: { type: 'Write', value: answer + 1 },
        next: 'end',
      }),
    },
    {},
  );
}

export function lastZero(count: number): SystemSpec {
  const indices = Array.from({ length: count + 1 }, (_, index) => index);
  return threads(
    Object.fromEntries(indices.map((index) => [element(index), cell(0)])),
    Object.fromEntries(
      indices.map((index) => [`thread${index}`, index === 0 ? searcher(count) : increaser(index)]),
    ),
  );
}
