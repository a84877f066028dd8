/** State spaces are the plain search's, and other tools' parsers read what is written of them. */
import { instance } from '@viz-js/viz';
import { XMLValidator } from 'fast-xml-parser';
import Graph from 'graphology';
import graphml from 'graphology-graphml';
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import type { StateSpace } from '../../src/explore/index.ts';
import { explore, stateSpace } from '../../src/explore/index.ts';
import { spaceFormats } from '../../src/report/state-space/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { randomSystem } from '../explore/random-system.ts';
import { increment } from '../models/increment.ts';

const hostile = '<script>alert("x")</script> & \\ "; -> [a] \u202e\ud800\n';
const shop = setup({ types: { events: {} as { type: string } } }).createMachine({
  initial: hostile,
  states: { [hostile]: { on: { [hostile]: 'sold', other: { target: 'sold' } } }, sold: {} },
  on: { '*': {} },
});
const small: SystemSpec = {
  actors: { [`shop ${hostile}`]: { machine: shop }, quiet: { machine: shop } },
  initial: [hostile, 'other'].map((type) => ({
    from: 'environment',
    to: `shop ${hostile}`,
    message: { type },
  })),
};

interface Counts {
  readonly nodes: number;
  readonly edges: number;
}

const read: Readonly<
  Record<keyof typeof spaceFormats, (text: string) => Promise<Counts> | Counts>
> = {
  async dot(text) {
    const { objects = [], edges = [] } = (await instance()).renderJSON(text) as {
      objects?: object[];
      edges?: object[];
    };
    return { nodes: objects.length, edges: edges.length };
  },
  graphml(text) {
    expect(XMLValidator.validate(text)).toBe(true);
    const graph = graphml.parse(Graph as never, text);
    return { nodes: graph.order, edges: graph.size };
  },
  aut(text) {
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const [, edges, nodes] = /^des \(0, (\d+), (\d+)\)$/.exec(head) ?? [];
    for (const line of lines) {
      const [, from, to] = /^\((\d+), "[^"]*", (\d+)\)$/.exec(line) ?? [];
      expect(Math.max(Number(from), Number(to))).toBeLessThan(Number(nodes));
    }
    expect(lines).toHaveLength(Number(edges));
    const marks = lines.filter((line) => /"(at rest|violated: |not expanded)/.test(line));
    return { nodes: Number(nodes), edges: lines.length - marks.length };
  },
};

const formats = Object.keys(spaceFormats) as (keyof typeof spaceFormats)[];
const sizes = ({ states, transitions }: StateSpace): Counts => ({
  nodes: states.length,
  edges: transitions.length,
});

describe.each(formats)('%s', (format) => {
  test('has every state and transition of published models', async () => {
    const space = stateSpace(increment(2, true));
    expect(await read[format](spaceFormats[format](space))).toEqual(sizes(space));
  });

  test('stays well-formed whatever actors, states and messages are called', async () => {
    const space = stateSpace(small, { unexpected: 'ignored' });
    expect(space.states.length).toBeGreaterThan(2);
    expect(await read[format](spaceFormats[format](space))).toEqual(sizes(space));
  });

  test('says that there is more', async () => {
    const space = stateSpace(increment(2, false), { maxStates: 4 });
    expect(space.truncated).toBe(true);
    const text = spaceFormats[format](space);
    expect(text).toContain('not expanded: the bound was reached');
    expect(await read[format](text)).toEqual({ nodes: 4, edges: space.transitions.length });
  });
});

describe('a state space', () => {
  test.each(Array.from({ length: 60 }, (_, n) => n + 1))(
    'is the plain search (seed %i)',
    (seed) => {
      const system = randomSystem(seed, true);
      const space = stateSpace(system);
      const plain = explore(system, { reduction: 'none' });
      expect(plain.verdict).toBe('holds');
      expect(sizes(space)).toEqual({ nodes: plain.states, edges: plain.transitions });
      expect(space.states.filter(({ isRest }) => isRest)).toHaveLength(plain.restStates);
    },
  );

  test('shows what violates, and goes no further there (seeds 1 to 60)', () => {
    let found = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const system = randomSystem(seed);
      const { states, transitions } = stateSpace(system);
      const wrong = states.flatMap(({ violation }, n) => (violation === undefined ? [] : [n]));
      const { verdict } = explore(system, { reduction: 'none' });
      expect([seed, wrong.length > 0]).toEqual([seed, verdict === 'violated']);
      expect(transitions.filter(({ from }) => wrong.includes(from))).toEqual([]);
      found += wrong.length;
    }
    expect(found).toBeGreaterThan(20);
  });
});
