/**
 * Executions of Nidhugg's benchmark programs, one for each Mazurkiewicz trace: RCMC's column of the summary in
 * benchmarks/SWSC_experiment, and for `fib_bench`, where it counts more, that of Nidhugg, whose observers make no
 * difference there: no variable is written by two threads. `CO-2+2W` of n has (2n)! / 2^n.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { allAgree, everyWay } from './every-way.ts';
import {
  account,
  compareAndSwapLock,
  fetchAndAddLock,
  fibonacci,
  latches,
  redundantWrites,
  twoWritesEach,
} from './racing-programs.ts';

/** Accesses to different variables are independent, and those to one that commute. */
function executions(system: SystemSpec) {
  const result = explore(system, { strategy: 'executions', independence: 'commuting' });
  return { verdict: result.verdict, ...result.executions };
}

describe('reads commute, and accesses to different variables', () => {
  test.each([
    { name: 'CO-2+2W', program: twoWritesEach, count: 2, traces: 6 },
    { name: 'CO-2+2W', program: twoWritesEach, count: 3, traces: 90 },
    { name: 'account', program: account, count: 1, traces: 4 },
    { name: 'account', program: account, count: 2, traces: 36 },
    { name: 'redundant_co', program: redundantWrites, count: 1, traces: 12 },
    { name: 'redundant_co', program: redundantWrites, count: 2, traces: 90 },
    { name: 'redundant_co', program: redundantWrites, count: 3, traces: 560 },
    { name: 'fib_bench', program: fibonacci, count: 1, traces: 11 },
    { name: 'fib_bench', program: fibonacci, count: 2, traces: 140 },
    { name: 'linuxlock', program: compareAndSwapLock, count: 1, traces: 4 },
    { name: 'linuxlock', program: compareAndSwapLock, count: 2, traces: 26 },
    { name: 'linuxlock', program: compareAndSwapLock, count: 3, traces: 192 },
    { name: 'linuxrwlock', program: fetchAndAddLock, count: 1, traces: 6 },
    { name: 'linuxrwlock', program: fetchAndAddLock, count: 2, traces: 70 },
    { name: 'linuxrwlock', program: fetchAndAddLock, count: 3, traces: 924 },
    { name: 'pgsql', program: latches, count: 1, traces: 3 },
    { name: 'pgsql', program: latches, count: 2, traces: 63 },
  ])('$name of $count: $traces', ({ program, count, traces }) => {
    const all = { verdict: 'holds', complete: traces, blocked: 0 };
    expect(executions(program(count))).toEqual(all);
  });
});

/** Reductions may leave states out, but no end. */
test.each([
  { name: 'account', system: account(2) },
  { name: 'redundant_co', system: redundantWrites(2) },
  { name: 'fib_bench', system: fibonacci(1) },
  { name: 'linuxlock', system: compareAndSwapLock(2) },
  { name: 'linuxrwlock', system: fetchAndAddLock(2) },
  { name: 'pgsql', system: latches(2) },
])('$name: every way of searching comes to the same ends', ({ system }) => {
  const { plain, ...ways } = everyWay(system);
  expect(plain.verdict).toBe('holds');
  expect(ways).toEqual(allAgree(plain));
});
