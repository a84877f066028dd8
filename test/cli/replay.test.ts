/** Trace files: written by explore, replayed, changed, broken. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { traceJsonSchema } from '../../src/cli/trace-schema.ts';
import { pressed } from '../../src/cli/trace-stepper.ts';
import { ReplaySession } from '../../src/trace/session.ts';
import { cli, folderWith } from './run-cli.ts';
import { smallEngine } from './small-stack.ts';

const refusing = smallEngine('STATUS_POWER_STATE_INVALID');

type Trace = Readonly<Record<string, unknown>> & { readonly system: object };

/** A folder with the trace of a violation, and its content. */
async function traced() {
  const cwd = folderWith({});
  const { status } = await cli('explore bring-up --vfs 1 --out t.json', { engine: refusing, cwd });
  expect(status).toBe(1);
  const trace = JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'));
  return { cwd, trace };
}

describe('a trace file', () => {
  test('has everything that a replay needs, and nothing is left beside it', async () => {
    const { cwd, trace } = await traced();
    expect(trace).toMatchObject({
      format: 'sriov-sim-trace',
      version: 1,
      system: {
        scenario: { name: 'bring-up', definition: { name: 'bring-up' } },
        vfs: 1,
        guests: 1,
        vbd: true,
        switchCreation: 'dynamic',
        device: { profile: 'intel-82576' },
        machines: [],
        readings: {},
      },
      options: { timers: 'idle', channels: 'fifo' },
      seed: null,
      verdict: 'violated',
      violation: { property: 'PowerBeforeUse', step: trace.schedule.length },
    });
    expect(readdirSync(cwd)).toEqual(['t.json']);
  });

  test('that cannot be written is a message before the search; the old one stays', async () => {
    const { cwd, trace } = await traced();
    for (const [out, reason] of [
      ['nowhere/t.json', 'there is no such folder'],
      ['.', 'that is a folder'],
    ] as const) {
      const result = await cli(`explore bring-up --vfs 1 --out ${out}`, { engine: refusing, cwd });
      expect(result.status).toBe(2);
      expect(result.err).toBe(`error: --out ${out}: it cannot be written: ${reason}\n`);
      expect(result.out).toBe('');
    }
    expect(readdirSync(cwd)).toEqual(['t.json']);
    expect(JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8'))).toEqual(trace);
  });

  test.runIf(existsSync('/dev/full'))(
    'that does not fit on the disk is a message after the report',
    async () => {
      const { cwd } = await traced();
      const words = 'explore bring-up --vfs 1 --out /dev/full';
      const result = await cli(words, { engine: refusing, cwd });
      expect(result.status).toBe(2);
      expect(result.err).toBe(
        'error: --out /dev/full: the trace was not written: the disk is full\n',
      );
      expect(result.out).toContain('verdict     violated: PowerBeforeUse');
    },
  );

  test('is described by the published schema: else run npm run schema', () => {
    const published = new URL('../../docs/trace.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(traceJsonSchema()));
  });
});

describe('replay', () => {
  test('the same violation at the same step, in the pure step and under createActor', async () => {
    const { cwd } = await traced();
    for (const more of ['', ' --live']) {
      const { status, out } = await cli(`replay t.json${more}`, { engine: refusing, cwd });
      expect(status).toBe(1);
      expect(out).toMatch(/the same violation( under createActor)?: PowerBeforeUse at step \d+/);
      expect(out).toContain('DRIVER_POWER_STATE_FAILURE (0x9F)');
    }
  });

  test('a step that is not possible is named, and what would be possible there', async () => {
    const { cwd, trace } = await traced();
    const schedule = structuredClone(trace.schedule);
    schedule[1].message.type = 'Other';
    writeFileSync(join(cwd, 'odd.json'), JSON.stringify({ ...trace, schedule }));
    const { status, out } = await cli('replay odd.json --json', { engine: refusing, cwd });
    const document = JSON.parse(out);
    expect(status).toBe(2);
    expect(document).toMatchObject({
      format: 'sriov-sim-replay',
      verdict: 'impossible',
      recorded: { property: 'PowerBeforeUse' },
      violations: [],
      impossible: { step: 2, wanted: { message: { type: 'Other' } } },
    });
    expect(document.steps).toHaveLength(1);
    expect(document.impossible.possible).toContainEqual(trace.schedule[1]);
    for (const more of ['', ' --live']) {
      const text = await cli(`replay odd.json${more}`, { engine: refusing, cwd });
      expect(text.status).toBe(2);
      expect(text.out).toMatch(/step 2 cannot be delivered: .*Other.*; possible\s+there: \(1\)/s);
    }
  });

  test('what is mended holds now', async () => {
    const { cwd } = await traced();
    const { status, out } = await cli('replay t.json', { cwd });
    expect(status).toBe(0);
    expect(out).toMatch(
      /holds now: 2 steps, nothing violated; the trace has PowerBeforeUse at step 2/,
    );
  });

  test('a schedule that violates nothing holds now', async () => {
    const { cwd, trace } = await traced();
    writeFileSync(join(cwd, 'short.json'), JSON.stringify({ ...trace, schedule: [] }));
    const { status, out } = await cli('replay short.json', { cwd });
    expect(status).toBe(0);
    expect(out).toContain('holds now: 0 steps, nothing violated');
  });

  test('--from and --to list a part, --step shows one place', async () => {
    const { cwd, trace } = await traced();
    const part = await cli('replay t.json --from 2 --to 9 --json', { engine: refusing, cwd });
    expect(JSON.parse(part.out).steps.map(({ step }: { step: number }) => step)).toEqual([2]);
    const { out } = await cli('replay t.json --step 2', { engine: refusing, cwd });
    expect(out).toContain(`step 2 of ${trace.schedule.length}, 0 ms`);
    for (const heading of [
      'message',
      'changed in ',
      'owned',
      'instead of this step',
      'possible now',
    ]) {
      expect(out).toContain(`\n${heading}`);
    }
    expect(out).toContain('▸');
  });

  test('on a terminal the keys step through', async () => {
    const { trace } = await traced();
    const session = new ReplaySession({ actors: {}, initial: [] }, trace.schedule);
    expect(pressed(session, 'g')).toEqual({ typed: '', over: false });
    expect(pressed(session, '4', '')).toEqual({ typed: '4', over: false });
    expect(pressed(session, 'q')).toEqual({ typed: undefined, over: true });
    expect(pressed(session, '\u0003').over).toBe(true);
  });
});

describe('a trace of machines and devices of one’s own', () => {
  const machine = `import { createMachine } from 'xstate';
    export default createMachine({ on: { '*': {} } });`;

  test('is refused when a file is missing or has changed; --changed replays it all the same', async () => {
    const { cwd, trace } = await traced();
    writeFileSync(join(cwd, 'pf.ts'), machine);
    const machines = [{ part: 'pf', file: 'pf.ts', sha256: '0'.repeat(64) }];
    const changed = { ...trace, system: { ...trace.system, machines } };
    writeFileSync(join(cwd, 'c.json'), JSON.stringify(changed));
    const refused = await cli('replay c.json', { engine: refusing, cwd });
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(
      'the machine of pf, pf.ts, is not what it was when the trace was written',
    );
    const replayed = await cli('replay c.json --changed', { engine: refusing, cwd });
    expect(replayed.status).toBe(1);
    expect(replayed.out).toContain('changed: the machine of pf');
    writeFileSync(join(cwd, 'm.json'), JSON.stringify(changed).replace('pf.ts', 'gone.ts'));
    const missing = await cli('replay m.json --changed', { engine: refusing, cwd });
    expect(missing.status).toBe(2);
    expect(missing.err).toContain(
      'the machine of pf cannot be read: gone.ts: there is no such file',
    );
  });
});

describe('a broken file is a message, with the value and what is legal', () => {
  const change: Readonly<Record<string, [(trace: Trace) => unknown, string]>> = {
    'another format': [
      (t) => ({ ...t, format: 'zip' }),
      "its format is 'zip'; legal is 'sriov-sim-trace'",
    ],
    'no object': [() => [1, 2], 'not a trace: it has no format'],
    null: [() => null, 'not a trace: it has no format'],
    'a newer version': [
      (t) => ({ ...t, version: 3 }),
      'version is 3: legal are 1 and 2; a newer sriov-sim wrote it',
    ],
    'an odd version': [(t) => ({ ...t, version: '1' }), "version is '1': legal are 1 and 2"],
    'a field that is not there': [(t) => ({ ...t, scedule: [] }), "there is no field 'scedule'"],
    'a wrong type': [
      (t) => ({ ...t, schedule: [{ from: 5, to: 'a', message: { type: 'X' } }] }),
      'schedule[0].from: is 5',
    ],
    'an unknown scenario': [
      (t) => ({ ...t, system: { ...t.system, scenario: { name: 'nope' } } }),
      "bad.json: system.scenario.name: 'nope': there is no such scenario",
    ],
    'a wrong scenario': [
      (t) => ({ ...t, system: { ...t.system, scenario: { name: 'x', definition: { name: 5 } } } }),
      'system.scenario.definition',
    ],
    'an unknown device': [
      (t) => ({ ...t, system: { ...t.system, device: { profile: 'nope' } } }),
      "no profile and no file called 'nope'",
    ],
    'too many VFs': [
      (t) => ({ ...t, system: { ...t.system, vfs: 100000 } }),
      'system.vfs: is 100000',
    ],
    'no schedule': [({ schedule: _, ...t }) => t, 'schedule: is missing'],
  };

  test.each(Object.keys(change))('%s', async (name) => {
    const { cwd, trace } = await traced();
    const [make, words] = change[name] as (typeof change)[string];
    writeFileSync(join(cwd, 'bad.json'), JSON.stringify(make(trace)));
    const { status, out, err } = await cli('replay bad.json', { engine: refusing, cwd });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('cut short, empty, missing, a folder', async () => {
    const { cwd, trace } = await traced();
    const text = JSON.stringify(trace);
    writeFileSync(join(cwd, 'cut.json'), text.slice(0, text.length / 2));
    writeFileSync(join(cwd, 'empty.json'), '');
    for (const [file, words] of [
      ['cut.json', 'not JSON'],
      ['empty.json', 'it seems to be cut short'],
      ['gone.json', 'there is no such file'],
      ['.', 'that is a folder'],
    ]) {
      const { status, err } = await cli(`replay ${file}`, { cwd });
      expect(status).toBe(2);
      expect(err).toContain(
        `${file}: ${words === 'it seems to be cut short' ? 'not JSON' : words}`,
      );
      expect(err).toContain(words as string);
    }
  });
});
