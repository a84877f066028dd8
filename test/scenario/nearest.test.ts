import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../actors/scenario/index.ts';

const verbs = ['start-pf', 'assign-vf', 'unassign-vf', 'read-block', 'write-block'];

test('a slip of the finger finds the name that was meant', () => {
  expect(nearest('satrt-pf', verbs)).toBe('start-pf');
  expect(nearest('Read-Block', verbs)).toBe('read-block');
  expect(nearest('assign', verbs)).toBe('assign-vf');
  expect(didYouMean('writeblock', verbs)).toBe("; did you mean 'write-block'?");
});

test('another word finds nothing', () => {
  expect(nearest('migrate', verbs)).toBeUndefined();
  expect(didYouMean('', verbs)).toBe('');
});
