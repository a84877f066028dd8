/** The real stack as a system to be measured. */
import { builtinProfiles } from '../../actors/device/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { buildStack } from '../../actors/topology.ts';
import type { SystemSpec } from '../../src/system/index.ts';

export function scenarioSystem(
  name: string,
  size: { readonly vfs: number; readonly vbd: boolean },
): SystemSpec {
  const device = builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  return buildStack({ ...compileScenario(libraryScenario(name), size), device }).spec;
}
