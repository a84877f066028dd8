/** The Promela texts of the bench have the same states and transitions as the XState actors. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/index.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';
import { smallStack } from './small-stack.ts';
import { missingForSpin, runSpin } from './spin.ts';

const missing = missingForSpin();
const promela = path.join(import.meta.dirname, 'promela');

test.skipIf(missing.length > 0)(
  `SPIN finds as many states (skipped where spin or gcc is missing${missing.length > 0 ? `: ${missing.join(', ')}` : ''})`,
  () => {
    for (const [vfs, writes] of [
      [2, 1],
      [2, 2],
      [3, 1],
    ] as const) {
      const defines = { N: vfs, W: writes };
      const spin = runSpin({ file: 'small-stack', defines, model: '', hashBits: 18 }, promela);
      const found = explore(smallStack(vfs, writes), { reduction: 'none' });
      expect(spin).toMatchObject({ states: found.states, transitions: found.transitions });
    }
    const commit = explore(twoPhaseCommitActors(4), {
      channels: 'bag',
      duplicating: true,
      reduction: 'none',
    });
    const model = { file: 'two-phase-commit', defines: { N: 4 }, model: '', hashBits: 18 };
    const { states, transitions } = commit;
    expect(runSpin(model, promela)).toMatchObject({ states, transitions });
  },
);
