/**
 * Producers that each send several messages to one consumer over their own first-in-first-out channels, and pairs of
 * one producer and one consumer that have nothing to do with each other: the smallest programs on which executions are
 * counted, as in Concuerror's and Stateright's tests. Traces: (km)! / (m!)^k for k producers with m messages; 1 for
 * pairs.
 */
import { createMachine } from 'xstate';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';

const consumer = createMachine({ on: { Item: {} } });
const producer = createMachine({});

const items = (from: string, to: string, count: number): Envelope[] =>
  Array.from({ length: count }, (_, item) => ({ from, to, message: { type: 'Item', item } }));

export function producers(count: number, messages: number): SystemSpec {
  const ids = Array.from({ length: count }, (_, n) => `producer${n}`);
  return {
    actors: {
      consumer: { machine: consumer },
      ...Object.fromEntries(ids.map((id) => [id, { machine: producer }])),
    },
    initial: ids.flatMap((id) => items(id, 'consumer', messages)),
  };
}

export function independentPairs(count: number, messages: number): SystemSpec {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return {
    actors: Object.fromEntries(
      numbers.flatMap((n) => [
        [`producer${n}`, { machine: producer }],
        [`consumer${n}`, { machine: consumer }],
      ]),
    ),
    initial: numbers.flatMap((n) => items(`producer${n}`, `consumer${n}`, messages)),
  };
}
