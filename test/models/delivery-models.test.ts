/**
 * In how many orders a receiver gets three messages under each channel model: the numbers of TraceForge's own tests of
 * its delivery models. An execution of these programs is an order in which M receives. The fourth message, which M
 * takes for nothing, has no choice left, so that the traces of complete executions are as many.
 */
import { describe, expect, test } from 'vitest';
import type { ChannelModel } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
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

describe.each([
  { program: 1, bag: 24, fifo: 12, causal: 6, mailbox: 6 },
  { program: 2, bag: 24, fifo: 12, causal: 12, mailbox: 12 },
  { program: 3, bag: 6, fifo: 1, causal: 1, mailbox: 1 },
] as const)('program $program: bag $bag, fifo $fifo, causal $causal, mailbox $mailbox', (row) => {
  const { program, ...expected } = row;
  const models = ['bag', 'fifo', 'causal', 'mailbox'] as const;

  test('orders in which M receives, of all states', () => {
    const found = models.map((channels) => [channels, orders(programs[program], channels)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test.each(['receiver', 'commuting'] as const)('executions, independence: %s', (independence) => {
    const found = models.map((channels) => {
      const options = { strategy: 'executions', channels, independence } as const;
      const { verdict, executions } = explore(programs[program], options);
      expect({ channels, verdict, blocked: executions?.blocked }).toEqual({
        channels,
        verdict: 'holds',
        blocked: 0,
      });
      return [channels, executions?.complete];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});
