/** The bound on memory is kept by the process as a whole, also when what is there is about to double. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bound = 200;
/** What may come between two looks at the clock and the memory: some chunks, and what has not been collected yet. */
const slack = 10;

const child = (megabytes: number, strategy: string): string => {
  const script = 'test/explore/memory-child.ts';
  const words = ['--import', 'jiti/register', script, `${megabytes}`, strategy];
  return execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
};

// The first time its sources are compiled, which takes more memory than the bound.
beforeAll(() => {
  child(1, 'breadth-first');
});

test.each(['breadth-first', 'depth-first'])(
  `%s stays within ${bound} MB, and ${slack} MB of slack`,
  (strategy) => {
    const out = child(bound, strategy);
    const { verdict, reason, states, most, before } = JSON.parse(out);
    expect({ verdict, reason }).toEqual({ verdict: 'truncated', reason: 'memory' });
    expect(most).toBeLessThan(bound + slack);
    expect(before).toBeLessThan(bound);
    // It has not given up at once.
    expect(states).toBeGreaterThan(500_000);
  },
);
