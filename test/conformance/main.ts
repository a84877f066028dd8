/**
 * `npm run conformance`: the published counts that are too large for every test run. Options: `--up-to N` leaves out
 * models with more states; `--max-mb M` gives up what takes more memory. Exit status 1 when a number differs.
 */
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { filesystem } from '../models/filesystem.ts';
import { lastZero } from '../models/last-zero.ts';
import { twoPhaseCommit } from '../models/two-phase-commit.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';
import { count, toolCommand } from '../tool-command.ts';

interface Published {
  readonly managers: number;
  readonly states: number;
  /** The initial state and every successor; absent where nobody published it. */
  readonly generated?: number;
  readonly depth: number;
}

/** Gray and Lamport's two-phase commit; the numbers of Stateright's and TLC's own tests and books. */
const published: readonly Published[] = [
  { managers: 6, states: 50_816, generated: 402_306, depth: 20 },
  { managers: 7, states: 296_448, generated: 2_744_706, depth: 23 },
  { managers: 8, states: 1_745_408, generated: 18_507_778, depth: 26 },
  { managers: 9, states: 10_340_352, generated: 123_558_402, depth: 29 },
  { managers: 10, states: 61_515_776, depth: 32 },
];

const whole = (value: number) => value.toLocaleString('en-US');
const { upTo: most, maxMb } = toolCommand(
  'conformance',
  'The published counts that are too large for every test run.',
)
  .option('--up-to <n>', 'leaves out models with more states', count, 100_000_000)
  .option('--max-mb <m>', 'gives up what takes more memory', count, 8192)
  .parse()
  .opts<{ readonly upTo: number; readonly maxMb: number }>();

function tell(line: string, agrees: boolean): void {
  if (!agrees) process.exitCode = 1;
  process.stdout.write(`${line}: ${agrees ? 'as published' : 'NOT AS PUBLISHED'}\n`);
}

for (const { managers, states, generated, depth } of published) {
  if (states > most) continue;
  const found = explore(twoPhaseCommitActors(managers), {
    channels: 'bag',
    duplicating: true,
    reduction: 'none',
    maxMb,
  });
  const agrees =
    found.verdict === 'holds' &&
    found.states === states &&
    found.depth === depth &&
    (generated === undefined || found.transitions + 1 === generated);
  tell(
    `two-phase commit, ${managers} resource managers: ${found.verdict}, ${whole(found.states)} states, ` +
      `${whole(found.transitions + 1)} generated, depth ${found.depth}, ${found.seconds.toFixed(1)} s, ` +
      `${(found.bytes / found.states).toFixed(1)} bytes a state`,
    agrees,
  );
}

/** Orbits of the abstract model, where one machine has all resource managers as indices: 5,040 renamings. */
const orbits = explore(twoPhaseCommit(7), {
  reduction: 'symmetry',
  symmetry: {
    count: 7,
    actors: Array.from({ length: 7 }, () => []),
    rename: (message, permutation) => {
      const { rm } = message as unknown as { readonly rm: number };
      return { ...message, rm: permutation[rm] ?? rm };
    },
  },
});
tell(
  `two-phase commit, orbits of 7 resource managers: ${orbits.verdict}, ${orbits.states}, ` +
    `${orbits.seconds.toFixed(1)} s`,
  orbits.verdict === 'holds' && orbits.states === 920,
);

/** Nidhugg's filesystem program: executions, one for each Mazurkiewicz trace. */
for (const threads of [19, 20, 21, 22, 23, 24, 25, 26]) {
  tellExecutions(`filesystem, ${threads} threads`, 2 ** (threads - 13), filesystem(threads), {});
}

/** The program of the optimal reduction's paper, where reads commute. */
for (const last of [10, 12, 15]) {
  const expected = (last + 3) * 2 ** (last - 2);
  const independence = 'commuting';
  tellExecutions(`last zero of ${last}`, expected, lastZero(last), { independence });
}

function tellExecutions(
  name: string,
  expected: number,
  system: SystemSpec,
  options: ExploreOptions,
): void {
  const found = explore(system, { strategy: 'executions', ...options });
  const { verdict, executions, seconds } = found;
  const { complete = 0, blocked = 0 } = executions ?? {};
  tell(
    `${name}: ${verdict}, ${whole(complete)} executions, ${blocked} blocked, ${seconds.toFixed(1)} s`,
    verdict === 'holds' && complete === expected && blocked === 0,
  );
}
