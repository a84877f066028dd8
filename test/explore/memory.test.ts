/** The bound on memory is kept by the process as a whole, also when what is there is about to double. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bound = 200;
/** What may come between two looks at the clock and the memory: some chunks, and what has not been collected yet. */
const slack = 10;

test.each(['breadth-first', 'depth-first'])(
  `%s stays within ${bound} MB, and ${slack} MB of slack`,
  (strategy) => {
    const words = [
      '--import',
      'jiti/register',
      'test/explore/memory-child.ts',
      `${bound}`,
      strategy,
    ];
    const out = execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
    const { verdict, reason, states, most, before } = JSON.parse(out);
    expect({ verdict, reason }).toEqual({ verdict: 'truncated', reason: 'memory' });
    expect(most).toBeLessThan(bound + slack);
    expect(before).toBeLessThan(bound);
    // It has not given up at once.
    expect(states).toBeGreaterThan(500_000);
  },
);
