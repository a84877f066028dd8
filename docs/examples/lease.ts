/**
 * A lock that is given for some time only (a lease), and two clients that write to a store while they hold it. A client
 * that is slow still writes when another one has the lock already: a monitor sees it. With fencing tokens the store
 * refuses what is too old. The clients are interchangeable, which is checked and used. It prints:
 *
 * ```text
 * fenced: false: violated, 25 states, reduced by partial-order and symmetry
 * InOrder: no write is accepted after one with a later token
 * 1. day -> anna: work
 * 2. anna -> lock: acquire
 * 3. timer -> lock: xstate.after.lease.(machine).leased
 * 4. lock -> anna: granted
 * 5. day -> ben: work
 * 6. ben -> lock: acquire
 * 7. lock -> ben: granted
 * 8. ben -> store: write
 * 9. anna -> store: write
 * fenced: true: holds, 32 states, reduced by partial-order and symmetry
 * ```
 */
import { explore } from 'sriov-sim/explore';
import type { MonitorProperty, SystemSpec } from 'sriov-sim/system';
import { messaging, to } from 'sriov-sim/system';
import { assign, setup } from 'xstate';

type ToLock = { type: 'acquire' | 'release'; from?: string };
type Lock = { holder: string; queue: readonly string[]; token: number };
const the = messaging<Lock, ToLock>();

const lock = setup({
  types: {} as { context: Lock; events: ToLock },
  delays: { lease: 5_000 },
  guards: { isWanted: ({ context }) => context.queue.length > 0 },
  actions: {
    enqueue: the.assign('acquire', ({ context, event }) => ({
      queue: [...context.queue, String(event.from)],
    })),
    choose: the.assign('*', ({ context: { queue, token } }) => ({
      holder: queue[0],
      queue: queue.slice(1),
      token: token + 1,
    })),
    grant: the.send('*', ({ context: { holder, token } }) =>
      to(holder, { type: 'granted', token }),
    ),
  },
}).createMachine({
  context: { holder: '', queue: [], token: 0 },
  initial: 'free',
  on: { acquire: { actions: 'enqueue' }, release: {} },
  states: {
    free: { always: { guard: 'isWanted', target: 'leased', actions: 'choose' } },
    leased: {
      entry: 'grant',
      after: { lease: 'free' },
      on: {
        release: { guard: ({ context, event }) => event.from === context.holder, target: 'free' },
      },
    },
  },
});

type ToClient = { type: 'work' | 'written' | 'refused' } | { type: 'granted'; token: number };
const a = messaging<Record<string, never>, ToClient>();

const client = setup({
  types: {} as { events: ToClient },
  actions: {
    ask: a.send('work', () => to('lock', { type: 'acquire' })),
    write: a.send('granted', ({ event }) => to('store', { type: 'write', token: event.token })),
    release: a.send('*', () => to('lock', { type: 'release' })),
  },
}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { work: { target: 'waiting', actions: 'ask' } } },
    waiting: { on: { granted: { target: 'writing', actions: 'write' } } },
    writing: { on: { written: 'done', refused: 'done' } },
    done: { type: 'final', entry: 'release' },
  },
});

type Write = { type: 'write'; token: number; from?: string };
const its = messaging<{ last: number }, Write>();

const store = (isFenced: boolean) =>
  setup({
    types: {} as { context: { last: number }; events: Write },
    guards: { isOld: ({ context, event }) => isFenced && event.token < context.last },
    actions: {
      keep: its.assign('write', ({ event }) => ({ last: event.token })),
      accept: its.reply('write', () => ({ type: 'written' })),
      refuse: its.reply('write', () => ({ type: 'refused' })),
    },
  }).createMachine({
    context: { last: 0 },
    on: { write: [{ guard: 'isOld', actions: 'refuse' }, { actions: ['keep', 'accept'] }] },
  });

/** Sees each write as it is delivered, with what the store answers in the same step. */
const inOrder: MonitorProperty = {
  kind: 'monitor',
  name: 'InOrder',
  rule: 'no write is accepted after one with a later token',
  source: 'whoever reads the store',
  observes: ['write'],
  sends: true,
  machine: setup({
    types: {} as {
      context: { last: number };
      events: { type: 'observe'; message: Write; sent: { message: { type: string } }[] };
    },
    guards: {
      isRefused: ({ event }) => event.sent.some(({ message }) => message.type === 'refused'),
      isOld: ({ context, event }) => event.message.token < context.last,
    },
  }).createMachine({
    context: { last: 0 },
    initial: 'watching',
    states: {
      watching: {
        on: {
          observe: [
            { guard: 'isRefused' },
            { guard: 'isOld', target: 'broken' },
            { actions: assign({ last: ({ event }) => event.message.token }) },
          ],
        },
      },
      broken: { tags: 'error' },
    },
  }),
};

const system = (isFenced: boolean): SystemSpec => ({
  actors: {
    lock: { machine: lock },
    store: { machine: store(isFenced) },
    anna: { machine: client },
    ben: { machine: client },
  },
  initial: ['anna', 'ben'].map((who) => ({ from: 'day', to: who, message: { type: 'work' } })),
});

for (const isFenced of [false, true]) {
  const result = explore(system(isFenced), {
    properties: [inOrder],
    symmetry: { count: 2, actors: [['anna'], ['ben']] },
    // A client may be slower than any lease: timers need not wait until nothing else can move.
    timers: 'any',
  });
  console.log(
    `fenced: ${isFenced}: ${result.verdict}, ${result.states} states, reduced by ${result.reduction}`,
  );
  if (result.verdict !== 'violated') continue;
  console.log(`${result.property}: ${result.violation.rule}`);
  for (const [n, { from, to: receiver, message }] of result.schedule.entries()) {
    console.log(`${n + 1}. ${from} -> ${receiver}: ${message.type}`);
  }
}
