/** Charts in other tools' formats, read by parsers that are not ours. */
import { instance } from '@viz-js/viz';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import {
  ChartFormatError,
  chartFormats,
  chartOf,
  chartSvg,
  dataId,
  layOut,
} from '../../src/chart/index.ts';
import { planOf } from '../../src/chart/plan.ts';
import { treeOf } from '../../src/chart/tree.ts';
import { everyKind, hostile, ourMachines } from './our-machines.ts';

const machines = [...ourMachines, ['every kind', everyKind], ['hostile names', hostile]] as const;
const charts = machines.map(([name, machine]) => [name, chartOf(machine)] as const);
const chartNamed = (name: string) => new Map(charts).get(name) as ReturnType<typeof chartOf>;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

describe.each(charts)('%s as SCXML', (_, chart) => {
  test('is well-formed, has each state once, and each target is one of them', async () => {
    const text = await chartFormats.scxml(chart);
    expect(XMLValidator.validate(text)).toBe(true);
    const elements = flat(parsed(text));
    const ids = elements.flatMap(({ attributes, name }) =>
      isState(name) ? [attributes.id as string] : [],
    );
    expect(ids.length).toBe(chart.states.length);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][A-Za-z0-9._-]*$/);
    const targets = elements.flatMap(({ attributes }) => [
      ...(attributes.target?.split(' ') ?? []),
      ...(attributes.initial?.split(' ') ?? []),
    ]);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });

  test('has each transition, with its guard and as many actions', async () => {
    const elements = flat(parsed(await chartFormats.scxml(chart)));
    const states = elements.filter(({ name }) => isState(name) && name !== 'history');
    const transitions = states.flatMap(({ children }) =>
      children.filter(({ name }) => name === 'transition'),
    );
    // SCXML's final states have none.
    const finals = new Set(chart.states.filter(({ kind }) => kind === 'final').map(({ id }) => id));
    const expected = chart.transitions.filter(({ source }) => !finals.has(source));
    const conditions = transitions.filter(({ attributes }) => attributes.cond !== undefined);
    const actions = transitions.reduce((sum, { children }) => sum + children.length, 0);
    expect({ all: transitions.length, guarded: conditions.length, actions }).toEqual({
      all: expected.length,
      guarded: expected.filter(({ guard }) => guard !== undefined).length,
      actions: expected.reduce((sum, one) => sum + one.actions.length, 0),
    });
  });
});

describe('SCXML of every kind', () => {
  const document = async () => flat(parsed(await chartFormats.scxml(chartNamed('every kind'))));
  const of = (elements: readonly Element[], id: string) =>
    elements.find(({ attributes }) => attributes.id === `kinds.${id}`) as Element;

  test('has timers as sent events, history with its default, and what is final', async () => {
    const elements = await document();
    const second = of(elements, 'work.left.second');
    const sends = flat(second).filter(({ name }) => name === 'send');
    expect(sends.map(({ attributes }) => attributes.delay ?? attributes.delayexpr)).toEqual([
      '100ms',
      'slow',
    ]);
    const events = second.children.map(({ attributes }) => attributes.event);
    for (const { attributes } of sends) expect(events).toContain(attributes.event);
    expect(of(elements, 'work.right.past')).toMatchObject({
      name: 'history',
      attributes: { type: 'deep' },
      children: [{ attributes: { target: 'kinds.work.right.off' } }],
    });
    expect(of(elements, 'work').name).toBe('parallel');
    expect(of(elements, 'finished').name).toBe('final');
  });

  test('tells what stays inside from what enters anew', async () => {
    const elements = await document();
    const type = (id: string, event: string) =>
      of(elements, id).children.find(({ attributes }) => attributes.event === event)?.attributes
        .type;
    expect(type('work', 'ABORT')).toBe('internal');
    expect(type('work.left.first', 'AGAIN')).toBeUndefined();
    expect(
      of(elements, 'work').children.some(
        ({ attributes }) => attributes.event === 'done.state.kinds.work',
      ),
    ).toBe(true);
  });

  test('does not let an event take another one that begins with its name', async () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { Get: {}, 'Get.return': {}, 'Set.return': {} } } },
    });
    const text = await chartFormats.scxml(chartOf(machine));
    const events = flat(parsed(text)).flatMap(({ attributes }) => attributes.event ?? []);
    expect(events).toEqual(['Get', 'Get:return', 'Set.return']);
  });
});

