import { describe, expect, test } from 'vitest';
import type { CompiledScenario } from '../../actors/scenario/index.ts';
import {
  compileScenario,
  libraryScenario,
  parseScenario,
  scenarioNames,
} from '../../actors/scenario/index.ts';

/** Actors that a request of a scenario can go to. */
function receivers({ vfs, guests, clients }: CompiledScenario): readonly string[] {
  const numbered = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  return [
    ...['pnp', 'ndis', 'pf', 'vstack', 'holder', 'tester'],
    ...numbered('pnp.g', guests),
    ...numbered('vf', vfs),
    ...numbered('ndis.vf', vfs),
    ...numbered('tester.vf', vfs),
    ...clients.map((client) => client.id),
  ];
}

describe.each(scenarioNames())('the built-in scenario %s', (name) => {
  test('has the name of its file and says what it shows', () => {
    const scenario = libraryScenario(name);
    expect(scenario.name).toBe(name);
    expect(scenario.title).toMatch(/^[A-Z].*\.$/);
    expect(scenario.description).toMatch(/\.$/);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('compiles for %i VFs, with and without a VBD', (vfs) => {
    for (const vbd of [true, false]) {
      const compiled = compileScenario(libraryScenario(name), { vfs, vbd });
      const isStatic = name === 'static-switch' || name === 'pf-bus-silent';
      const switchCreation = isStatic ? 'static' : 'dynamic';
      expect(compiled).toMatchObject({ vfs, guests: vfs, vbd, switchCreation });
      const known = receivers(compiled);
      const unknown = compiled.clients
        .flatMap((client) => client.steps.map((step) => step.to))
        .filter((to) => !known.includes(to));
      expect(unknown).toEqual([]);
    }
  });

  // Of clients that go one after the other only one is under way.
  const inTurn = /refusals$|^restart$|^pf-bus-busy$/.test(name);
  test(`has few steps${inTurn ? '' : ' per client'}, so that it can be explored`, () => {
    for (const client of libraryScenario(name).clients) {
      expect(client.steps.length).toBeLessThanOrEqual(inTurn ? 20 : 8);
    }
  });
});

test('the built-in scenarios are these', () => {
  expect(scenarioNames()).toEqual([
    'backchannel',
    'bring-up',
    'bus-calls-fail',
    'busy',
    'cancel-one',
    'config-space',
    'demo',
    'failover',
    'host-refuses',
    'invalidate',
    'oid-cancel',
    'oid-refusals',
    'old-host',
    'pf-attributes-refused',
    'pf-bus-busy',
    'pf-bus-refusals',
    'pf-bus-silent',
    'pf-enable-refused',
    'pf-hang',
    'pf-power',
    'pf-start-fails',
    'pf-surprise-removal',
    'query-remove',
    'refusals',
    'restart',
    'static-switch',
    'teardown',
    'vf-attributes-refused',
    'vf-bus-refusals',
    'vf-hang',
    'vf-power',
    'vf-reset',
    'vf-start-fails',
    'vf-start-refused',
    'vf-surprise-removal',
    'vf-survey-refused',
    'vf-without-resources',
  ]);
});

test('an unknown scenario is answered with the list', () => {
  expect(() => libraryScenario('tear-down')).toThrowError(
    "'tear-down': there is no such scenario; did you mean 'teardown'?; there are backchannel, ",
  );
  expect(() => libraryScenario('../schema')).toThrowError('there is no such scenario');
});

test('only query-remove needs the driver that holds an interface', () => {
  const holding = scenarioNames().filter((name) =>
    compileScenario(libraryScenario(name)).clients.some(({ steps }) =>
      steps.some(({ to }) => to === 'holder'),
    ),
  );
  expect(holding).toEqual(['query-remove']);
});

describe('compiling', () => {
  const scenario = parseScenario(
    `{ "name": "x", "title": "t", "stack": { "vfs": 3, "guests": 2 }, "clients": [
       { "name": "admin", "steps": [ { "do": "assign-vf", "vf": "each", "wait": false },
         { "do": "await-client", "client": "app" } ] },
       { "name": "app", "each": "vf", "steps": [ { "do": "await-vf", "expect": "STATUS_SUCCESS" },
         { "do": "revoke-vf", "vf": 1 } ] } ] }`,
    'x.json',
  );

  test('repeats a step and a client for every VF, and finds each VF’s guest', () => {
    const { clients } = compileScenario(scenario);
    expect(
      clients.map(({ id, steps }) => `${id}: ${steps.map((step) => step.to).join(' ')}`),
    ).toMatchInlineSnapshot(`
        [
          "admin: vstack vstack vstack app.vf0 app.vf1 app.vf2",
          "app.vf0: pnp.g0 vstack",
          "app.vf1: pnp.g1 vstack",
          "app.vf2: pnp.g0 vstack",
        ]
      `);
    expect(clients[0]?.steps[1]).toMatchInlineSnapshot(`
      {
        "message": {
          "type": "AssignVf",
          "vf": 1,
        },
        "to": "vstack",
        "wait": false,
      }
    `);
    expect(clients[3]?.steps[0]).toMatchInlineSnapshot(`
      {
        "expect": [
          "STATUS_SUCCESS",
        ],
        "message": {
          "present": true,
          "type": "AwaitDeviceInterface",
          "vf": 2,
        },
        "to": "pnp.g0",
        "wait": true,
      }
    `);
  });

  test('takes what the user chose before what the scenario says', () => {
    const chosen = compileScenario(scenario, { vfs: 2, guests: 1, switchCreation: 'static' });
    expect(chosen).toMatchObject({ vfs: 2, guests: 1, vbd: true, switchCreation: 'static' });
  });

  test('keeps the number of guests at most the number of VFs', () => {
    expect(compileScenario(scenario, { vfs: 2 }).guests).toBe(2);
  });

  test('refuses a VF that the run does not have', () => {
    expect(() => compileScenario(scenario, { vfs: 1 })).toThrowError(
      'clients[1].steps[1].vf: is 1: the run has VF 0 only; use --vfs 2 or more',
    );
  });

  test('refuses a small file that asks for millions of requests', () => {
    const step = '{ "do": "reset-vf", "vf": "each" }';
    const client = (index: number) =>
      `{ "name": "c${index}", "each": "vf", "steps": [ ${Array(64).fill(step).join(', ')} ] }`;
    const clients = Array.from({ length: 16 }, (_, index) => client(index)).join(', ');
    const text = `{ "name": "x", "title": "t", "clients": [ ${clients} ] }`;
    expect(() => compileScenario(parseScenario(text, 'x.json'), { vfs: 64 })).toThrowError(
      "scenario 'x': clients: 4194304 requests with 64 VFs: at most 10000 are possible",
    );
  });
});
