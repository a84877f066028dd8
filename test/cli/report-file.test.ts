/** `--report FILE.html` of run, explore, replay and zoo: one page, written whole or not at all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTrace } from '../../src/cli/trace-read.ts';
import { unpacked } from '../../src/inspect/view/pack.ts';
import type { ViewDocument } from '../../src/inspect/view-data.ts';
import { cli, folderWith } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

function documentIn(file: string): ViewDocument {
  const html = readFileSync(file, 'utf8');
  expect(html).toMatch(/^<!doctype html>/);
  const text = /id="view-document">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  return unpacked(JSON.parse(text));
}

const told = /^report: out\.html \(\d+ KB\), open it in a browser\n$/;

test('run: the run, what held, and the command that shows it again', async () => {
  const cwd = folderWith({});
  const plain = await cli('run bring-up --quiet --vfs 2 --no-vbd --reading C01=B', { cwd });
  const { status, out, err } = await cli(
    'run bring-up --quiet --vfs 2 --no-vbd --reading C01=B --report out.html',
    { cwd },
  );
  expect({ status, out }).toEqual({ status: plain.status, out: plain.out });
  expect(err).toMatch(told);
  expect(readdirSync(cwd)).toEqual(['out.html']);
  const { title, command, facts, runs, properties, lanes, charts, mode } = documentIn(
    join(cwd, 'out.html'),
  );
  expect(title).toMatch(/^bring-up: /);
  expect(command).toBe('sriov-sim run bring-up --vfs 2 --no-vbd --reading C01=B');
  expect(mode).toBe('file');
  expect(facts.map(([label]) => label)).toEqual(
    expect.arrayContaining(['verdict', 'scenario', 'device', 'topology', 'readings', 'order']),
  );
  expect(runs).toHaveLength(1);
  expect(runs[0]?.verdict.kind).toBe('holds');
  expect(out).toContain(`${runs[0]?.steps.length} steps`);
  expect(properties).toContainEqual({
    name: 'PowerBeforeUse',
    rule: 'no request is refused for want of power',
    source: 'test',
    outcome: 'held',
  });
  expect(lanes.filter(({ group }) => group === 'clients').length).toBeGreaterThan(0);
  for (const { chart } of lanes) expect(charts).toHaveProperty([chart]);
});

test('run --seed --json: the records are as without, the violation is in the page', async () => {
  const cwd = folderWith({});
  const engine = smallEngine('STATUS_POWER_STATE_INVALID');
  const words = 'run bring-up --seed 5 --json';
  const plain = await cli(words, { cwd, engine });
  const { status, out, err } = await cli(`${words} --report out.html`, { cwd, engine });
  expect({ status, out }).toEqual({ status: 1, out: plain.out });
  expect(err).toMatch(told);
  const { runs, properties } = documentIn(join(cwd, 'out.html'));
  const [first] = runs;
  expect(first?.explanation?.violation.property).toBe('PowerBeforeUse');
  expect(first?.explanation?.sentences[0]).toContain('DRIVER_POWER_STATE_FAILURE (0x9F)');
  expect(properties?.find(({ name }) => name === 'PowerBeforeUse')?.outcome).toBe('violated');
  // The whole run is there too, when the violation needs only a part of it; answers are judged in it.
  const whole = runs.at(-1);
  expect(whole?.steps.length).toBeGreaterThan(first?.steps.length ?? 0);
  expect(whole?.atEnd?.map(({ property }) => property)).toContain('ExpectedStatus');
});

test('explore that holds: a sample of the orders, and what all of them visited', async () => {
  const cwd = folderWith({});
  const words = 'explore bring-up --vfs 1 --no-reduction --json';
  const plain = JSON.parse((await cli(words, { cwd })).out);
  const { status, out, err } = await cli(`${words} --report out.html`, { cwd });
  expect(status).toBe(0);
  expect(err).toMatch(told);
  const now = JSON.parse(out);
  expect(Object.keys(now)).toEqual(Object.keys(plain));
  expect(now.states).toBe(plain.states);
  const { facts, runs, charts, command, properties } = documentIn(join(cwd, 'out.html'));
  expect(facts).toContainEqual(['verdict', 'holds in every order']);
  expect(Object.fromEntries(facts).explored).toContain(`${plain.states} states`);
  expect(command).toBe('sriov-sim explore bring-up --vfs 1 --no-reduction');
  expect(runs).toHaveLength(1);
  expect(runs[0]?.verdict.kind).toBe('holds');
  for (const { visited, states } of Object.values(charts)) {
    expect(visited?.states.length).toBeGreaterThan(0);
    expect(states).toEqual(expect.arrayContaining([...(visited?.states ?? [])]));
  }
  expect(properties?.map(({ outcome }) => outcome)).toEqual(['held', 'notReached']);
});

test('explore that is truncated decides nothing', async () => {
  const cwd = folderWith({});
  const { status } = await cli('explore bring-up --max-states 5 --report out.html', { cwd });
  expect(status).toBe(3);
  const { facts, properties } = documentIn(join(cwd, 'out.html'));
  expect(Object.fromEntries(facts).verdict).toMatch(/^truncated \(states\)/);
  expect(properties?.map(({ outcome }) => outcome)).toEqual(['open', 'open']);
});

test('explore and replay of a violation: the failing run with its explanation', async () => {
  const cwd = folderWith({});
  const engine = smallEngine('STATUS_POWER_STATE_INVALID');
  const found = await cli('explore bring-up --out t.json --report out.html', { cwd, engine });
  expect(found.status).toBe(1);
  const explored = documentIn(join(cwd, 'out.html'));
  expect(explored.runs[0]?.explanation?.violation.property).toBe('PowerBeforeUse');
  expect(explored.command).toBe('sriov-sim explore bring-up');
  const again = await cli('replay t.json --report out.html', { cwd, engine });
  expect(again.status).toBe(1);
  expect(again.err).toMatch(told);
  const replayed = documentIn(join(cwd, 'out.html'));
  expect(replayed.command).toBe('sriov-sim replay t.json');
  expect(replayed.facts).toContainEqual([
    'replay',
    expect.stringMatching(/^the same violation: PowerBeforeUse/),
  ]);
  expect(replayed.runs[0]?.steps).toEqual(explored.runs[0]?.steps);
  expect(replayed.runs[0]?.explanation).toEqual(explored.runs[0]?.explanation);
});

test('zoo: the story, the bug, the run that passes, and which deliveries lead to which', async () => {
  const cwd = folderWith({});
  const plain = await cli('zoo Z43 --json', { cwd });
  const { status, out, err } = await cli('zoo z43 --json --report out.html', { cwd });
  expect(status).toBe(0);
  expect(Object.keys(JSON.parse(out).broken)).toEqual(Object.keys(JSON.parse(plain.out).broken));
  expect(err).toMatch(told);
  const { title, facts, runs, charts } = documentIn(join(cwd, 'out.html'));
  expect(title).toMatch(/^Z43 /);
  const known = Object.fromEntries(facts);
  expect(known.verdict).toBe('violated: DoubleCompletion');
  expect(known.mended).toMatch(/^holds in every order/);
  expect(known.story).toBe(JSON.parse(out).story);
  const [failing, passing] = runs;
  expect(failing?.explanation?.racingPair).toMatchObject({ first: 10, second: 11 });
  expect(passing).toMatchObject({ verdict: { kind: 'holds' }, sameSteps: 9 });
  const verdicts = failing?.steps.flatMap(({ instead }) =>
    instead.map((move) => move.outcome?.verdict),
  );
  expect(new Set(verdicts)).toEqual(new Set(['fails', 'holds']));
  expect(Object.values(charts).every(({ visited }) => visited !== undefined)).toBe(true);
});

test('a file that cannot be written is told before the search begins, and nothing is left', async () => {
  const cwd = folderWith({ 'a-file': '' });
  mkdirSync(join(cwd, 'folder'));
  const cases = [
    ['nowhere/out.html', 'there is no such folder'],
    ['a-file/out.html', 'there is no such folder'],
    ['folder', 'that is a folder'],
  ] as const;
  for (const words of ['run bring-up', 'explore bring-up', 'zoo Z43']) {
    for (const [file, why] of cases) {
      const { status, out, err } = await cli(`${words} --report ${file}`, { cwd });
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toBe(`error: --report ${file}: the report was not written: ${why}\n`);
    }
  }
  expect(readdirSync(cwd).sort()).toEqual(['a-file', 'folder']);
});

test('an old report stays until the new one is whole; the search that is interrupted has one too', async () => {
  const cwd = folderWith({ 'out.html': 'old' });
  const gone = await cli('zoo Z99 --report out.html', { cwd });
  expect(gone.status).toBe(2);
  expect(readFileSync(join(cwd, 'out.html'), 'utf8')).toBe('old');
  const signal = AbortSignal.abort();
  const { status } = await cli('run bring-up --quiet --report out.html', { cwd, signal });
  expect(status).toBe(130);
  expect(documentIn(join(cwd, 'out.html')).runs[0]?.verdict.kind).toBe('stopped');
});

test('what does not go with a report is said', async () => {
  const cwd = folderWith({});
  const list = await cli('zoo --report out.html', { cwd });
  expect(list).toMatchObject({ status: 2, out: '' });
  expect(list.err).toBe('error: --report is for one bug: sriov-sim zoo ID --report FILE\n');
  for (const flag of ['--step 1', '--from 2', '--to 3', '--live']) {
    const { status, err } = await cli(`replay t.json ${flag} --report out.html`, { cwd });
    expect(status).toBe(2);
    const name = flag.split(' ')[0];
    expect(err).toBe(`error: --report has every step of the trace: ${name} does not go with it\n`);
  }
  expect(existsSync(join(cwd, 'out.html'))).toBe(false);
});

test('a trace of hostile messages is reported up to where it is possible', async () => {
  const cwd = folderWith({});
  const engine = smallEngine('STATUS_POWER_STATE_INVALID');
  await cli('explore bring-up --out t.json', { cwd, engine });
  const trace = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
  const name = '</script><script>alert(1)</script>\ud800';
  const message = `{"type":${JSON.stringify(name)},"__proto__":{"a":1},"long":"${'n'.repeat(10_000)}"}`;
  trace.schedule[1] = { from: '<b>', to: '"', message: JSON.parse(message) };
  writeFileSync(join(cwd, 't.json'), JSON.stringify(trace));
  const { status, err } = await cli('replay t.json --report out.html', { cwd, engine });
  expect(status).toBe(2);
  expect(err).toMatch(told);
  const { runs, facts } = documentIn(join(cwd, 'out.html'));
  expect(runs).toHaveLength(1);
  expect(runs[0]?.steps).toHaveLength(1);
  expect(runs[0]?.verdict).toMatchObject({
    kind: 'stopped',
    text: expect.stringContaining('step 2'),
  });
  expect(Object.fromEntries(facts).replay).toContain('step 2 cannot be delivered');
  expect(readFileSync(join(cwd, 'out.html'), 'utf8')).not.toMatch(/alert\(1\)<\/script>|<b>/);
});

test("a message's field called __proto__ is in the trace that is read", () => {
  const head = '"format":"sriov-sim-trace","version":1,"program":"p","seed":null,"verdict":"holds"';
  const system =
    '{"scenario":{"name":"demo"},"vfs":1,"guests":1,"vbd":true,"switchCreation":"dynamic",' +
    '"device":{"profile":"nvme"},"machines":[],"readings":{}}';
  const envelope = '{"from":"a","to":"b","message":{"type":"T","__proto__":{"x":1}}}';
  const options = '{"timers":"idle","channels":"fifo"}';
  const text = `{${head},"system":${system},"options":${options},"schedule":[${envelope}]}`;
  expect(JSON.stringify(parseTrace(text, 'a file').schedule)).toBe(`[${envelope}]`);
});
