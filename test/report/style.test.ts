import { expect, test } from 'vitest';
import { wantsColour } from '../../src/report/index.ts';

test('colours are for terminals', () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
});

test('NO_COLOR and --no-color turn them off, FORCE_COLOR on', () => {
  expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: '0' }, true)).toBe(false);
  expect(wantsColour({ FORCE_COLOR: '1', NO_COLOR: '1' }, true)).toBe(false);
  expect(wantsColour({ FORCE_COLOR: '1' }, true, false)).toBe(false);
});
