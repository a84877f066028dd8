/** Timers beside what comes from outside: a time-out races with its promise, a debounced form with whoever types. */
import { expect, test } from 'vitest';
import { assign, createMachine, fromPromise, setup } from 'xstate';
import { explain } from '../../src/explain/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { Property, SystemSpec } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';

const load = setup({ actors: { fetch: fromPromise(async () => 'page') } }).createMachine({
  initial: 'loading',
  states: {
    loading: { invoke: { src: 'fetch', onDone: 'shown' }, after: { 5000: 'timedOut' } },
    shown: { type: 'final' },
    timedOut: { type: 'final' },
  },
});

const inTime: Property = {
  kind: 'always',
  name: 'InTime',
  rule: 'the page is shown',
  source: 'the reader',
  reads: ['load'],
  check: (view) => (view.load?.matches('timedOut') === true ? 'it timed out' : undefined),
};

function loading(fetch: object): SystemSpec {
  return { actors: { load: { machine: load, invoked: { fetch } } }, initial: [] };
}

test('a time-out may come before its promise, unless timers are told to wait', () => {
  const answers = loading({ done: ['page'] });
  const options = { properties: [inTime] };
  const result = explore(answers, options);
  expect(result).toMatchObject({ verdict: 'violated', property: 'InTime' });
  expect(explore(answers, { ...options, timers: 'idle' })).toMatchObject({ states: 2 });
  // Loading, shown, and timed out.
  expect(explore(answers)).toMatchObject({ verdict: 'holds', states: 3, restStates: 2 });
  if (result.verdict !== 'violated') return;
  const { schedule, inevitable } = explain(answers, options, result.schedule);
  expect(inevitable).toEqual({ from: 1, cleanAfter: 0, exact: true });
  expect(replaySchedule(answers, schedule, undefined, {})).toHaveLength(1);
});

test('who never says anything leaves the timers as they are', () => {
  const options = {
    properties: [inTime],
    independence: 'commuting',
    strategy: 'executions',
  } as const;
  expect(explore(loading({}), options)).toMatchObject({ property: 'InTime' });
  const may = loading({ done: ['page'] });
  expect(() => explore(may, options)).toThrow("with timers 'any'");
});

test('a search says that its timers wait for stillness, where nobody has said so', () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { after: { 10: 'b' } }, b: {} },
  });
  const ticking: SystemSpec = { actors: { load: { machine } }, initial: [] };
  expect(explore(ticking).assumed).toEqual([expect.stringContaining("timers: 'any'")]);
  expect(explore(ticking, { timers: 'idle' }).assumed).toBeUndefined();
  expect(explore(loading({ done: ['page'] })).assumed).toBeUndefined();
});

type Form = { name: string; free?: string; saved?: string };
type FormEvent = { type: 'TYPE'; name: string } | { type: 'SUBMIT' };

/** A name is checked when nobody has typed for a while. `forgets`: what was found free is forgotten then. */
const form = (forgets: boolean) =>
  setup({
    types: {} as { context: Form; events: FormEvent },
    actors: {
      isFree: fromPromise(async ({ input }: { input: string }) => input !== ''),
      save: fromPromise(async ({ input }: { input: string }) => input),
    },
    guards: { isChecked: ({ context }) => context.free !== undefined },
    actions: {
      note: assign(({ context }, { name }: { name: string }) => ({
        name,
        free: forgets ? undefined : context.free,
      })),
    },
  }).createMachine({
    type: 'parallel',
    context: { name: '' },
    states: {
      field: {
        initial: 'clean',
        on: {
          TYPE: {
            target: '.typing',
            actions: { type: 'note', params: ({ event }) => ({ name: event.name }) },
          },
        },
        states: {
          clean: {},
          typing: { after: { 300: 'checking' } },
          checking: {
            invoke: {
              src: 'isFree',
              input: ({ context }) => context.name,
              onDone: [
                {
                  guard: ({ event }) => event.output,
                  target: 'clean',
                  actions: assign({ free: ({ context }) => context.name }),
                },
                { target: 'clean' },
              ],
            },
          },
        },
      },
      submit: {
        initial: 'idle',
        states: {
          idle: { on: { SUBMIT: { guard: 'isChecked', target: 'saving' } } },
          saving: {
            invoke: {
              src: 'save',
              input: ({ context }) => context.name,
              onDone: { target: 'done', actions: assign({ saved: ({ event }) => event.output }) },
            },
          },
          done: {},
        },
      },
    },
  });

const signUp = (forgets: boolean): SystemSpec => ({
  actors: {
    form: {
      machine: form(forgets),
      events: [{ type: 'TYPE', name: 'ann' }, { type: 'TYPE', name: 'bob' }, { type: 'SUBMIT' }],
      invoked: {
        isFree: { done: (name: string) => [name === 'bob'] },
        save: { done: (name: string) => [name] },
      },
    },
  },
  initial: [],
});

const properties: readonly Property[] = [
  {
    kind: 'always',
    name: 'OnlyFree',
    rule: 'only a name that is free is saved',
    source: 'the registrar',
    reads: ['form'],
    check: (view) => (view.form?.context.saved === 'ann' ? 'ann is saved' : undefined),
  },
  {
    kind: 'sometimes',
    name: 'Saved',
    rule: 'a name can be saved at all',
    source: 'the registrar',
    reads: ['form'],
    check: (view) => view.form?.context.saved,
  },
];

test('a form whose name is checked after a pause saves a name that was typed later', () => {
  expect(explore(signUp(true), { properties })).toMatchObject({
    verdict: 'holds',
    reached: ['Saved'],
  });
  const result = explore(signUp(false), { properties });
  expect(result).toMatchObject({ verdict: 'violated', property: 'OnlyFree' });
  if (result.verdict !== 'violated') return;
  expect(result.schedule.map(({ message }) => message.type)).toEqual([
    'TYPE',
    'xstate.after.300.(machine).field.typing',
    'xstate.done.actor.0.(machine).field.checking',
    'TYPE',
    'SUBMIT',
    'xstate.done.actor.0.(machine).submit.saving',
  ]);
});
