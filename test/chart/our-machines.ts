/** The machines of the stack by the names that `draw` gives them, and small ones that have what ours lack. */
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { drawableMachines, ownMachine } from '../../src/cli/draw-command.ts';

export const ourMachines: readonly (readonly [string, AnyStateMachine])[] = drawableMachines.map(
  (name) => [name, ownMachine(name) as AnyStateMachine],
);

/** Every kind of state and of transition. */
export const everyKind = createMachine({
  id: 'kinds',
  initial: 'work',
  states: {
    work: {
      type: 'parallel',
      entry: 'begin',
      exit: ['stop', 'tidy'],
      tags: ['busy'],
      onDone: 'finished',
      on: { ABORT: '.left.first', 'LOG.*': { actions: 'log' } },
      states: {
        left: {
          initial: 'first',
          states: {
            first: {
              on: {
                GO: [
                  { guard: 'ready', target: 'second', actions: ['one', 'two'] },
                  { actions: 'wait' },
                ],
                STAY: {},
                AGAIN: { target: 'first', reenter: true },
                OUT: '#kinds.paused',
              },
            },
            second: {
              after: { 100: 'end', slow: 'first' },
              always: { guard: 'hurry', target: 'end' },
            },
            end: { type: 'final' },
          },
        },
        right: {
          initial: 'on',
          states: {
            on: { on: { TOGGLE: 'off' }, invoke: { src: 'clock', id: 'ticker', onDone: 'off' } },
            off: { on: { TOGGLE: 'on', '*': { actions: 'complain' } } },
            past: { type: 'history', history: 'deep', target: 'off' },
          },
        },
      },
    },
    paused: { on: { RESUME: 'past', BOTH: ['#kinds.work.left.second', '#kinds.work.right.off'] } },
    past: { type: 'history', target: 'work' },
    finished: { type: 'final', description: 'All is done.' },
  },
});

export const hostileNames: readonly string[] = [
  '<script>alert(1)</script>',
  `"quotes' & ]]> -- --> {braces} <b>`,
  'line\nbreak\r\ttab',
  'control\u0000\u0007\u001b[31m',
  'half \ud800 pair',
  'turned \u202e round',
  '漢字 and 🙂🙂',
  '`$' + '{1}` #59; %% ;',
  '\\L\\N\\G backslashes \\',
  'a'.repeat(3000),
];

/** States, events, guards and actions with such names; a state may have no dot in its name. */
export const hostile = createMachine({
  id: hostileNames[0] as string,
  initial: key(0),
  states: Object.fromEntries(
    hostileNames.map((name, n) => [
      key(n),
      {
        entry: name,
        description: name,
        initial: 'inner',
        tags: [name],
        states: { inner: {}, [name.replaceAll('.', '_')]: {} },
        on: {
          [name]: {
            target: key((n + 1) % hostileNames.length).replaceAll('\\', '\\\\'),
            guard: name,
            actions: [name, name],
          },
          [`${name} ignored`]: {},
        },
      },
    ]),
  ),
});

function key(n: number): string {
  return (hostileNames[n] as string).replaceAll('.', '_');
}
