/** A suite file: what is right is read as it is, a mistake is named with its place and what would be legal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSuite, suiteJsonSchema } from '../../src/generate/index.ts';
import { wholeSuite } from './door.ts';
import { root } from './pf-suite.ts';

const text = JSON.stringify(wholeSuite);
const changed = (change: (suite: Record<string, unknown>) => unknown) => {
  const suite = JSON.parse(text);
  change(suite);
  return JSON.stringify(suite);
};
const at = (path: string, value: unknown) =>
  changed((suite) => {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let object = suite;
    for (const key of keys) object = object[key] as Record<string, unknown>;
    object[last] = value;
  });

test('a suite is read as it was written', () => {
  expect(readSuite(text)).toEqual(wholeSuite);
  expect(readSuite(`\ufeff${at('$schema', './suite.schema.json')}`)).toEqual(wholeSuite);
});

test('a message keeps every field, also one that JavaScript finds special', () => {
  const odd = text.replace('"type":"Open"', '"type":"Open","__proto__":{"a":1}');
  const message = readSuite(odd).tests[0]?.steps[0]?.stimulus.message ?? {};
  expect(JSON.stringify(message)).toBe('{"type":"Open","__proto__":{"a":1}}');
});

test.each([
  ['nothing', '', 'not JSON: Unexpected end of JSON input; it seems to be cut short'],
  ['half a file', text.slice(0, 100), 'it seems to be cut short'],
  [
    'another kind of file',
    '{"format":"sriov-sim-trace"}',
    "not a suite: its format is 'sriov-sim-trace'; legal is 'sriov-sim-suite'",
  ],
  ['no object', '[]', "not a suite: it has no format; legal is 'sriov-sim-suite'"],
  ['null', 'null', "not a suite: it has no format; legal is 'sriov-sim-suite'"],
  ['a later version', at('version', 2), 'version is 2: legal is 1; a newer sriov-sim wrote it'],
  [
    'an unknown field',
    at('tests.0.steps.1.expects', []),
    "tests[0].steps[1]: there is no field 'expects'; the fields are stimulus, expect, alternatives, shows",
  ],
  [
    'an unknown field outside',
    at('colour', 1),
    "there is no field 'colour'; the fields are $schema, format,",
  ],
  [
    'an unknown method',
    at('method', 'walk'),
    "method is 'walk': legal are 'tour', 'w', 'wp', 'hsi', 'h'",
  ],
  [
    'no actors',
    at('subject.actors', []),
    'subject.actors is a list: must have at least 1 elements',
  ],
  ['a missing field', at('claim', undefined), 'claim is missing: must be a text'],
  [
    'a message without a type',
    at('tests.0.steps.0.stimulus.message', {}),
    'tests[0].steps[0].stimulus.message.type is missing: must be a text',
  ],
  [
    'two tests of one name',
    at('tests.1.name', wholeSuite.tests[0]?.name),
    "tests[1].name is 'opens, closes, is locked': tests[0] has that name; each needs its own",
  ],
  [
    'a stimulus for somebody else',
    at('tests.0.steps.0.stimulus.to', 'wall'),
    "tests[0].steps[0].stimulus.to is 'wall': legal are door",
  ],
])('%s', (_, wrong, message) => {
  expect(() => readSuite(wrong)).toThrow(message);
});

test('the published schema is that of the program', () => {
  const published = readFileSync(join(root, 'docs/suite.schema.json'), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(suiteJsonSchema()));
});
