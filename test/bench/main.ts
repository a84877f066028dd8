/**
 * `npm run bench`: how fast the explorer is, and how fast its peers are on the same models, in one run on this machine.
 * Counts must agree, or the comparison is void and says so. Then the test suites that are generated, and those of
 * XState's own tool. Options: `--quick` takes each measurement once, and a smaller model for the suites; `--generation`
 * makes the suites only, `--regions N` of so many parallel regions (6 unless given; at 7 the peer takes two minutes).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';
import { count, toolCommand } from '../tool-command.ts';
import { executionRates } from './executions.ts';
import { runFastCheck } from './fast-check-scheduler.ts';
import { generationHeading, generationLine, generationRows } from './generation.ts';
import { compareMethods } from './identification.ts';
import type { Measured } from './measure.ts';
import { best, heading, line, ratio } from './measure.ts';
import { smallStack } from './small-stack.ts';
import type { PromelaModel } from './spin.ts';
import { missingForSpin, runSpin } from './spin.ts';
import { scenarioSystem } from './stack.ts';
import { runXstateGraph } from './xstate-graph.ts';

const values = toolCommand(
  'bench',
  'How fast the explorer is, and its peers on the same models, in one run.',
)
  .option('--quick', 'each measurement once, and a smaller model for the suites', false)
  .option('--generation', 'the test suites only', false)
  .option('--regions <n>', 'parallel regions of the model of the suites; 6, or 5 when quick', count)
  .parse()
  .opts<{ readonly quick: boolean; readonly generation: boolean; readonly regions?: number }>();
const times = values.quick ? 1 : 3;
/** The Promela texts are not compiled: they lie in the sources, also when this runs from `dist`. */
const root = fileURLToPath(new URL('.', import.meta.url)).replace(/[/\\]dist[/\\]/, path.sep);
const promela = path.join(root, 'promela');

const print = (text: string) => process.stdout.write(`${text}\n`);

function ours(model: string, spec: SystemSpec, options: ExploreOptions = {}): Measured {
  const plain = options.strategy === undefined;
  return best(times, () => {
    const result = explore(spec, plain ? { reduction: 'none', ...options } : options);
    if (result.verdict === 'violated') throw new Error(`${model}: ${result.violation.detail}`);
    const { states, transitions, seconds, bytes } = result;
    const { workers = 1 } = options;
    const threads = workers === 1 ? '' : `, ${workers} threads`;
    const tool = `sriov-sim${plain ? '' : ` ${options.strategy}`}${threads}`;
    return { tool, model, states, transitions, seconds, bytesPerState: bytes / states };
  });
}

function compare(mine: Measured, peer: Measured, counted = true): void {
  print(line(peer));
  print(ratio(mine, peer));
  const agree = mine.states === peer.states && mine.transitions === peer.transitions;
  if (counted && !agree) {
    print('  THE COUNTS DIFFER: this comparison is void');
    process.exitCode = 1;
  }
}

function againstSpin(mine: Measured, model: PromelaModel): void {
  const missing = missingForSpin();
  if (missing.length > 0)
    print(`  SPIN: left out, since ${missing.join(' and ')} is not installed`);
  else
    compare(
      mine,
      best(times, () => runSpin(model, promela)),
    );
}

/** The same with two threads: the counts must be the same, and so must the bytes. */
function againstOneThread(mine: Measured, spec: SystemSpec): void {
  const both = ours(mine.model, spec, { workers: 2 });
  print(line(both));
  print(ratio(both, mine));
  const isSame =
    both.states === mine.states &&
    both.transitions === mine.transitions &&
    both.bytesPerState === mine.bytesPerState;
  if (isSame) return;
  print('  THE COUNTS DIFFER: two threads have not made the same search');
  process.exitCode = 1;
}

print(
  `Node ${process.version}, ${process.arch}; one core each unless it says threads; the fastest of ${times}\n`,
);
if (!values.generation) await explorations();
suites();

function suites(): void {
  const k = values.regions ?? (values.quick ? 5 : 6);
  print(`\nall transitions of ${k} parallel regions, from the machine to the suite`);
  print(generationHeading);
  for (const row of generationRows(k)) print(generationLine(row));
}

async function explorations(): Promise<void> {
  print(heading);

  const stack = 'demo, 2 VFs, no VBD, no properties';
  const mineStack = ours(stack, scenarioSystem('demo', { vfs: 2, vbd: false }));
  print(line(mineStack));
  againstOneThread(mineStack, scenarioSystem('demo', { vfs: 2, vbd: false }));

  const small = 'the stack in small, 4 VFs, 2 writes each';
  const mineSmall = ours(small, smallStack(4, 2));
  print(line(mineSmall));
  againstOneThread(mineSmall, smallStack(4, 2));
  againstSpin(mineSmall, {
    file: 'small-stack',
    defines: { N: 4, W: 2 },
    model: small,
    hashBits: 22,
  });

  const commit = 'two-phase commit, 8 resource managers';
  const mineCommit = ours(commit, twoPhaseCommitActors(8), {
    channels: 'bag',
    duplicating: true,
  });
  print(line(mineCommit));
  againstSpin(mineCommit, {
    file: 'two-phase-commit',
    defines: { N: 8 },
    model: commit,
    hashBits: 21,
  });

  const smaller = 'the stack in small, 3 VFs, 2 writes each';
  const mineSmaller = ours(smaller, smallStack(3, 2));
  print(line(mineSmaller));
  const graph = await runXstateGraph(smallStack(3, 2), smaller);
  if (graph === undefined) print('  @xstate/graph: left out, since @xstate/test is not installed');
  else compare(mineSmaller, graph);

  const runs = 200;
  const seed = 1;
  const random = ours(`${small}, random runs`, smallStack(4, 2), {
    strategy: 'random-walk',
    runs: runs * 10,
    seed,
  });
  print(line(random));
  const scheduler = await runFastCheck(smallStack(4, 2), `${small}, random runs`, runs, seed);
  if (scheduler === undefined) print('  fast-check: left out, since it is not installed');
  else compare(random, scheduler, false);

  if (!executionRates(print)) process.exitCode = 1;
}

if (!compareMethods(print, times)) process.exitCode = 1;
