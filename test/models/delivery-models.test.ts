/**
 * In how many orders a receiver gets three messages under each channel model: the numbers of TraceForge's own tests of
 * its delivery models. An execution of these programs is an order in which M receives.
 */
import { expect, test } from 'vitest';
import type { ChannelModel } from '../../src/explore/index.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { programs } from './delivery-programs.ts';
import { everyState } from './every-state.ts';

/** What M has got is part of its state, so that states with different orders are different. */
function orders(system: SystemSpec, channels: ChannelModel): number {
  const got = (before: readonly number[], { to, message }: Envelope) =>
    to === 'm' && before.length < 3
      ? [...before, (message as { value?: number }).value ?? 0]
      : before;
  const found = everyState<readonly number[]>(system, { channels }, [], got);
  const complete = found.filter(({ gathered, atRest }) => atRest && gathered.length === 3);
  return new Set(complete.map(({ gathered }) => gathered.join())).size;
}

test.each([
  { program: 1, bag: 24, fifo: 12, causal: 6, mailbox: 6 },
  { program: 2, bag: 24, fifo: 12, causal: 12, mailbox: 12 },
  { program: 3, bag: 6, fifo: 1, causal: 1, mailbox: 1 },
] as const)('program $program: bag $bag, fifo $fifo, causal $causal, mailbox $mailbox', (row) => {
  const { program, ...expected } = row;
  const found = (['bag', 'fifo', 'causal', 'mailbox'] as const).map((channels) => [
    channels,
    orders(programs[program], channels),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});
