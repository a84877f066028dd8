/** `sriov-sim zoo`: the list, one bug being found, and what is told when there is no such bug. */
import { expect, test } from 'vitest';
import { zooEntries } from '../zoo/index.ts';
import { cli } from './run-cli.ts';

test('lists every entry with its depth, its delays and its rule', async () => {
  const { status, out } = await cli('zoo');
  expect(status).toBe(0);
  expect(zooEntries.length).toBeGreaterThanOrEqual(30);
  for (const { id, caughtBy } of zooEntries) {
    expect(out).toMatch(new RegExp(`^${id} .*`, 'm'));
    expect(out).toContain(`(${caughtBy})`);
  }
});

test('ids are unique, every entry names its source and its delays', () => {
  expect(new Set(zooEntries.map(({ id }) => id)).size).toBe(zooEntries.length);
  for (const { source, story, measuredDelays } of zooEntries) {
    expect(source).not.toBe('');
    expect(story.length).toBeGreaterThan(80);
    expect(measuredDelays).toBeGreaterThanOrEqual(0);
  }
});

test('shows one: the story, the race, and that the mended driver holds', async () => {
  const { status, out } = await cli('zoo z43');
  expect(status).toBe(0);
  expect(out).toContain('bug check 0x44 MULTIPLE_IRP_COMPLETE_REQUESTS');
  expect(out).toMatch(/the shortest schedule: 11 steps, none of which can be left out/);
  expect(out).toMatch(/race +swap 10 and 11 and it completes/);
  expect(out).toMatch(/replay +sriov-sim zoo Z43 --report Z43\.html/);
  // Rules that a reader can look up, and none of our own notes.
  expect(out).toMatch(/source +wdm-doublecompletion$/m);
  expect(out).not.toContain('kernel-rules');
  expect(out).toMatch(/mended:[\s\S]*verdict +holds in every order/);
});

test('bugs of the collection come first, then those that were found elsewhere', async () => {
  const { out } = await cli('zoo');
  const ids = [...out.matchAll(/^Z(\d+)b? +\d/gm)].map(([, number]) => Number(number));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(ids.filter((id) => id > 100).length).toBeGreaterThanOrEqual(8);
  expect(out).toContain(
    'Z01 to Z71 are one collection, all of it; Z101 and above were found elsewhere.',
  );
});

test('--json is one document', async () => {
  const { status, out } = await cli('zoo Z02 --json');
  expect(status).toBe(0);
  const document = JSON.parse(out);
  expect(document).toMatchObject({
    id: 'Z02',
    broken: { verdict: 'violated', property: 'NoBugcheck' },
    fixed: { verdict: 'holds' },
  });
});

test('what is not in the zoo is told, with what is', async () => {
  const { status, out, err } = await cli('zoo Z99');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^error: there is no 'Z99' in the zoo: legal are Z01, Z02, /);
});
