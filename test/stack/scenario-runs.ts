/** What every scenario of the library comes to, in a run; cut in two, so that two processes can share the work. */
import { describe, expect, test } from 'vitest';
import { compileScenario, libraryScenario, scenarioNames } from '../../actors/scenario/index.ts';
import { difference } from '../system/step-oracle.ts';
import { runStack, stackOf } from './run-scenario.ts';

export const clean = { reason: 'quiescent', violations: [], unfinished: [], unmet: [] };

export function outcome(name: string, choice: Parameters<typeof stackOf>[1], seed?: number) {
  const { end, verdict, unfinished, unmet } = runStack(stackOf(name, choice), seed);
  return { reason: end.reason, violations: verdict.violations, unfinished, unmet };
}

/** Requests of a test driver, and refusals, are all about VF 0: the number of others changes little. */
function isOfOneVf(name: string): boolean {
  const { refused, vpciVersion, clients } = compileScenario(libraryScenario(name));
  const asksByHand = clients.some(({ steps }) => steps.some(({ to }) => to.startsWith('tester')));
  return asksByHand || refused !== undefined || vpciVersion !== undefined;
}

/** Every other scenario: those with an even or an odd place. */
export function testScenarios(half: 0 | 1): void {
  const names = scenarioNames().filter((_, n) => n % 2 === half);
  describe.each(names)('scenario %s', (name) => {
    const isSmall = isOfOneVf(name);
    const seeds = isSmall ? 3 : 10;

    test.each(isSmall ? [1, 2] : [1, 2, 3, 4, 8])(
      'holds with %i VFs, with and without a VBD',
      (vfs) => {
        expect(outcome(name, { vfs, vbd: true })).toEqual(clean);
        expect(outcome(name, { vfs, vbd: false })).toEqual(clean);
      },
    );

    test('holds with a static switch, and with several VFs in one guest', () => {
      expect(outcome(name, { vfs: 2, vbd: true, switchCreation: 'static' })).toEqual(clean);
      expect(outcome(name, { vfs: 2, vbd: false, switchCreation: 'static' })).toEqual(clean);
      expect(outcome(name, { vfs: 4, guests: 2, vbd: true })).toEqual(clean);
      expect(outcome(name, { vfs: 4, guests: 1, vbd: false })).toEqual(clean);
    });

    test(`holds in ${seeds} other orders (seeds 1 to ${seeds})`, () => {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const choice = { vfs: 2, vbd: seed % 2 === 0 };
        expect({ seed, ...outcome(name, choice, seed) }).toEqual({ seed, ...clean });
      }
    });

    const pure = isSmall ? 1 : 3;
    test(`the pure step takes the same run (seeds 1 to ${pure})`, () => {
      for (let seed = 1; seed <= pure; seed += 1) {
        const stack = stackOf(name, { vfs: 2, vbd: seed % 2 === 0 });
        const { steps, view } = runStack(stack, seed);
        expect(difference(stack.spec, steps, view)).toBeUndefined();
      }
    });
  });
}
