/**
 * Programs of threads that share variables, of Nidhugg's benchmarks (nidhugg/nidhugg 2fee6c0, benchmarks/
 * SWSC_experiment), whose summary gives the executions that RCMC makes for sequentially consistent accesses: one for
 * each Mazurkiewicz trace, where reads commute and writes do not. Two writes of the same value would commute for the
 * explorer, which looks at what they do: values carry their writer where that could happen.
 */
import { createMachine } from 'xstate';
import type { Message, SystemSpec } from '../../src/system/index.ts';
import { messaging } from '../../src/system/index.ts';
import type { Access, Instruction, Next, Program } from './memory-actors.ts';
import { cell, thread, threads } from './memory-actors.ts';

const read = { type: 'Read' } as const;
const write = (value: number) => ({ type: 'Write', value }) as const;
const each = (count: number) => Array.from({ length: count }, (_, n) => n);
const at = <V extends object>(
  place: string,
  access: Access,
  next: string,
  variables: Partial<V> = {},
): Next<V> & Instruction<Program<V>> => ({ at: place, access, next, variables });

/** `CO-2+2W`: each thread writes the same variable twice. */
export function twoWritesEach(count: number): SystemSpec {
  const writer = (id: number) =>
    thread(
      {
        begin: () => at('x', write(id + 1), 'again'),
        again: () => at('x', write(id + 1), 'end'),
      },
      {},
    );
  return threads(
    { x: cell(0) },
    Object.fromEntries(each(count).map((id) => [`t${id}`, writer(id)])),
  );
}

/** `account`: some threads add to an amount and one takes from it, without a lock. */
export function account(deposits: number): SystemSpec {
  // An amount in hundreds, and below it who wrote it.
  const change = (id: number, by: number) =>
    thread(
      {
        begin: () => at('amount', read, 'write'),
        write: (_, found) =>
          at('amount', write((Math.floor(found / 100) + by) * 100 + id + 1), 'end'),
      },
      {},
    );
  const ids = each(deposits + 1);
  return threads(
    { amount: cell(100_000) },
    Object.fromEntries(ids.map((id) => [`t${id}`, change(id, id === deposits ? -10 : 100)])),
  );
}

/** `redundant_co`: two threads write a variable again and again, a third reads it twice. */
export function redundantWrites(times: number): SystemSpec {
  interface Loop {
    readonly left: number;
  }
  const writer = (value: number) => {
    const next = ({ left }: Loop): Next<Loop> =>
      left === 0 ? {} : at('x', write(value), 'next', { left: left - 1 });
    return thread<Loop>({ begin: next, next }, { left: times });
  };
  const reader = thread(
    { begin: () => at('x', read, 'again'), again: () => at('x', read, 'end') },
    {},
  );
  return threads({ x: cell(0) }, { one: writer(1), two: writer(2), reader });
}

/** `fib_bench`: i += j and j += i, each `times` times; the main thread looks at both meanwhile. */
export function fibonacci(times: number): SystemSpec {
  interface Loop {
    readonly left: number;
    readonly own: number;
  }
  const adder = (own: string, other: string) => {
    const next = ({ left }: Loop): Next<Loop> =>
      left === 0 ? {} : at(own, read, 'other', { left: left - 1 });
    return thread<Loop>(
      {
        begin: next,
        next,
        other: (_, found) => at(other, read, 'add', { own: found }),
        add: ({ own: before }, found) => at(own, write(before + found), 'next'),
      },
      { left: times, own: 0 },
    );
  };
  const main = thread(
    { begin: () => at('i', read, 'second'), second: () => at('j', read, 'end') },
    {},
  );
  return threads({ i: cell(1), j: cell(1) }, { t1: adder('i', 'j'), t2: adder('j', 'i'), main });
}

interface Rounds {
  readonly left: number;
}

/** A critical section: a write and a read of a variable. */
const critical = (value: number) => ({
  inside: () => at<Rounds>('var', write(value), 'check'),
  check: () => at<Rounds>('var', read, 'leave'),
});

