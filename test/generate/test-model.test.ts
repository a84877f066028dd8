/** XState's own test models with our tours: of a plain machine, and of a whole system as one actor logic. */
import { createTestModel } from '@xstate/test';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { testModelOf, tourPaths } from '../../src/generate/index.ts';
import { scenarioSystem } from '../bench/stack.ts';
import { parallelRegions } from '../models/parallel-regions.ts';

describe('a plain machine', () => {
  const light = createMachine({
    id: 'light',
    initial: 'red',
    states: {
      red: { on: { NEXT: 'green', PUSH: { target: 'red', reenter: true } } },
      green: { on: { NEXT: 'yellow' } },
      yellow: { on: { NEXT: 'red', BREAK: 'dark' } },
      dark: {},
    },
  });

  test('a tour takes every transition, self transitions too, and runs as upstream runs paths', async () => {
    const model = createTestModel(light);
    const paths = model.getPaths(tourPaths());
    const taken = new Set<string>();
    const visited: string[] = [];
    for (const path of paths) {
      let before = '';
      await path.test({
        states: {
          '*': ({ value }: { value: string }) => {
            before = value;
            visited.push(before);
          },
        },
        events: Object.fromEntries(
          ['NEXT', 'PUSH', 'BREAK'].map((type) => [type, () => taken.add(`${before} ${type}`)]),
        ),
      } as never);
    }
    expect([...taken].sort()).toEqual([
      'green NEXT',
      'red NEXT',
      'red PUSH',
      'yellow BREAK',
      'yellow NEXT',
    ]);
    expect(visited[0]).toBe('red');
    expect(new Set(visited)).toEqual(new Set(['red', 'green', 'yellow', 'dark']));
    // red PUSH, NEXT, NEXT, NEXT, NEXT, NEXT, BREAK: once round, and then off.
    expect(paths.map(({ steps }) => steps.length - 1)).toEqual([7]);
    expect(paths[0]?.description).toContain('Reaches state "dark"');
  });

  test('in far fewer steps than shortest paths, which repeat their beginnings', () => {
    const model = createTestModel(parallelRegions(4));
    const shortest = model.getShortestPaths();
    const tour = model.getPaths(tourPaths());
    const steps = (paths: readonly { readonly steps: readonly unknown[] }[]) =>
      paths.reduce((sum, path) => sum + path.steps.length - 1, 0);
    expect(steps(tour)).toBeLessThan(steps(shortest) / 2);
    expect(steps(tour)).toBeLessThanOrEqual(1.4 * 2 * 4 * 81);
  });

  test('a limit that would leave something out is an error', () => {
    const model = createTestModel(light);
    expect(() => model.getPaths(tourPaths({ maxSteps: 3 }))).toThrow(/max-steps/);
  });
});

describe('a whole system', () => {
  const model = testModelOf(scenarioSystem('bring-up', { vfs: 1, vbd: false }));

  test('its tours deliver what can be delivered, and states are named by actor', async () => {
    const paths = model.getPaths(tourPaths({ maxSteps: 100_000 }));
    const [path] = paths;
    let deliveries = 0;
    let halted = 0;
    await path?.test({
      states: {
        'pf operating.adapter.halted, operating.presence.present': () => {
          halted += 1;
        },
      },
      events: {
        deliver: () => {
          deliveries += 1;
        },
      },
    } as never);
    expect(deliveries).toBe((path?.steps.length ?? 0) - 1);
    expect(halted).toBeGreaterThan(0);
    expect(path?.description).toMatch(/pf /);
  });
});
