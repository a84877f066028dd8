/** A whole stack that is told the other reading of a contradiction. */
import { expect, test } from 'vitest';
import { builtinProfiles } from '../../actors/device/index.ts';
import { checkScenario, compileScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import type { Readings } from '../../machines/readings.ts';
import { runStack } from './run-scenario.ts';

const longestWrite = {
  name: 'longest-write',
  title: 'A configuration block of 128 bytes is written.',
  clients: [
    { name: 'administrator', steps: [{ do: 'start-pf' }, { do: 'assign-vf', vf: 0 }] },
    {
      name: 'application',
      steps: [
        { do: 'await-vf', vf: 0 },
        { do: 'write-block', vf: 0, block: 1, bytes: 128, content: 'a', way: 'ioctl' },
      ],
    },
  ],
};

/** What the application is told of its write. */
function statusOfLongestWrite(readings: Readings): string | undefined {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const scenario = checkScenario(longestWrite, 'longest-write.json');
  const compiled = compileScenario(scenario, { vfs: 1, vbd: false });
  const { view } = runStack(buildStack({ ...compiled, device, readings }));
  const results = view.application?.context.results as readonly { status: string }[];
  return results.at(-1)?.status;
}

test('C14: a block of 128 bytes is written, or refused by the bus of the guest', () => {
  expect(statusOfLongestWrite({})).toBe('STATUS_SUCCESS');
  expect(statusOfLongestWrite({ C14: 'B' })).toBe('STATUS_INVALID_PARAMETER');
});