/** `linuxlock`: two threads try to take a lock with compare-and-swap, `times` times each. */
export function compareAndSwapLock(times: number): SystemSpec {
  const locker = (value: number) => {
    const next = ({ left }: Rounds): Next<Rounds> =>
      left === 0
        ? {}
        : at('lock', { type: 'Cas', expected: 0, value: 1 }, 'tried', { left: left - 1 });
    const { inside, check } = critical(value);
    return thread<Rounds>(
      {
        begin: next,
        next,
        tried: (rounds, succeeded) => (succeeded === 1 ? inside() : next(rounds)),
        check,
        leave: () => at('lock', write(0), 'next'),
      },
      { left: times },
    );
  };
  return threads({ lock: cell(0), var: cell(0) }, { a: locker(1), b: locker(2) });
}

interface Add extends Message {
  readonly type: 'Add';
  readonly by: number;
}

/** A number to which is added, and which answers what it was before. */
function counter(initial: number) {
  type Context = { readonly value: number };
  const { assign, reply } = messaging<Context & Record<string, unknown>, Add>();
  const answer = reply('Add', ({ context: { value } }) => ({ type: 'Answer', value }));
  const add = assign('Add', ({ context: { value }, event: { by } }) => ({ value: value + by }));
  return createMachine({
    context: { value: initial },
    on: { Add: { actions: [answer, add] } },
  } as never);
}

/** `linuxrwlock`: two threads try to take a lock for writing with fetch-and-add, `times` times each. */
export function fetchAndAddLock(times: number): SystemSpec {
  const bias = 0x10_00_00;
  const add = (by: number) => ({ type: 'Add', by }) as unknown as Access;
  const locker = (value: number) => {
    const next = ({ left }: Rounds): Next<Rounds> =>
      left === 0 ? {} : at('lock', add(-bias), 'tried', { left: left - 1 });
    const leave = () => at<Rounds>('lock', add(bias), 'next');
    const { inside, check } = critical(value);
    return thread<Rounds>(
      {
        begin: next,
        next,
        tried: (_, before) => (before === bias ? inside() : leave()),
        check,
        leave,
      },
      { left: times },
    );
  };
  return threads({ lock: counter(bias), var: cell(0) }, { a: locker(1), b: locker(2) });
}

/** `pgsql`: three workers hand a flag round a ring, each behind a latch; each looks at its latch `times` times. */
export function latches(times: number): SystemSpec {
  interface Worker {
    readonly round: number;
    readonly looks: number;
  }
  const worker = (id: number) => {
    const next = (id + 1) % 3;
    const [latch, flag] = [`latch${id}`, `flag${id}`];
    const look = (round: number, looks: number): Next<Worker> =>
      looks === times ? {} : at(latch, read, 'looked', { round, looks: looks + 1 });
    const again = ({ round }: Worker): Next<Worker> => (round === times ? {} : look(round + 1, 0));
    return thread<Worker>(
      {
        begin: again,
        looked: ({ round, looks }, set) =>
          set === 1 ? at(latch, read, 'check') : look(round, looks),
        // The assertion looks at the flag when the latch is set.
        check: (_, set) => (set === 0 ? at(latch, write(0), 'work') : at(flag, read, 'checked')),
        checked: () => at(latch, write(0), 'work'),
        work: () => at(flag, read, 'found'),
        found: (variables, set) => (set === 1 ? at(flag, write(0), 'hand on') : again(variables)),
        'hand on': () => at(`flag${next}`, write(1), 'wake'),
        wake: () => at(`latch${next}`, write(1), 'again'),
        again,
      },
      { round: 0, looks: 0 },
    );
  };
  const cells = each(3).flatMap((id) => [
    [`latch${id}`, cell(id === 0 ? 1 : 0)],
    [`flag${id}`, cell(id === 0 ? 1 : 0)],
  ]);
  return threads(
    Object.fromEntries(cells),
    Object.fromEntries(each(3).map((id) => [`worker${id}`, worker(id)])),
  );
}
