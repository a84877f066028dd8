/** `--with TRACE`: two schedules of one system in one page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unpacked } from '../../src/inspect/view/pack.ts';
import type { ViewDocument } from '../../src/inspect/view-data.ts';
import { cli, folderWith } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

const engine = smallEngine('STATUS_POWER_STATE_INVALID');

/** A folder with a trace, and one whose schedule is shorter by its last step. */
async function traces(change: (trace: { system: object }) => void = () => undefined) {
  const cwd = folderWith({});
  await cli('explore bring-up --vfs 1 --out a.json', { cwd, engine });
  const { violation, ...trace } = JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'));
  const schedule = trace.schedule.slice(0, -1);
  const other = { ...trace, schedule, verdict: 'holds' };
  change(other);
  writeFileSync(join(cwd, 'b.json'), JSON.stringify(other));
  return { cwd, steps: trace.schedule.length as number };
}

test('the other trace is a run of its own in the page', async () => {
  const { cwd, steps } = await traces();
  const words = 'replay a.json --with b.json --report out.html';
  const { status, err } = await cli(words, { cwd, engine });
  expect(status).toBe(1);
  expect(err).toMatch(/^report: out\.html /);
  const html = readFileSync(join(cwd, 'out.html'), 'utf8');
  const text = /id="view-document">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const { runs }: ViewDocument = unpacked(JSON.parse(text));
  expect(runs[0]?.explanation?.violation.property).toBe('PowerBeforeUse');
  expect(runs.at(-1)).toMatchObject({ title: 'b.json' });
  expect(runs.at(-1)?.steps).toHaveLength(steps - 1);
});

test.each([
  ['replay a.json --with b.json', '--with b.json is for the viewer: with --report or --inspect'],
  ['replay a.json --with c.json --report out.html', 'c.json: there is no such file'],
  ['inspect --with b.json', '--with b.json needs a trace to be set beside'],
])('%s: a message and exit 2', async (words, message) => {
  const { cwd } = await traces();
  const { status, err } = await cli(words, { cwd, engine });
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(message) });
});

test('a trace of another system says in what it differs', async () => {
  const { cwd } = await traces((trace) => Object.assign(trace.system, { vfs: 2, guests: 2 }));
  const words = 'replay a.json --with b.json --report out.html';
  const { status, err } = await cli(words, { cwd, engine });
  expect({ status, err }).toEqual({
    status: 2,
    err: 'error: --with b.json: that is a trace of another system: vfs is 2 there, 1 here\n',
  });
});
