/** Generated test files: how they read, that a formatter changes nothing, that no text gets out of its quotes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import * as execute from '../../../src/execute/index.ts';
import type { VitestOptions } from '../../../src/generate/formats/index.ts';
import { vitestText } from '../../../src/generate/formats/index.ts';
import type { Suite, TestStep } from '../../../src/generate/index.ts';
import { reply } from '../../../src/system/index.ts';
import { envelope, hostile, suiteWith } from './a-suite.ts';

const root = join(import.meta.dirname, '../../..');
const options: VitestOptions = {
  machines: { pf: { from: './my-pf.ts', exported: 'default' } },
  command: 'sriov-sim generate my-pf.ts --out my-pf.test.ts',
  program: 'sriov-sim 0',
};

const pause = envelope('ndis', 'pf', { type: 'MiniportPause' });
const paused = envelope('pf', 'ndis', {
  type: 'MiniportPause.return',
  ...{ id: 'adapter', status: 'NDIS_STATUS_SUCCESS' },
});
const asked = envelope('pf', 'vbd', {
  type: 'VbdCall',
  ...{ routine: 'SetVirtualFunctionData', parameters: { vf: 1, offset: 4, length: 2, value: 6 } },
});
const steps: readonly TestStep[] = [
  { stimulus: pause, expect: [paused] },
  { stimulus: pause, expect: [paused, asked] },
  { stimulus: envelope('pf', 'pf', { type: 'WorkItem' }), expect: [asked] },
  {
    stimulus: { from: 'timer', to: 'pf', message: { type: 'xstate.after.100.pf.resetting' } },
    expect: [],
  },
  { stimulus: pause, expect: [], alternatives: [[paused]], shows: 'bug check 0xD1' },
  { stimulus: pause, expect: [], shows: 'bug check 0xD1' },
];

test('a file reads as a person would write it', () => {
  const text = vitestText(suiteWith(steps), options);
  expect(text.slice(text.indexOf('import '))).toBe(`import { underTest } from 'sriov-sim/execute';
import { test } from 'vitest';
import pfMachine from './my-pf.ts';

const subject = { actors: { pf: { machine: pfMachine } } };

const miniportPauseReturn = {
  type: 'MiniportPause.return',
  id: 'adapter',
  status: 'NDIS_STATUS_SUCCESS',
};
const vbdCall = {
  type: 'VbdCall',
  routine: 'SetVirtualFunctionData',
  parameters: { vf: 1, offset: 4, length: 2, value: 6 },
};

test('starts', () => {
  const pf = underTest(subject);
  pf.sendsNothing();
});

test('halted: MiniportPause', () => {
  const pf = underTest(subject);
  pf.receives('ndis', { type: 'MiniportPause' }).sends('ndis', miniportPauseReturn);
  pf.receives('ndis', { type: 'MiniportPause' });
  pf.sends(['ndis', miniportPauseReturn], ['vbd', vbdCall]);
  pf.runs({ type: 'WorkItem' }).sends('vbd', vbdCall);
  pf.timerFires('xstate.after.100.pf.resetting').sendsNothing();
  pf.receives('ndis', { type: 'MiniportPause' });
  pf.shows('bug check 0xD1');
  pf.sendsOneOf([], [['ndis', miniportPauseReturn]]);
  pf.receives('ndis', { type: 'MiniportPause' }).showsOnly('bug check 0xD1');
});
`);
});

/** As biome writes it, with the options of this project. */
function formatted(text: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const words = [biome, 'format', '--stdin-file-path=a.test.ts'];
  const { stdout, status } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    input: text,
  });
  expect(status).toBe(0);
  return stdout;
}

test('a formatter changes nothing', () => {
  const long = {
    deep: { list: Array.from({ length: 12 }, (_, n) => `item ${n}`), empty: {}, none: [] },
  };
  const many = [pause, asked, envelope('pf', 'ndis', { type: 'X', ...long })];
  const suite = suiteWith([
    ...steps,
    { stimulus: pause, expect: many },
    ...echoSteps(),
    { stimulus: pause, expect: [many[2] ?? pause, asked] },
  ]);
  const changed = {
    ...suite,
    subject: { ...suite.subject, inputs: { pf: { ...long, 'a b': 1, vf: -1 } } },
  };
  for (const each of [suite, changed]) {
    const text = vitestText(each, options);
    expect(formatted(text)).toBe(text);
  }
});

/** Every hostile text as a type, a name, a value and a receiver, at a machine that sends it back. */
function echoSteps(): readonly TestStep[] {
  return hostile
    .filter((text) => text !== '')
    .map((text) => {
      const message = { type: text, [text]: text, list: [text] };
      const sent = { from: 'pf', to: text, message: { from: 'pf', ...message, type: text } };
      return {
        stimulus: { from: text, to: 'pf', message: { from: text, ...message } },
        expect: [sent],
      };
    });
}

const echo = createMachine({
  id: 'pf',
  on: {
    '*': {
      actions: reply((({ event }: { event: object }) => ({ ...event, from: 'pf' })) as never),
    },
  },
});

/** The generated tests by name, as a runner would find them. */
async function testsOf(suite: Suite): Promise<ReadonlyMap<string, () => void>> {
  const found = new Map<string, () => void>();
  const define = (name: string, run: () => void) => found.set(name, run);
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    virtualModules: {
      vitest: { test: define },
      'sriov-sim/execute': execute,
      './my-pf.ts': { default: echo },
    },
  });
  await jiti.evalModule(vitestText(suite, options), {
    async: true,
    filename: join(root, 'generated.test.ts'),
  });
  return found;
}

test('hostile names stay texts: the tests run, and compare exactly what the suite says', async () => {
  const all = echoSteps();
  expect(all.length).toBeGreaterThan(14);
  const tests = all.map((step, n) => ({
    name: `${step.stimulus.from} ${n}`,
    covers: [],
    steps: [step],
  }));
  const claim = hostile.join(' ');
  const found = await testsOf(suiteWith([], { tests, claim, assumptions: hostile }));
  expect([...found.keys()]).toEqual(['starts', ...tests.map(({ name }) => name)]);
  for (const run of found.values()) expect(run).not.toThrow();
});

test('a difference in one field of one message fails', async () => {
  const [step] = echoSteps();
  if (step === undefined) throw new Error('there is no step');
  const [sent] = step.expect;
  if (sent === undefined) throw new Error('nothing is sent');
  const other = { ...sent, message: { ...sent.message, list: ['other'] } };
  const tests = [{ name: 'it', covers: [], steps: [{ ...step, expect: [other] }] }];
  const found = await testsOf(suiteWith([], { tests }));
  expect(found.get('it')).toThrow(/expected to send .*; it sent /);
});

test('several actors: who gets a message and who sends it is said', () => {
  const suite = suiteWith(
    [
      {
        stimulus: envelope('ndis', 'b', { type: 'Go' }),
        expect: [envelope('a', 'ndis', { type: 'Gone' })],
      },
    ],
    { subject: { name: 'pair', kind: 'open', actors: ['a', 'b'], inputs: {}, initial: [] } },
  );
  const machine = { from: './my-pf.ts', exported: 'default' };
  const text = vitestText(suite, { ...options, machines: { a: machine, b: machine } });
  expect(text).toContain(
    "  pair.at('b').receives('ndis', { type: 'Go' }).sends('ndis', { type: 'Gone', from: 'a' });\n",
  );
});
