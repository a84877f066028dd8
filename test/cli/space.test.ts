import { expect, test } from 'vitest';
import { cli } from './run-cli.ts';

test('writes every state of a scenario, and says how many', async () => {
  const all = await cli('explore query-remove --vfs 1 --no-vbd --no-reduction --json', {
    engine: 'stack',
  });
  const { states, transitions, restStates } = JSON.parse(all.out);
  const { status, out, err } = await cli('space query-remove --vfs 1 --no-vbd --format aut', {
    engine: 'stack',
  });
  expect(status).toBe(0);
  expect(err).toBe(
    `${states} states, ${transitions} transitions, ${restStates} at rest, 0 violating\n`,
  );
  expect(out).toMatch(new RegExp(`^des \\(0, ${transitions + restStates}, ${states}\\)\n`));
  expect(out).toContain('"pf -> ndis: ');
});

test('a bound is said, and exits 3', async () => {
  const { status, out, err } = await cli('space bring-up --format dot --max-states 3');
  expect(status).toBe(3);
  expect(err).toMatch(/^3 states, .*; there are more: --max-states 3\n$/);
  expect(out).toContain('not all');
});

test.each([
  ['space bring-up --format svg', 'Allowed choices are dot, graphml, aut'],
  ['space bring-up', "required option '--format <name>'"],
  ['space bring-up --format dot --out no/x', '--out no/x: nothing was written: there is no such'],
  ['space bring-pu --format dot', "'bring-pu'"],
])('%s: a message and exit 2', async (line, message) => {
  const { status, err } = await cli(line);
  expect(status).toBe(2);
  expect(err).toContain(message);
});
