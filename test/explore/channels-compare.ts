/** Holds the explorer against a plain search on random systems, under a channel model and its variants. */
import { expect, test } from 'vitest';
import type { ChannelModel, ExploreOptions } from '../../src/explore/index.ts';
import { explore } from '../../src/explore/index.ts';
import type { StateProperty, SystemSpec, SystemView } from '../../src/system/index.ts';
import { replaySchedule } from '../../src/trace/replay.ts';
import { exploreChannelsPlain } from './channels-plain.ts';
import { randomSystem } from './random-system.ts';

const name = ({ channels = 'fifo', ...others }: ExploreOptions) =>
  [channels, ...Object.keys(others)].join(', ');

/** The first actor is in its state y while the second is in z. */
const together = (spec: SystemSpec) => {
  const [a = '', b = ''] = Object.keys(spec.actors);
  return (view: SystemView) => view[a]?.value === 'y' && view[b]?.value === 'z';
};

function notTogether(spec: SystemSpec): StateProperty {
  const isTogether = together(spec);
  return {
    kind: 'always',
    name: 'NotTogether',
    rule: 'the first actor is not in y while the second is in z',
    source: 'test',
    reads: Object.keys(spec.actors).slice(0, 2),
    check: (view) => (isTogether(view) ? 'together' : undefined),
  };
}

const statesMax = 300;

/** What the explorer finds in as many states as a plain search can look at here; undefined for larger systems. */
function found(spec: SystemSpec, options: ExploreOptions, joint: boolean) {
  const properties = joint ? [notTogether(spec)] : [];
  const result = explore(spec, { ...options, properties, reduction: 'none', maxStates: statesMax });
  if (result.verdict === 'truncated') return undefined;
  const { states, transitions, restStates } = result;
  if (result.verdict === 'violated') {
    // Another implementation of the channel models takes the schedule, and refuses what is not possible.
    const { channels = 'fifo', duplicating = false, noOps } = options;
    // It knows no deliveries that are left out, with which a timer need not wait.
    const timers = noOps === 'left' ? 'any' : 'idle';
    const other = { channels, duplicating, timers } as const;
    const replayed = replaySchedule(spec, result.schedule, undefined, other);
    expect(replayed).toHaveLength(result.schedule.length);
    return { wrongAfter: result.schedule.length };
  }
  return { states, transitions, restStates, wrongAfter: undefined };
}

/** 100 random systems for each variant: equal counts and verdicts, and schedules that can be taken. */
export function compareOnRandomSystems(channels: ChannelModel): void {
  const variants: readonly ExploreOptions[] = [
    { channels },
    { channels, noOps: 'left' },
    { channels, lossy: true },
    { channels, duplicating: true, lossy: true, noOps: 'left' },
    { channels, duplicating: true },
  ];
  test.each(variants.map((options) => ({ variant: name(options), options })))(
    '$variant: 100 random systems, seeds from 1',
    ({ options }) => {
      const compared = { holds: 0, violated: 0, states: 0 };
      for (let seed = 1; compared.holds + compared.violated < 100; seed += 1) {
        // Half of them have machines that take everything and a predicate, half have messages put off or not expected.
        const complete = seed % 2 === 0;
        const spec = randomSystem(seed, complete);
        const mine = found(spec, options, complete);
        if (mine === undefined) continue;
        const plain = exploreChannelsPlain(spec, options, complete ? together(spec) : () => false);
        const { wrongAfter } = plain;
        expect({ seed, ...mine }).toEqual(
          wrongAfter === undefined ? { seed, ...plain } : { seed, wrongAfter },
        );
        compared[wrongAfter === undefined ? 'holds' : 'violated'] += 1;
        compared.states += plain.states;
      }
      expect(Math.min(compared.holds, compared.violated)).toBeGreaterThan(10);
    },
  );
}
