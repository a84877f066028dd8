import { expect, test } from 'vitest';
import { builtinProfiles } from '../../actors/device/index.ts';
import { clean, outcome, testScenarios } from './scenario-runs.ts';

testScenarios(0);

test.each(Object.keys(builtinProfiles))('the whole life runs on the built-in %s', (profile) => {
  const device = builtinProfiles[profile]?.();
  if (device === undefined) throw new Error(`no profile ${profile}`);
  expect(outcome('demo', { vfs: 2, vbd: true, device })).toEqual(clean);
});
