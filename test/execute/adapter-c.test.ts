/** The example in C: it passes its suite; with each of its bugs it fails, and that is explained. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FailureExplanation, Implementation } from '../../src/execute/index.ts';
import {
  explainFailure,
  overPipe,
  runSuite,
  shrink,
  TestModel,
  TestRunner,
} from '../../src/execute/index.ts';
import type { Behaviour, Suite } from '../../src/generate/index.ts';
import { adapterSuite, Compiler, root } from './pf-suite.ts';

const source = readFileSync(join(root, 'docs/adapter/pf_miniport.c'), 'utf8');
const times = { startMs: 30_000, answerMs: 30_000 };

if (!Compiler.exists()) process.stderr.write('gcc is missing: the adapter for C is not tested\n');

describe.skipIf(!Compiler.exists())('a small PF miniport in C', () => {
  let suite: Suite;
  let behaviour: Behaviour;
  let compiler: Compiler;
  const open: Implementation[] = [];
  beforeAll(async () => {
    compiler = new Compiler();
    ({ suite, behaviour } = await adapterSuite('pf-basic', 'wp'));
  });
  afterAll(async () => {
    for (const each of open) await each.close();
    compiler.clean();
  });

  const started = (text: string, options: readonly string[] = []): Implementation => {
    const implementation = overPipe([compiler.compile(text, options)], times);
    open.push(implementation);
    return implementation;
  };

  test('passes the whole suite', async () => {
    const run = await runSuite(suite, started(source, ['-O1']));
    expect(run.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(run).toMatchObject({ verdict: 'pass', showsChecked: true, notes: [] });
    expect(run.passed).toBeGreaterThan(1000);
  });

  /** The bugs that the file has, and what is said of each. */
  test.each<[number, string, readonly string[], string]>([
    [
      1,
      'OID_NIC_SWITCH_FREE_VF',
      [],
      "status 'NDIS_STATUS_INVALID_PARAMETER' instead of 'NDIS_STATUS_NOT_ACCEPTED'",
    ],
    [2, 'OID_NIC_SWITCH_FREE_VF', ['OID_NIC_SWITCH_FREE_VF'], ''],
    [3, 'MiniportCancelOidRequest', ['OID_NIC_SWITCH_'], 'NdisMOidRequestComplete'],
    [4, 'OID_', ['MiniportDevicePnPEventNotify'], "instead of 'NDIS_STATUS_NOT_ACCEPTED'"],
    [5, 'OID_SRIOV_', ['OID_NIC_SWITCH_ALLOCATE_VF'], "instead of 'NDIS_STATUS_INVALID_PARAMETER'"],
  ])('fails with bug %i, shrunk and explained', async (bug, last, earlier, why) => {
    const explanation = await explained(started(source, [`-DBUG_${bug}`]));
    const types = explanation.steps.map(({ stimulus }) => stimulus.message.type);
    expect(explanation).toMatchObject({ minimal: true, pairsTried: true, allSwapsTried: true });
    expect(types.at(-1)).toMatch(bug === 2 ? /^OID_/ : new RegExp(`^${last}`));
    for (const each of earlier) expect(types.slice(0, -1).join(' ')).toContain(each);
    expect(explanation.result.why).toContain(why);
    expect(types.length).toBeLessThanOrEqual(12);
  });

  async function explained(implementation: Implementation): Promise<FailureExplanation> {
    const run = await runSuite(suite, implementation, { bail: true });
    const failure = run.results.at(-1);
    const failed = suite.tests.find(({ name }) => name === failure?.test);
    if (failure?.verdict !== 'fail' || failed === undefined) throw new Error('it should fail');
    const runner = await TestRunner.on(suite, implementation);
    const model = new TestModel(behaviour, suite.observes);
    const shrunk = await shrink(failed, failure, model, runner);
    if (shrunk === undefined) throw new Error('it should be shrunk');
    return explainFailure(shrunk);
  }
});
