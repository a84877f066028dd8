/** The example in C, broken in ways that its writer did not foresee: the suite sees each of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overPipe, runSuite } from '../../src/execute/index.ts';
import type { Suite } from '../../src/generate/index.ts';
import { adapterSuite, Compiler, root } from './pf-suite.ts';

const source = readFileSync(join(root, 'docs/adapter/pf_miniport.c'), 'utf8');

if (!Compiler.exists()) process.stderr.write('gcc is missing: the adapter for C is not tested\n');

describe.skipIf(!Compiler.exists())('a broken PF miniport in C', () => {
  let suite: Suite;
  let compiler: Compiler;
  beforeAll(async () => {
    compiler = new Compiler();
    ({ suite } = await adapterSuite('pf-basic', 'wp'));
  });
  afterAll(() => compiler.clean());

  test.each<[string, string, string]>([
    [
      'the switch survives its deletion',
      'case DISABLING:\n      adapter.builtVFs = adapter.switchVFs = adapter.enabled = 0;',
      'case DISABLING:',
    ],
    [
      'an undone switch stays enabled',
      'case UNDOING:\n      adapter.builtVFs = adapter.switchVFs = adapter.enabled = 0;',
      'case UNDOING:',
    ],
    [
      'the halt leaves VFs in the table',
      'adapter.vf[vf].allocated = 0;\n  adapter.switchVFs',
      ';\n  adapter.switchVFs',
    ],
    [
      'a failed location allocates the VF',
      '} else if (!succeeded) {\n        Complete(ndis, "NDIS_STATUS_FAILURE");\n      } else {\n        long long',
      '} else {\n        long long',
    ],
    [
      'a cancelled allocation keeps the VF',
      'Complete(ndis, adapter.abortStatus);\n      } else if (!succeeded) {\n        Complete(ndis, "NDIS_STATUS_FAILURE");\n      } else {\n        long long',
      'AllocateVf(adapter.oidVf, 0);\n        Complete(ndis, adapter.abortStatus);\n      } else if (!succeeded) {\n        Complete(ndis, "NDIS_STATUS_FAILURE");\n      } else {\n        long long',
    ],
    ['an allocation keeps the old blocks', 'Copy(vf->block[block], "pf:init");', ';'],
    [
      'all VFs share their blocks',
      'VF *vf = &adapter.vf[ssa_integer(parameters, "vf", 0)];\n  Copy',
      'VF *vf = &adapter.vf[0];\n  Copy',
    ],
    [
      'a cancel hits any OID',
      'adapter.work == NO_WORK || !ssa_is(message, "requestId", adapter.oidId)',
      'adapter.work == NO_WORK',
    ],
    [
      'the removal overwrites a cancel',
      'adapter.surpriseRemoved = 1;\n    if (adapter.abortStatus == NULL)',
      'adapter.surpriseRemoved = 1;\n    ',
    ],
    [
      'a removal forgets the OID under way',
      '    if (adapter.abortStatus == NULL) adapter.abortStatus = "NDIS_STATUS_NOT_ACCEPTED";\n',
      '',
    ],
    [
      'one VF too many is allocated',
      'return vf < adapter.switchVFs ? vf : -1;',
      'return vf < adapter.totalVFs ? vf : -1;',
    ],
    [
      'a pause is not counted',
      'adapter.state = PAUSED;\n    Return(ndis, from, type',
      'Return(ndis, from, type',
    ],
    [
      'a failed initialisation goes on',
      'if (!succeeded) {\n    adapter.state = HALTED;',
      'if (!succeeded) {\n    adapter.state = PAUSED;',
    ],
    [
      'bytesNeeded is off by one',
      'ssa_put_integer(ndis, "bytesNeeded", BytesNeeded(oid, parameters));',
      'ssa_put_integer(ndis, "bytesNeeded", BytesNeeded(oid, parameters) - 1);',
    ],
    [
      'a short buffer is accepted',
      '< BytesNeeded(oid, parameters)',
      '< BytesNeeded(oid, parameters) - 1',
    ],
    ['IRQL is not looked at', '!ssa_is(message, "irql", "PASSIVE_LEVEL")', '0'],
    ['a second switch is created', 'if (adapter.switchVFs > 0) return "NDIS_STATUS_FAILURE";', ''],
    ['the routing id loses its bus', '| ssa_integer(message, "busNumber", 0) << 8 |', '|'],
    [
      'it ends at the twentieth OID',
      'refusal = Refusal(oid, parameters);',
      '{ static int n; if (++n == 20) abort(); }\n  refusal = Refusal(oid, parameters);',
    ],
  ])('fails when %s', async (_, from, to) => {
    expect(source).toContain(from);
    const wrong = source.replace(from, to);
    const program = compiler.compile(wrong, ['-Wno-unused']);
    const implementation = overPipe([program], { startMs: 30_000, answerMs: 30_000 });
    const run = await runSuite(suite, implementation, { bail: true });
    await implementation.close();
    expect(run).toMatchObject({ verdict: 'fail', failed: 1 });
  });
});
