/**
 * `npm run conformance`: the published counts that are too large for every test run. Options: `--up-to N` leaves out
 * models with more states. Exit status 1 when a number differs.
 */
import { parseArgs } from 'node:util';
import { explore } from '../../src/explore/index.ts';
import { twoPhaseCommitActors } from '../models/two-phase-commit-actors.ts';

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
const { values } = parseArgs({ options: { 'up-to': { type: 'string', default: '100000000' } } });
const most = Number(values['up-to']);

for (const { managers, states, generated, depth } of published) {
  if (states > most) continue;
  const found = explore(twoPhaseCommitActors(managers), {
    channels: 'bag',
    duplicating: true,
    reduction: 'none',
  });
  const agrees =
    found.verdict === 'holds' &&
    found.states === states &&
    found.depth === depth &&
    (generated === undefined || found.transitions + 1 === generated);
  if (!agrees) process.exitCode = 1;
  process.stdout.write(
    `two-phase commit, ${managers} resource managers: ${found.verdict}, ${whole(found.states)} states, ` +
      `${whole(found.transitions + 1)} generated, depth ${found.depth}, ${found.seconds.toFixed(1)} s, ` +
      `${(found.bytes / found.states).toFixed(1)} bytes a state: ${agrees ? 'as published' : 'NOT AS PUBLISHED'}\n`,
  );
}
