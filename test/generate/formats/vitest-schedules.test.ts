/** Generated schedules: how they read, what is left at their end, and that a formatter changes nothing. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScheduleFileOptions } from '../../../src/generate/formats/index.ts';
import { schedulesText } from '../../../src/generate/formats/index.ts';
import type { Suite, TestStep } from '../../../src/generate/index.ts';
import { envelope, hostile, suiteWith } from './a-suite.ts';

const root = join(import.meta.dirname, '../../..');
const options: ScheduleFileOptions = {
  system: { from: 'sriov-sim', exported: 'stackSystem', call: ['bring-up', { vfs: 1 }] },
  machines: { pf: { from: './my-pf.ts', exported: 'machine' } },
  command: 'sriov-sim generate stack --out stack.test.ts',
  program: 'sriov-sim 0',
};

const pause = envelope('ndis', 'pf', { type: 'MiniportPause' });
const paused = envelope('pf', 'ndis', {
  type: 'MiniportPause.return',
  ...{ status: 'NDIS_STATUS_SUCCESS' },
});
const steps: readonly TestStep[] = [
  { stimulus: pause, expect: [paused] },
  {
    stimulus: { from: 'timer', to: 'pf', message: { type: 'xstate.after.100.pf.resetting' } },
    expect: [pause],
    shows: 'paused | idle',
  },
];

function closed(these: readonly TestStep[], names?: readonly string[]): Suite {
  const suite = suiteWith(these);
  const tests = names?.map((name) => ({ name, covers: [], steps: these })) ?? suite.tests;
  return { ...suite, tests, subject: { ...suite.subject, kind: 'closed', initial: [pause] } };
}

test('one line a delivery, and what has been sent and is delivered nowhere', () => {
  const text = schedulesText(closed(steps), options);
  expect(
    text.slice(text.indexOf('import '), text.indexOf("test('")),
  ).toBe(`import { stackSystem } from 'sriov-sim';
import { scheduled } from 'sriov-sim/execute';
import { test } from 'vitest';
import { machine } from './my-pf.ts';

const system = stackSystem('bring-up', { vfs: 1, machines: { pf: machine } });

`);
  expect(
    text.slice(text.indexOf("test('")).split('\n').slice(1).join('\n'),
  ).toBe(`  const run = scheduled(system);
  run.delivers('ndis', 'pf', { type: 'MiniportPause' });
  run.timerFires('pf', 'xstate.after.100.pf.resetting').isIn('paused | idle');
  run.leaves(
    ['pf', 'ndis', { type: 'MiniportPause.return', status: 'NDIS_STATUS_SUCCESS' }],
    ['ndis', 'pf', { type: 'MiniportPause' }],
  );
});
`);
});

test('a formatter changes nothing, whatever names and texts there are', () => {
  const odd = hostile.map((text) => envelope('ndis', 'pf', { type: text, ...{ note: text } }));
  const these = odd.map((each) => ({ stimulus: each, expect: [] }));
  const text = schedulesText(closed([...these, ...these, ...steps], hostile), options);
  const biome = join(root, 'node_modules/.bin/biome');
  const formatted = spawnSync(biome, ['format', '--stdin-file-path=stack.test.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  expect(formatted.stdout).toBe(text);
});
