/** Systems with enough states for several threads: a random one beside rings that turn by themselves. */
import type { AnyMachineSnapshot } from 'xstate';
import { createMachine } from 'xstate';
import type { Boundary } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec } from '../../src/system/index.ts';
import { randomSystem } from './random-system.ts';

/** So many states, one after the other, walked around by an event from outside. */
function ring(size: number) {
  return createMachine({
    initial: 's0',
    states: Object.fromEntries(
      Array.from({ length: size }, (_, n) => [`s${n}`, { on: { Turn: `s${(n + 1) % size}` } }]),
    ),
  } as never);
}

/** The random system of this seed, and a ring of each size. */
export function randomWithRings(seed: number, sizes: readonly number[]): SystemSpec {
  const { actors, initial } = randomSystem(seed);
  const rings = sizes.map((size, n) => {
    return [`ring${n}`, { machine: ring(size), events: [{ type: 'Turn' }] }] as const;
  });
  return { actors: { ...actors, ...Object.fromEntries(rings) }, initial };
}

/** Two rings are never both in these states: so far from the beginning it is found wrong. */
export function neverBoth(first: string, second: string): StateProperty {
  return {
    kind: 'always',
    name: 'NeverBoth',
    rule: 'the rings are not both there',
    source: 'this test',
    reads: ['ring0', 'ring1'],
    check: (view) =>
      view.ring0?.value === first && view.ring1?.value === second ? 'both are there' : undefined,
  };
}

/** Two rings have come no further than this, both together. */
export function notFurther(most: number): Boundary {
  const place = (ring: AnyMachineSnapshot | undefined) => Number(String(ring?.value).slice(1));
  return {
    name: 'NotFurther',
    reads: ['ring0', 'ring1'],
    within: ({ ring0, ring1 }) => place(ring0) + place(ring1) <= most,
  };
}
