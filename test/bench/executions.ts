/**
 * How many executions a second, one for each Mazurkiewicz trace: programs for which other tools publish their rates.
 */
import type { ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { SystemSpec } from '../../src/system/index.ts';
import { filesystem } from '../models/filesystem.ts';
import { lastZero } from '../models/last-zero.ts';

interface Program {
  readonly name: string;
  readonly system: SystemSpec;
  readonly options: ExploreOptions;
  readonly published: number;
}

const programs: readonly Program[] = [
  {
    name: 'last zero of 15, reads commute',
    system: lastZero(15),
    options: { independence: 'commuting' },
    published: 18 * 2 ** 13,
  },
  { name: 'filesystem, 24 threads', system: filesystem(24), options: {}, published: 2 ** 11 },
];

const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** Prints a line for each program; whether all counts are the published ones. */
export function executionRates(print: (text: string) => void): boolean {
  print('\none execution for each Mazurkiewicz trace');
  print(['program'.padEnd(40), 'executions', '    seconds', '  per second', ' longest'].join(' '));
  return programs.every(({ name, system, options, published }) => {
    const found = explore(system, { strategy: 'executions', ...options });
    const { verdict, executions, seconds, depth } = found;
    const { complete = 0, blocked = 0 } = executions ?? {};
    const numbers = [
      whole(complete).padStart(10),
      seconds.toFixed(2).padStart(11),
      whole(complete / seconds).padStart(12),
      whole(depth - 1).padStart(8),
    ];
    print(`${name.padEnd(40)} ${numbers.join(' ')}`);
    const agrees = verdict === 'holds' && complete === published && blocked === 0;
    if (!agrees) print(`  THE COUNT DIFFERS from the published one, ${whole(published)}`);
    return agrees;
  });
}
