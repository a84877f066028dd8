/** What an exploration cannot see, or what was listed in vain, is said: silence must not look like a proof. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createMachine, enqueueActions, raise, setup } from 'xstate';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { ActorSpec } from '../../src/system/index.ts';

const exploring = (
  machine: AnyStateMachine,
  more: Omit<ActorSpec, 'machine'> = {},
  options: ExploreOptions = {},
) => explore({ actors: { it: { machine, ...more } }, initial: [] }, options);

describe('said in the result', () => {
  test.each([
    ['in a state', createMachine({ entry: ({ self }) => self.send({ type: 'X' }) })],
    [
      'with a name',
      setup({
        actions: { tell: ({ system }) => system.get('it').send({ type: 'X' }) },
      }).createMachine({
        entry: 'tell',
      }),
    ],
    [
      'in enqueueActions',
      createMachine({
        entry: enqueueActions(({ enqueue, self }) => enqueue(() => self.send({ type: 'X' }))),
      }),
    ],
  ])('an action that is a function and sends, %s', (_, machine) => {
    expect(exploring(machine).assumed).toEqual([expect.stringContaining('calls send() itself')]);
  });

  test('names of actions and delays that nobody has provided', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { entry: 'tell', after: { long: 'b' } }, b: {} },
    });
    expect(exploring(machine, {}, { timers: 'any' }).assumed).toEqual([
      "'it' names action 'tell', delay 'long', which nobody has provided: nothing is done for it",
    ]);
  });

  test('an outside event that no state takes that was reached, when everything was looked at', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { GO: 'b', PAY: { guard: () => false } } },
        b: {},
        never: { on: { X: {} } },
      },
    });
    const events = () => [{ type: 'GO' }, { type: 'PAY' }, { type: 'X' }];
    expect(exploring(machine, { events }).assumed).toEqual([
      "no state of 'it' that was reached takes the outside event 'PAY'",
      "no state of 'it' that was reached takes the outside event 'X'",
    ]);
    expect(exploring(machine, { events }, { maxStates: 1 }).assumed).toBeUndefined();
  });

  test('timers that wait for stillness beside outside events, which may never be still', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { PRESS: {} }, after: { 10: 'b' } }, b: {} },
    });
    const events = [{ type: 'PRESS' }];
    expect(exploring(machine, { events }, { timers: 'idle' })).toMatchObject({
      states: 1,
      assumed: [expect.stringContaining("timers: 'idle' beside outside events")],
    });
    expect(exploring(machine, { events }).assumed).toBeUndefined();
  });

  test('nothing where there is nothing to say', () => {
    const log = () => undefined;
    const machine = createMachine({
      entry: [log, raise({ type: 'X' })],
      on: { X: { actions: log } },
    });
    expect(exploring(machine, { events: [{ type: 'X' }] }).assumed).toBeUndefined();
  });
});

describe('refused at once', () => {
  const light = createMachine({
    initial: 'red',
    states: { red: { on: { NEXT: 'green', 'mouse.*': {} } }, green: {} },
  });

  test('an outside event that the machine has nowhere', () => {
    expect(() => exploring(light, { events: [{ type: 'NEXTT' }] })).toThrow(
      "events of actor 'it': no state takes 'NEXTT'; there are NEXT, mouse.*",
    );
    const events = [{ type: 'NEXT' }, { type: 'mouse' }, { type: 'mouse.up.left' }];
    expect(exploring(light, { events }).verdict).toBe('holds');
    const any = createMachine({ on: { '*': {} } });
    expect(exploring(any, { events: [{ type: 'WHAT' }] }).verdict).toBe('holds');
  });

  test.each([
    [{ count: 1, actors: [['its']] }, "actor 'its' of a copy does not exist; there are only it"],
    [{ count: 2, actors: [['it']] }, "'count' is 2, and 'actors' has lists for 1 copies"],
    [['it'], 'it is { count, actors }'],
  ])('a symmetry that is none: %o', (symmetry, why) => {
    const options = { symmetry: symmetry as NonNullable<ExploreOptions['symmetry']> };
    expect(() => exploring(light, {}, options)).toThrow(`option 'symmetry': ${why}`);
  });

  test('a field of a property that there is not', () => {
    const property = {
      kind: 'always',
      name: 'P',
      rule: 'r',
      reads: ['it'],
      check: () => undefined,
    };
    const properties = [{ ...property, eech: true } as never];
    expect(() => exploring(light, {}, { properties })).toThrow("property 'P' has no 'eech'");
  });
});

describe('what throws is named', () => {
  const fail = () => {
    throw new Error('off');
  };

  test('a function of events, with the actor and its state', () => {
    const machine = createMachine({ initial: 'a', states: { a: {} } });
    expect(() => exploring(machine, { events: fail })).toThrow(
      "actor 'it' in a: the function for events throws: off",
    );
  });

  test('a function of invoked, also for logic that nobody has provided', () => {
    const machine = createMachine({ invoke: { src: 'load', id: 'one' } });
    expect(() => exploring(machine)).toThrow("actor 'it' invokes or spawns 'load'");
    const invoked = { load: { done: fail } };
    expect(() => exploring(machine, { invoked })).toThrow(
      "actor 'it' in its only state: the function for done of 'one' throws: off",
    );
  });

  test('a monitor', () => {
    const properties = [
      {
        kind: 'monitor' as const,
        name: 'Watch',
        rule: 'r',
        observes: '*' as const,
        machine: createMachine({ on: { observe: { guard: fail } } }),
      },
    ];
    const machine = createMachine({ on: { X: {} } });
    expect(() => exploring(machine, { events: [{ type: 'X' }] }, { properties })).toThrow(
      "monitor 'Watch' throws: Unable to evaluate guard",
    );
  });
});
