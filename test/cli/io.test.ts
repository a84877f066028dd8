import { expect, test } from 'vitest';
import { terminalOf } from '../../src/cli/io.ts';

const width = (stdout: object, env = {}) =>
  terminalOf(
    { stdout: { write: () => true, ...stdout }, stderr: { write: () => true }, env, cwd: '.' },
    {},
  ).width;

test('a terminal has its own width; output to a file takes that of COLUMNS, or 160', () => {
  expect(width({ isTTY: true, columns: 90 }, { COLUMNS: '70' })).toBe(90);
  expect(width({}, { COLUMNS: '120' })).toBe(120);
  expect(width({}, { COLUMNS: 'wide' })).toBe(160);
  expect(width({})).toBe(160);
});
