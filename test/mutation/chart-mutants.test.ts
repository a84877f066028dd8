/** The mutants of a statechart: which there are, and which of them suites find. */
import { expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { behaviourOf } from '../../src/generate/explore-behaviour.ts';
import type { OpenSubject } from '../../src/generate/index.ts';
import { ChartTrial } from './chart/against-suites.ts';
import { chartMutants } from './chart/mutants.ts';
import { answeringTransitions, statusMutants } from './chart/status-mutants.ts';
import { compileSuite, Stimuli } from './compiled-suite.ts';
import { accepted, close, door, doorSuite, refused } from './toy.ts';

const machine = door as unknown as AnyStateMachine;
const subject = (locked: boolean): OpenSubject => ({
  name: 'door',
  actors: { door: { machine, input: { locked } } },
  stimuli: [accepted.stimulus, close.stimulus],
});

test('every transition, guard, target and action of a chart gives its mutants', () => {
  expect(chartMutants(machine).map(({ id }) => id)).toEqual([
    'door.closed: Open #0: guard dropped (isLocked)',
    'door.closed: Open #0: guard negated (isLocked)',
    'door.closed: Open #0: transition dropped',
    'door.closed: Open #0: action dropped (refuse)',
    'door.closed: Open #1: transition dropped',
    'door.closed: Open #1: target changed (door.closed)',
    'door.closed: Open #1: action dropped (accept)',
    'door.open: Close #0: transition dropped',
    'door.open: Close #0: target changed (door.open)',
    'door.open: entry: action dropped (log)',
  ]);
});

test('another status is sent by the transitions that a behaviour saw answering', () => {
  const answering = answeringTransitions(behaviourOf(subject(false)));
  expect(answering).toEqual(['door.closed: Open #1']);
  const [mutant] = statusMutants(machine, answering);
  expect(mutant?.id).toBe('door.closed: Open #1: status changed');
  expect(mutant === undefined ? [] : killed(false, mutant)).toEqual(['twice']);
});

function killed(locked: boolean, mutant: ReturnType<typeof chartMutants>[number]) {
  const stimuli = new Stimuli();
  const steps = locked ? [refused, refused] : [accepted, close, accepted];
  const suites = [
    compileSuite('twice', doorSuite(locked, steps), stimuli),
    compileSuite('nothing', doorSuite(locked, []), stimuli),
  ];
  const own = subject(locked);
  const quick = new ChartTrial(own, behaviourOf(own), suites, stimuli).killersOf(mutant);
  // Asked for every step again, it must come to the same.
  const { event: _event, ...anywhere } = mutant;
  const slow = new ChartTrial(own, behaviourOf(own), suites, stimuli).killersOf(anywhere);
  expect(slow).toEqual(quick);
  return quick;
}

test('an unlocked door that is opened, closed and opened again survives only what it cannot see', () => {
  const survivors = chartMutants(machine).filter((mutant) => killed(false, mutant).length === 0);
  expect(survivors.map(({ id }) => id)).toEqual([
    // The guard is false anyhow, so that its transition is not taken.
    'door.closed: Open #0: transition dropped',
    'door.closed: Open #0: action dropped (refuse)',
    // Nobody sees what is logged.
    'door.open: entry: action dropped (log)',
  ]);
});

test('a locked door shows what becomes of the refusal, and nothing behind it', () => {
  const caught = chartMutants(machine).filter((mutant) => killed(true, mutant).length > 0);
  expect(caught.map(({ id }) => id)).toEqual([
    'door.closed: Open #0: guard negated (isLocked)',
    'door.closed: Open #0: transition dropped',
    'door.closed: Open #0: action dropped (refuse)',
  ]);
});

test('a mutant that cannot be built fails every suite', () => {
  const make = () => {
    throw new Error('no such state');
  };
  const [mutant] = chartMutants(machine);
  if (mutant === undefined) throw new Error('the door has no mutants');
  expect(killed(false, { ...mutant, make })).toEqual(['twice', 'nothing']);
});
