/** The stack of a built-in scenario in one call: for tests and small programs. */
import type { AnyStateMachine } from 'xstate';
import type { Readings } from '../machines/readings.ts';
import type { SystemSpec } from '../src/system/index.ts';
import { loadDevice } from './device/index.ts';
import type { Scenario } from './scenario/index.ts';
import { compileScenario, libraryScenario } from './scenario/index.ts';
import type { ReplaceableDriver } from './topology.ts';
import { buildStack } from './topology.ts';

export interface StackSystemOptions {
  readonly vfs?: number;
  readonly guests?: number;
  readonly vbd?: boolean;
  readonly switchCreation?: 'dynamic' | 'static';
  /** Name of a built-in device, or a file that lspci -xxxx wrote. */
  readonly device?: string;
  /** Which function of that file. */
  readonly slot?: string;
  readonly readings?: Readings;
  /** Machines in place of ours, by part. */
  readonly machines?: Partial<Record<ReplaceableDriver, AnyStateMachine>>;
}

/** `scenario`: a built-in one by name, or any. What is left out is as it says; the device is an Intel 82576. */
export function stackSystem(
  scenario: string | Scenario,
  options: StackSystemOptions = {},
): SystemSpec {
  const { device = 'intel-82576', slot, readings = {}, machines = {}, ...size } = options;
  const { spec } = buildStack({
    ...compileScenario(typeof scenario === 'string' ? libraryScenario(scenario) : scenario, size),
    device: loadDevice(device, slot === undefined ? {} : { slot }),
    readings,
    replacements: machines,
  });
  return spec;
}
