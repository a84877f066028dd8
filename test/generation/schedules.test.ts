/** Both orders of every race: held against a count by hand, against all orders, and against a part that is wrong. */
import { expect, test } from 'vitest';
import { loadDevice } from '../../actors/device/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { inProcess, runSuite } from '../../src/execute/index.ts';
import { stateSpace } from '../../src/explore/index.ts';
import type { Suite } from '../../src/generate/index.ts';
import { projectOnto, scheduleSuite } from '../../src/generate/schedules/index.ts';
import type { Envelope, SystemSpec } from '../../src/system/index.ts';
import { runToEnd } from '../../src/trace/live.ts';
import { shop, tillOf } from './small-shop.ts';

function scenario(name: string, vbd = false): SystemSpec {
  const compiled = compileScenario(libraryScenario(name), { vfs: 1, vbd });
  return buildStack({ ...compiled, device: loadDevice('intel-82576') }).spec;
}

/** The orders of races of all reachable states, from the explorer's graph. */
function ordersIn(system: SystemSpec): readonly string[] {
  const { transitions } = stateSpace(system);
  const leaving = new Map<number, Envelope[]>();
  for (const { from, delivery } of transitions) {
    leaving.set(from, [...(leaving.get(from) ?? []), delivery]);
  }
  const words = ({ from, message }: Envelope) => `${message.type} of ${from}`;
  const orders = [...leaving.values()].flatMap((deliveries) =>
    deliveries.flatMap((first) =>
      deliveries
        .filter((second) => second.to === first.to && second.from !== first.from)
        .map((second) => `${words(first)} before ${words(second)}, at ${first.to}`),
    ),
  );
  return [...new Set(orders)].sort();
}

/** What the receivers send when each test's deliveries are made in a live run, of real XState actors. */
function replayed(suite: Suite, system: SystemSpec): readonly unknown[] {
  return suite.tests.map(({ steps }) => {
    const run = runToEnd(system, { schedule: steps.map(({ stimulus }) => stimulus) });
    return { sent: run.steps.map(({ sent }) => sent), impossible: run.end.impossible };
  });
}

const asExpected = (suite: Suite) =>
  suite.tests.map(({ steps }) => ({
    sent: steps.map(({ expect: sent }) => sent.map(({ to, message }) => ({ to, message }))),
    impossible: undefined,
  }));

const idsOf = ({ coverage }: Suite) => (coverage[0]?.items ?? []).map(({ id }) => id);

test('the shop has six orders of three races, and few schedules take them all', () => {
  const suite = scheduleSuite('shop', shop);
  expect(idsOf(suite).sort()).toEqual(
    [
      ['Pay of anna', 'Pay of ben'],
      ['Pay of anna', 'Close of clerk'],
      ['Pay of ben', 'Close of clerk'],
    ]
      .flatMap(([a, b]) => [`${a} before ${b}, at till`, `${b} before ${a}, at till`])
      .sort(),
  );
  expect(suite.coverage[0]?.items.every(({ status }) => status === 'covered')).toBe(true);
  // No fewer will do: both orders of one race are never in one schedule.
  expect(suite.tests).toHaveLength(2);
  expect(suite).toMatchObject({ truncated: false, stoppedBecause: 'complete', leftOut: [] });
  expect(replayed(suite, shop)).toEqual(asExpected(suite));
});

test.each(['bring-up', 'vf-power'])(
  '%s: the races are those of all reachable states, and each step does what the suite says',
  (name) => {
    const system = scenario(name);
    const suite = scheduleSuite(name, system, { maxStates: 100_000 });
    expect(suite.truncated).toBe(false);
    expect(idsOf(suite).sort()).toEqual(ordersIn(system));
    const names = suite.tests.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
    expect(replayed(suite, system)).toEqual(asExpected(suite));
  },
);

test('a search that is cut short says so, and its schedules find races beyond it', () => {
  const system = scenario('teardown');
  const small = scheduleSuite('teardown', system, { maxStates: 500 });
  expect(small).toMatchObject({ truncated: true, stoppedBecause: 'max-states' });
  expect(small.leftOut.map(({ what }) => what)).toEqual([
    'races in situations that no schedule comes past',
  ]);
  expect(idsOf(small).length).toBeGreaterThan(50);
  const one = scheduleSuite('teardown', system, { maxStates: 500, maxTests: 1 });
  expect(one.stoppedBecause).toBe('max-tests');
  const items = one.coverage[0]?.items ?? [];
  expect(items.some(({ status }) => status === 'uncovered')).toBe(true);
  expect(one.tests).toHaveLength(1);
});

test('the till alone meets both orders, and one that takes money after the close is found', async () => {
  const suite = projectOnto(scheduleSuite('shop', shop), ['till']);
  const tillSubject = (isFair: boolean) => ({
    name: 'till',
    actors: { till: { machine: tillOf(isFair) } },
    stimuli: [],
  });
  expect(suite.subject).toMatchObject({ kind: 'open', actors: ['till'] });
  expect(suite.tests.every(({ steps }) => steps.length === 3)).toBe(true);
  expect((await runSuite(suite, inProcess(tillSubject(true)))).verdict).toBe('pass');
  const wrong = await runSuite(suite, inProcess(tillSubject(false)));
  expect(wrong.verdict).toBe('fail');
});

test.each(['vf0', 'vpci.g0', 'vstack'])(
  'backchannel: %s passes the schedules that are projected onto it',
  async (id) => {
    const system = scenario('backchannel');
    const suite = projectOnto(scheduleSuite('backchannel', system, { maxStates: 2_000 }), [id]);
    expect(suite.tests.length).toBeGreaterThan(2);
    const actor = system.actors[id];
    if (actor === undefined) throw new Error(`no ${id}`);
    const subject = { name: id, actors: { [id]: actor }, stimuli: [] };
    const run = await runSuite(suite, inProcess(subject));
    expect(run.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  },
);

test('of two actors together, a schedule that the outside cannot repeat is left out, and said', () => {
  const suite = projectOnto(
    scheduleSuite('backchannel', scenario('backchannel'), { maxStates: 2_000 }),
    ['vf0', 'vpci.g0'],
  );
  const inside = suite.tests.flatMap(({ steps }) =>
    steps.filter(
      ({ stimulus: { from, to } }) => from !== to && suite.subject.actors.includes(from),
    ),
  );
  expect(inside).toEqual([]);
  expect(suite.leftOut.map(({ why }) => why)).toContain('the part alone does not repeat the order');
});

test('a part that is not in the suite is refused by name', () => {
  expect(() => projectOnto(scheduleSuite('shop', shop), ['cashier'])).toThrow(
    "'cashier' is not in the suite; there are anna, ben, clerk, till",
  );
});
