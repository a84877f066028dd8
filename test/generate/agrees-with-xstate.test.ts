/**
 * Graphs and suites of random statecharts against XState alone: the graph has the states and transitions that trying
 * out finds, every test passes when it is replayed under `createActor`, and what a suite says it covers is what the
 * replay goes through.
 */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import type { Behaviour, Criterion, Suite } from '../../src/generate/index.ts';
import { behaviourOf, generateSuite } from '../../src/generate/index.ts';
import { stateText, takenTransitions } from '../../src/system/index.ts';
import { bruteForce, live } from './live.ts';
import { eventTypes, randomChart } from './random-charts.ts';

const seeds = Array.from({ length: 40 }, (_, n) => n + 1);

function behaviour(machine: AnyStateMachine): Behaviour {
  const stimuli = eventTypes.map((type) => ({ from: 'tester', to: 'm', message: { type } }));
  return behaviourOf({ name: 'random', actors: { m: { machine } }, stimuli });
}

/** What the tests go through, as XState tells it. */
function replay(machine: AnyStateMachine, suite: Suite) {
  const states = new Set<string>();
  const steps = new Set<string>();
  const pairs = new Set<string>();
  const values = new Set<string>();
  const nodes = new Set<string>();
  const taken = new Set<string>();
  for (const { name, steps: toTake } of suite.tests) {
    const actor = live(machine);
    let last = '';
    const look = () => {
      const snapshot = actor.snapshot();
      states.add(actor.key());
      values.add(stateText(snapshot.value));
      for (const { id } of snapshot._nodes) nodes.add(id);
    };
    expect(said(actor.sent()), name).toEqual(said(suite.subject.initial));
    look();
    for (const { stimulus, expect: expected, shows } of toTake) {
      const before = actor.key();
      const { message } = stimulus;
      for (const id of takenTransitions(actor.snapshot(), message)) taken.add(id);
      actor.deliver(message);
      expect(said(actor.sent()), `${name}: ${message.type}`).toEqual(said(expected));
      if (suite.observes === 'state') expect(shows).toBe(stateText(actor.snapshot().value));
      look();
      const step = `${before} ${message.type}`;
      steps.add(step);
      if (last !== '') pairs.add(`${last} ${step}`);
      last = step;
    }
    actor.stop();
  }
  return { states, steps, pairs, values, nodes, taken };
}

/** In the order of each receiver; without who sent it, which is always the subject. */
function said(sent: readonly { readonly to: string; readonly message: object }[]) {
  return ['tester', 'other'].map((id) =>
    sent.filter(({ to }) => to === id).map(({ message }) => message),
  );
}

function count(suite: Suite, criterion: Criterion, status = 'covered'): number {
  const items = suite.coverage.find((each) => each.criterion === criterion)?.items ?? [];
  return items.filter((item) => item.status === status).length;
}

const ids = (suite: Suite, criterion: Criterion, status: string) =>
  (suite.coverage.find((each) => each.criterion === criterion)?.items ?? [])
    .filter((item) => item.status === status)
    .map(({ id }) => id);

describe.each(seeds)('statechart %i', (seed) => {
  const machine = randomChart(seed);
  const graph = behaviour(machine);
  const found = bruteForce(machine, eventTypes, Number.POSITIVE_INFINITY);

  test('the graph has the states and transitions that trying out finds', () => {
    expect(graph.stoppedBecause).toBe('complete');
    expect(graph.states.length).toBe(found.states.size);
    expect(graph.states.flatMap(({ moves }) => moves).length).toBe(found.steps.size);
  });

  const asked: readonly (readonly Criterion[])[] = [
    ['transitions'],
    ['states', 'requirements'],
    ['chart-transitions', 'configurations'],
    ['transition-pairs'],
  ];
  test.each(asked)('a suite for %s covers what it says, and all of it', (...criteria) => {
    const most = [Number.POSITIVE_INFINITY, 30, 3][seed % 3] as number;
    const limits = { maxStepsPerTest: most };
    const suite = generateSuite(graph, { criteria, observes: 'state', limits });
    const through = replay(machine, suite);
    expect(count(suite, 'states')).toBe(through.states.size);
    expect(count(suite, 'transitions')).toBe(through.steps.size);
    expect(count(suite, 'transition-pairs')).toBe(through.pairs.size);
    expect(ids(suite, 'configurations', 'covered').sort()).toEqual([...through.values].sort());
    expect(ids(suite, 'state-nodes', 'covered').sort()).toEqual([...through.nodes].sort());
    // What `always` takes is covered too, and XState's own list is of the event's transitions only.
    const covered = ids(suite, 'chart-transitions', 'covered');
    expect([...through.taken].filter((id) => !covered.includes(id))).toEqual([]);
    const byEvent = covered.filter((id) => !id.includes(':  #'));
    expect(byEvent.sort()).toEqual([...through.taken].sort());
    for (const criterion of criteria) expect(ids(suite, criterion, 'uncovered')).toEqual([]);
    expect(suite.truncated).toBe(false);
    expect(new Set(suite.tests.map(({ name }) => name)).size).toBe(suite.tests.length);
  });

  test('what is unreachable is nowhere to be found', () => {
    const suite = generateSuite(graph);
    const nodes = new Set<string>();
    const taken = new Set<string>();
    for (const path of found.states.values()) {
      const actor = live(machine);
      for (const type of path) actor.deliver({ type });
      for (const { id } of actor.snapshot()._nodes) nodes.add(id);
      for (const type of eventTypes) {
        for (const id of takenTransitions(actor.snapshot(), { type })) taken.add(id);
      }
      actor.stop();
    }
    const dead = ids(suite, 'state-nodes', 'unreachable');
    expect(dead.filter((id) => nodes.has(id))).toEqual([]);
    expect(dead.length + nodes.size).toBe(graph.charts.m?.states.length);
    const never = ids(suite, 'chart-transitions', 'unreachable');
    expect(never.filter((id) => taken.has(id))).toEqual([]);
  });
});
