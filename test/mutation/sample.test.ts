/** A sample is the same for the same seed, in the order of the whole, and part of every larger one. */
import { expect, test } from 'vitest';
import { sampled } from './sample.ts';

const all = Array.from({ length: 50 }, (_, n) => `m${n}`);
const take = (size: number, seed: number) => sampled(all, (each) => each, { size, seed });

test('same seed, same sample; another seed, another', () => {
  expect(take(10, 1)).toEqual(take(10, 1));
  expect(take(10, 1)).not.toEqual(take(10, 2));
  expect(take(10, 1)).toHaveLength(10);
});

test('a larger sample holds the smaller one, in the order of the whole', () => {
  expect(take(20, 1)).toEqual(all.filter((each) => take(20, 1).includes(each)));
  expect(take(20, 1)).toEqual(expect.arrayContaining([...take(10, 1)]));
});

test('more than there are is all of them', () => {
  expect(take(50, 1)).toEqual(all);
  expect(take(500, 1)).toEqual(all);
});
