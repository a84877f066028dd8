/** A trace of a user's own system, replayed from another folder than the one in which it was written. */
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, folderWith } from './run-cli.ts';

const example = readFileSync(
  new URL('../../docs/examples/lost-update.ts', import.meta.url),
  'utf8',
);

test('the module is found beside the trace, or it is said where it was looked for', async () => {
  const cwd = folderWith({ 'shop.ts': example });
  expect((await cli('explore shop.ts --out t.json', { cwd })).status).toBe(1);
  const elsewhere = join(cwd, 'elsewhere');
  mkdirSync(elsewhere);
  const again = await cli('replay ../t.json', { cwd: elsewhere });
  expect(again.out).toContain('the same violation: NoSaleLost');
  renameSync(join(cwd, 't.json'), join(elsewhere, 't.json'));
  const lost = await cli('replay t.json', { cwd: elsewhere });
  expect(lost.status).toBe(2);
  expect(lost.err).toContain('t.json: the system, shop.ts, is not there: it was looked for as ');
  expect(lost.err).toContain(join(elsewhere, 'shop.ts'));
});