test.each(charts)('%s as DOT: Graphviz draws each state and each line', async (_, chart) => {
  const viz = await instance();
  const { objects = [], edges = [] } = viz.renderJSON(await chartFormats.dot(chart)) as {
    objects?: readonly { name: string; label?: string }[];
    edges?: readonly object[];
  };
  const tree = treeOf(chart);
  const plan = planOf(chart, tree);
  const initials = chart.states.filter(({ isInitial }) => isInitial).length;
  const drawn = objects.filter(({ name }) => !name.endsWith('_initial'));
  expect(drawn.length).toBe(chart.states.length);
  expect(objects.length).toBe(chart.states.length + initials);
  const lines = chart.states.reduce((sum, { id }) => sum + plan.edgesFrom(id).length, 0);
  expect(edges.length).toBe(lines + initials);
});

test.each(charts)(
  '%s as SVG: well-formed, each state and each transition once',
  async (_, chart) => {
    const drawn = await layOut(chart);
    const text = chartSvg(drawn, { isStandalone: true });
    expect(XMLValidator.validate(text)).toBe(true);
    const attributes = flat(parsed(text)).map((element) => element.attributes);
    const states = attributes.flatMap((one) => one['data-state'] ?? []);
    const transitions = attributes.flatMap((one) => one['data-transition'] ?? []);
    expect(states.sort()).toEqual(chart.states.map(({ id }) => dataId(id)).sort());
    expect(transitions.sort()).toEqual(chart.transitions.map(({ id }) => dataId(id)).sort());
  },
  120_000,
);

test('what is lit and what was visited is marked', async () => {
  const chart = chartNamed('every kind');
  const text = chartSvg(await layOut(chart), {
    idPrefix: 'one',
    title: 'A & B',
    active: ['kinds.paused'],
    visited: { states: ['kinds'], transitions: ['kinds.paused: RESUME #0'] },
  });
  const elements = flat(parsed(text));
  const classes = (attribute: string, id: string) =>
    elements.find(({ attributes }) => attributes[attribute] === id)?.attributes.class?.split(' ');
  expect(classes('data-state', 'kinds')).toContain('visited');
  expect(classes('data-state', 'kinds.paused')).toEqual(
    expect.arrayContaining(['active', 'unvisited']),
  );
  expect(classes('data-transition', 'kinds.paused: RESUME #0')).toContain('visited');
  expect(classes('data-transition', 'kinds.paused: BOTH #0')).toContain('unvisited');
  expect(text).toContain('<title id="one-title">A &amp; B</title>');
  expect(text).not.toContain('<style>');
});

test('mermaid is refused what is too large for it, with the reason', async () => {
  const states = Object.fromEntries(
    Array.from({ length: 600 }, (_, n) => [`s${n}`, { on: { X: `s${(n + 1) % 600}` } }]),
  );
  const chart = chartOf(createMachine({ initial: 's0', states }));
  const refused = chartFormats.mermaid(chart);
  await expect(refused).rejects.toThrow(ChartFormatError);
  await expect(refused).rejects.toThrow('601 lines; mermaid draws at most 500');
});

test('JSON is the chart itself', async () => {
  const chart = chartNamed('every kind');
  expect(JSON.parse(await chartFormats.json(chart))).toEqual(chart);
});

function isState(name: string): boolean {
  return ['state', 'parallel', 'final', 'history'].includes(name);
}

function flat(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap(flat)];
}

/** The document's elements, in order. */
function parsed(text: string): Element {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    trimValues: false,
    processEntities: true,
    htmlEntities: true,
  });
  return elementOf({ document: parser.parse(text) });
}

type Raw = Readonly<Record<string, unknown>>;

function elementOf(raw: Raw): Element {
  const { ':@': attributes = {}, ...rest } = raw;
  const [entry] = Object.entries(rest);
  const [name, content] = entry ?? ['', []];
  const children = Array.isArray(content)
    ? (content as readonly Raw[]).filter((one) => !('#text' in one))
    : [];
  return {
    name,
    attributes: attributes as Element['attributes'],
    children: children.map(elementOf),
  };
}
