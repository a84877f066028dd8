/** Markdown and JSON: what is in them, and that no text breaks a table or is lost. */
import { expect, test } from 'vitest';
import { jsonText, markdownText, SuiteFormatError } from '../../../src/generate/formats/index.ts';
import { callOf, sourceOf, stringOf } from '../../../src/generate/formats/source-text.ts';
import { readSuite } from '../../../src/generate/index.ts';
import { envelope, hostile, suiteWith } from './a-suite.ts';

const command = 'sriov-sim generate pf';
const pause = envelope('ndis', 'pf', { type: 'MiniportPause' });
const paused = envelope('pf', 'ndis', {
  type: 'MiniportPause.return',
  ...{ status: 'NDIS_STATUS_SUCCESS' },
});

test('Markdown has a table for each test, and names what is not covered', () => {
  const suite = suiteWith([
    { stimulus: pause, expect: [paused] },
    { stimulus: pause, expect: [], alternatives: [[paused]], shows: 'bug check 0xD1' },
  ]);
  const text = markdownText(suite, { command });
  expect(text).toContain(`### 1. halted: MiniportPause

| step | comes in | must go out | shows |
|--:|---|---|---|
| 1 | ndis: \`MiniportPause\` | to ndis: \`MiniportPause.return\` status NDIS_STATUS_SUCCESS |  |
| 2 | ndis: \`MiniportPause\` | nothing<br>*or*<br>to ndis: \`MiniportPause.return\` status NDIS_STATUS_SUCCESS | bug check 0xD1 |
`);
  expect(text).toContain('| **transitions** | 1 | 0 | 1 | 0 | 2 |');
  expect(text).toContain('- t2 \\| &lt;b&gt; (unreachable): no state of 12 has it');
  expect(text).toContain('- a delivery of x (2): its status differs');
});

test.each(hostile)('a table row stays one row with %j in every place', (text) => {
  const message = { type: text, [`f${text}`]: text };
  const step = {
    stimulus: { from: text, to: text, message },
    expect: [{ from: text, to: text, message }],
    shows: text,
  };
  const lines = markdownText(suiteWith([step]), { command }).split('\n');
  const row = lines.find((line) => line.startsWith('| 1 |')) ?? '';
  // Bars that are escaped, or inside of code where none may be, do not divide.
  expect(row.replace(/\\./g, '').split('|')).toHaveLength(6);
  expect(row).not.toMatch(/<(?!br>)/);
});

test('JSON has a step a line, and is read back as it was', () => {
  const steps = [...hostile].map((text) => ({
    stimulus: { from: text || 'x', to: 'pf', message: { type: text || 'x', text } },
    expect: [paused],
  }));
  const suite = suiteWith(steps);
  const text = jsonText(suite);
  expect(readSuite(text)).toEqual(suite);
  expect(text.split('\n').filter((line) => line.startsWith('        {"stimulus"'))).toHaveLength(
    steps.length,
  );
});

test.each([[10n], [Number.NaN], [new Map()], [new Date(0)]])(
  'JSON does not change %s without a word',
  (value) => {
    const stimulus = { ...pause, message: { type: 'X', field: value } };
    expect(() => jsonText(suiteWith([{ stimulus, expect: [] }]))).toThrow(SuiteFormatError);
  },
);

test.each(hostile)('%j in quotes is the same text again, on one line', (text) => {
  const source = stringOf(text);
  expect(new Function(`'use strict'; return ${source};`)()).toBe(text);
  expect(source).not.toMatch(/[\n\r\u2028\u2029]/);
});

test('values are written as source, and come out the same', () => {
  const value = {
    ...{ a: 1, 'b c': -0, list: [null, true, 1n, 'x'.repeat(90)], none: undefined },
    ...{
      map: new Map([['k', 1]]),
      set: new Set([1]),
      date: new Date(5),
      inner: { deep: { very: 'y'.repeat(60) } },
    },
  };
  const source = sourceOf(value);
  expect(new Function(`return (${source});`)()).toStrictEqual(
    Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)),
  );
  expect(() => sourceOf({ f: () => 1 })).toThrow('a function cannot be written into a file');
  expect(callOf('f', ['a', {}], 2)).toBe("f('a', {})");
});
