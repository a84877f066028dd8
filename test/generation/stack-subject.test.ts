/** Parts of the stack as subjects: what they are offered, what is refused, and the drivers of a guest together. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { loadDevice } from '../../actors/device/index.ts';
import type { Alphabet, Place } from '../../actors/generation/index.ts';
import {
  pciAlphabet,
  pfAlphabet,
  vbdAlphabet,
  vfAlphabet,
  vpciAlphabet,
} from '../../actors/generation/index.ts';
import { compileScenario, libraryScenario, scenarioNames } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import type { StackSubjectOptions } from '../../src/cli/generation/stack-subject.ts';
import { stackSubject } from '../../src/cli/generation/stack-subject.ts';
import { inProcess, runSuite } from '../../src/execute/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import { send } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';

const device = loadDevice('intel-82576');

/** The alphabets of all drivers of a topology. */
function alphabetsOf(vbd: boolean): readonly Alphabet[] {
  const place: Place = { device, vfs: 1, vbd, partition: 'parent', switchCreation: 'dynamic' };
  const inGuest: Place = { ...place, partition: 'guest' };
  const vbds = vbd ? [vbdAlphabet(place), vbdAlphabet(inGuest)] : [];
  return [pciAlphabet(place), pfAlphabet(place), vfAlphabet(place), vpciAlphabet(place), ...vbds];
}

test.each([{ vbd: false }, { vbd: true }])(
  'everything that a scenario of the library delivers to a driver is in its alphabet; with a VBD: $vbd',
  ({ vbd }) => {
    const offered = new Map(
      alphabetsOf(vbd).map(({ actor, base, rare }) => [
        actor,
        new Set([...base, ...rare].map(({ message }) => message.type)),
      ]),
    );
    const missing = new Set<string>();
    for (const name of scenarioNames()) {
      const compiled = compileScenario(libraryScenario(name), { vfs: 1, vbd });
      for (const { from, to, message } of runToEnd(buildStack({ ...compiled, device }).spec)
        .steps) {
        // What a driver sends to itself, and its timers, come by themselves.
        if (from === to || from === 'timer') continue;
        if (offered.get(to)?.has(message.type) === false) missing.add(`${message.type} to ${to}`);
      }
    }
    expect(offered.size).toBe(vbd ? 6 : 4);
    expect([...missing]).toEqual([]);
  },
);

describe('what is not possible is refused, with what is legal', () => {
  const refused: readonly (readonly [string, StackSubjectOptions, string])[] = [
    ['pfx', {}, "there is no part 'pfx'"],
    ['pf', { vfs: 0 }, 'vfs 0: intel-82576 has 1 to 8'],
    ['pf', { vfs: 9 }, 'vfs 9: intel-82576 has 1 to 8'],
    ['pf', { concurrency: 0 }, 'concurrency 0: legal are whole numbers from 1 on'],
    ['pf', { partition: 'guest' }, "partition 'guest' for part 'pf': legal for vbd only"],
    ['vbd', { vbd: false }, "part 'vbd' without a virtual bus driver: legal is vbd: true"],
    ['pf', { scenario: 'bringup' }, "'bringup': there is no such scenario"],
  ];
  for (const [part, options, message] of refused) {
    test(`${part} ${JSON.stringify(options)}`, () => {
      expect(() => stackSubject(part, options)).toThrow(message);
    });
  }
});

test('a machine of somebody else, whose context is its own, is offered what a driver is offered', () => {
  const machine = setup({}).createMachine({
    id: 'another',
    initial: 'halted',
    states: {
      halted: {
        on: {
          MiniportInitializeEx: {
            target: 'up',
            actions: send('ndis', {
              type: 'MiniportInitializeEx.return',
              status: 'NDIS_STATUS_SUCCESS',
            }),
          },
        },
      },
      up: { on: { MiniportHaltEx: 'halted' } },
    },
  });
  const { states, stimuli } = behaviourOf(stackSubject('pf', { machine }));
  expect(states).toHaveLength(2);
  expect(stimuli.map(({ message }) => message.type)).toContain('MiniportHaltEx');
});

test('the drivers of a guest have several legal answers, and pass in whichever order they come', async () => {
  const subject = stackSubject('guest');
  const behaviour = behaviourOf(subject);
  expect(behaviour).toMatchObject({ stoppedBecause: 'complete', leftOut: [] });
  const suite = generateSuite(behaviour, { criteria: ['chart-transitions', 'event-types'] });
  const run = await runSuite(suite, inProcess(subject));
  expect(run.failed).toBe(0);
  const choices = behaviour.states.flatMap(({ moves }) =>
    moves.filter(({ input, output }) =>
      moves.some((other) => other.input === input && other.output !== output),
    ),
  );
  const types = new Set(choices.map(({ input }) => behaviour.stimuli[input]?.message.type));
  expect([...types].sort()).toEqual(['VMBUS_RESCIND_CHANNEL_OFFER', 'VPCI_EJECT']);
});

test('a scenario bounds what is offered', () => {
  const whole = behaviourOf(stackSubject('pf'), { maxStates: 300 });
  const some = behaviourOf(stackSubject('pf', { scenario: 'bring-up' }));
  expect(some.stoppedBecause).toBe('complete');
  const types = new Set(some.stimuli.map(({ message }) => message.type));
  expect(types.has('OID_NIC_SWITCH_ALLOCATE_VF')).toBe(true);
  expect(types.has('HangHardware')).toBe(false);
  expect(whole.stimuli.some(({ message }) => message.type === 'HangHardware')).toBe(true);
});
