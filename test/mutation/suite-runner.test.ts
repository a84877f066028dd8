/** Stryker's runner for suites, on a machine that is instrumented by hand: which mutants it kills, and with what. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MutantRunOptions, MutantRunResult } from '@stryker-mutator/api/test-runner';
import { DryRunStatus, MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSuite, Stimuli } from './compiled-suite.ts';
import { packed, unpacked } from './packed-suites.ts';
import { SuiteRunner } from './stryker/suite-runner.ts';
import { accepted, close, doorSuite } from './toy.ts';

/** As Stryker leaves a file: every place has its mutants beside it, and one of them may be active. */
const instrumented = `
  import { createMachine, sendTo } from 'xstate';
  import { ready } from './ready.ts';
  const context = () => globalThis.__stryker__ ?? {};
  const covers = (...ids) => {
    const { mutantCoverage: all, currentTestId: test } = context();
    if (all === undefined) return;
    const seen = test === undefined ? all.static : (all.perTest[test] ??= {});
    for (const id of ids) seen[id] = (seen[id] ?? 0) + 1;
  };
  const is = (id) => {
    const own = context();
    if (own.activeMutant !== id) return false;
    if (own.hitCount !== undefined && ++own.hitCount > own.hitLimit) throw new Error('hit limit');
    return true;
  };
  covers('0');
  const status = () => (is('1') ? '' : (covers('1'), 'STATUS_SUCCESS'));
  const log = () => (is('2') ? 'something else' : (covers('2'), 'something'));
  const spin = () => { covers('3'); while (is('3')); };
  export const machine = createMachine({
    initial: ready,
    states: {
      closed: { on: { Open: { target: is('0') ? 'closed' : 'open', actions: sendTo(
        ({ system, event }) => system.get(event.from),
        () => (log(), spin(), { type: 'Open.return', status: status() }),
      ) } } },
      open: { on: { Close: 'closed' } },
    },
  });
`;

let folder: string;
let runner: SuiteRunner;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runner-'));
  mkdirSync(path.join(folder, 'machines'));
  const write = (name: string, text: string) =>
    writeFileSync(path.join(folder, 'machines', name), text);
  write('door.ts', instrumented);
  write('ready.ts', "export const ready: string = 'closed';");
  write('other.ts', 'export const other = 1;');
  const stimuli = new Stimuli();
  const suites = [
    compileSuite('once', doorSuite(false, [accepted]), stimuli),
    compileSuite('again', doorSuite(false, [accepted, close, accepted]), stimuli),
    compileSuite('never', doorSuite(false, []), stimuli),
  ];
  // As it is read from the file.
  const again = unpacked(JSON.parse(JSON.stringify(packed(suites, stimuli))));
  expect(again.suites).toEqual(suites);
  runner = new SuiteRunner(
    {
      subjects: [
        {
          name: 'door',
          entry: "export { machine } from './machines/door.ts';",
          suites: packed(suites, stimuli),
        },
      ],
    },
    folder,
  );
  await runner.init();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function mutant(id: string, rest: Partial<MutantRunOptions> = {}): Promise<MutantRunResult> {
  return runner.mutantRun({
    activeMutant: {
      id,
      fileName: 'machines/door.ts',
      mutatorName: 'by hand',
      replacement: '',
      location: { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } },
    },
    sandboxFileName: path.join(folder, 'machines', 'door.ts'),
    mutantActivation: 'static',
    reloadEnvironment: true,
    timeout: 1000,
    disableBail: true,
    ...rest,
  });
}

test('without a mutant every suite passes, and it is known what each of them runs through', async () => {
  const result = await runner.dryRun();
  if (result.status !== DryRunStatus.Complete) throw new Error(result.status);
  expect(result.tests.map(({ id, status }) => [id, status])).toEqual([
    ['door once', 0],
    ['door again', 0],
    ['door never', 0],
  ]);
  expect(result.mutantCoverage).toEqual({
    static: { 0: 1 },
    perTest: {
      'door once': { 1: 1, 2: 1, 3: 1 },
      'door again': { 1: 1, 2: 1, 3: 1 },
      'door never': {},
    },
  });
});

test('a mutant in the chart itself shows where the chart is evaluated afresh', async () => {
  expect(await mutant('0')).toMatchObject({
    status: MutantRunStatus.Killed,
    killedBy: ['door again'],
  });
});

test('every suite that finds a mutant is named, and only those that are asked are run', async () => {
  const both = { status: MutantRunStatus.Killed, killedBy: ['door once', 'door again'] };
  expect(await mutant('1')).toMatchObject(both);
  const filtered = await mutant('1', { testFilter: ['door again'] });
  expect(filtered).toMatchObject({ killedBy: ['door again'], nrOfTests: 1 });
});

test.each(['static', 'runtime'] as const)(
  'a mutant that is activated %s has the same killers',
  async (mutantActivation) => {
    const killersOf = async (id: string) => {
      const result = await mutant(id, { mutantActivation });
      return result.status === MutantRunStatus.Killed ? result.killedBy : result.status;
    };
    expect(await killersOf('1')).toEqual(['door once', 'door again']);
    expect(await killersOf('2')).toBe(MutantRunStatus.Survived);
    expect(await killersOf('1')).toEqual(['door once', 'door again']);
  },
);

test('what no suite can see survives, and leaves nothing behind', async () => {
  expect(await mutant('2')).toMatchObject({ status: MutantRunStatus.Survived, nrOfTests: 3 });
  expect(await mutant('1')).toMatchObject({ status: MutantRunStatus.Killed });
  expect(await mutant('2')).toMatchObject({ status: MutantRunStatus.Survived });
});

test('a loop ends at the limit of hits', async () => {
  expect(await mutant('3', { hitLimit: 100 })).toMatchObject({ status: MutantRunStatus.Timeout });
});

test('a mutant in a file that is no part of the machine is not run at all', async () => {
  const sandboxFileName = path.join(folder, 'machines', 'other.ts');
  const result = await mutant('1', { sandboxFileName });
  expect(result).toMatchObject({ status: MutantRunStatus.Survived, nrOfTests: 0 });
});
