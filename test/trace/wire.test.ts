/** Messages as JSON: nothing of them is lost on the way through a file. */
import { expect, test } from 'vitest';
import { toWire, wireText } from '../../src/trace/wire.ts';

test("a field called '__proto__' is a field like any other", () => {
  const message = JSON.parse('{"type":"Set","__proto__":{"a":1},"constructor":"c"}') as object;
  expect(JSON.stringify(toWire(message))).toBe(
    '{"__proto__":{"a":1},"constructor":"c","type":"Set"}',
  );
  expect(wireText(message)).toBe(wireText(JSON.parse(wireText(message)) as object));
  expect(wireText(message)).not.toBe(wireText({ type: 'Set', constructor: 'c' }));
});

test('keys are sorted, and what is undefined is no field', () => {
  expect(wireText({ b: 1, a: undefined, c: [undefined, { z: 0, y: 1 }] })).toBe(
    '{"b":1,"c":[null,{"y":1,"z":0}]}',
  );
});
