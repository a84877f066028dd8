/**
 * Executions that an optimal partial-order reduction makes, one for each Mazurkiewicz trace, as Concuerror, Nidhugg,
 * Stateright and TraceForge count them. Each number depends on which deliveries are independent, which its test names.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { commitActors } from './commit-actors.ts';
import { filesystem } from './filesystem.ts';
import { indexer } from './indexer.ts';
import { lastZero } from './last-zero.ts';
import { independentPairs, producers } from './producers.ts';
import { readers } from './readers.ts';
import { writers } from './writers.ts';

function executions(system: SystemSpec, independence: 'receiver' | 'commuting') {
  const result = explore(system, { strategy: 'executions', independence });
  return { verdict: result.verdict, ...result.executions };
}

const all = (complete: number) => ({ verdict: 'holds', complete, blocked: 0 });

describe('deliveries at different receivers are independent, those at one receiver are not', () => {
  test.each([
    { count: 2, messages: 2, traces: 6 },
    { count: 2, messages: 3, traces: 20 },
    { count: 3, messages: 2, traces: 90 },
    { count: 3, messages: 3, traces: 1_680 },
  ])('$count producers with $messages messages each: $traces', ({ count, messages, traces }) => {
    expect(executions(producers(count, messages), 'receiver')).toEqual(all(traces));
  });

  test.each([1, 3, 6])('%i independent pairs: 1', (count) => {
    expect(executions(independentPairs(count, 3), 'receiver')).toEqual(all(1));
  });

  test.each([
    [1, 1],
    [4, 24],
    [7, 5_040],
  ])('%i senders to one receiver: %i', (count, traces) => {
    expect(executions(writers(count), 'receiver')).toEqual(all(traces));
  });

  test.each([
    [1, 2],
    [2, 8],
    [3, 48],
    [4, 384],
    [5, 3_840],
  ])('two-phase commit of %i participants that vote yes or no: %i', (count, traces) => {
    expect(executions(commitActors(count), 'receiver')).toEqual(all(traces));
  });

  test.each([
    [1, 2],
    [3, 24],
    [5, 720],
  ])('%i readers and a writer, one mailbox: %i', (count, traces) => {
    expect(executions(readers(count), 'receiver')).toEqual(all(traces));
  });

  test.each([
    [11, 1],
    [12, 8],
  ])('indexer of %i threads: %i', (count, traces) => {
    expect(executions(indexer(count), 'receiver')).toEqual(all(traces));
  });

  test.each([
    [13, 1],
    [14, 2],
    [16, 8],
    [18, 32],
  ])('filesystem of %i threads: %i', (count, traces) => {
    expect(executions(filesystem(count), 'receiver')).toEqual(all(traces));
  });
});

describe('deliveries at one receiver that commute are independent too', () => {
  test.each([1, 2, 3, 5])('%i readers and a writer: 2 to the power of the readers', (count) => {
    expect(executions(readers(count), 'commuting')).toEqual(all(2 ** count));
  });

  test.each([
    [1, 2],
    [2, 5],
    [3, 12],
    [4, 28],
    [5, 64],
  ])('the last zero of %i: %i', (count, traces) => {
    expect(executions(lastZero(count), 'commuting')).toEqual(all(traces));
  });

  test.each([1, 2, 3, 5])('two-phase commit of %i participants: the votes only', (count) => {
    expect(executions(commitActors(count), 'commuting')).toEqual(all(2 ** count));
  });
});
