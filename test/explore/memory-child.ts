/** Run as a process of its own: explores far more states than fit, and says how much memory that took at most. */
import { createMachine } from 'xstate';
import { explore } from '../../src/explore/index.ts';

const [mb = '200', strategy = 'breadth-first'] = process.argv.slice(2);

/** A ring of so many states, walked around by an event from outside. */
const ring = (size: number) =>
  createMachine({
    initial: 's0',
    states: Object.fromEntries(
      Array.from({ length: size }, (_, n) => [`s${n}`, { on: { Go: `s${(n + 1) % size}` } }]),
    ),
  } as never);

const machine = ring(16);
const ids = Array.from({ length: 12 }, (_, n) => `ring${n}`);
const spec = {
  actors: Object.fromEntries(ids.map((id) => [id, { machine, events: [{ type: 'Go' }] }])),
  initial: [],
};
const before = process.memoryUsage.rss();
const result = explore(spec, {
  reduction: 'none',
  strategy: strategy as 'breadth-first' | 'depth-first',
  maxMb: Number(mb),
});
const { verdict, states } = result;
const reason = result.verdict === 'truncated' ? result.reason : undefined;
const most = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  JSON.stringify({ verdict, reason, states, most, before: before / 1024 / 1024 }),
);
