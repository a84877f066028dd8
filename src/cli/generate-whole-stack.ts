/** The whole stack of a scenario as the subject `stack`. */
import { scenarioNames } from '../../actors/scenario/index.ts';
import { closedBehaviour } from '../generate/index.ts';
import { UsageError } from './errors.ts';
import type { GenerateFlags } from './generate-options.ts';
import type { Generated } from './generate-subject.ts';
import { stackEngine } from './stack-engine.ts';
import type { StackInput } from './stack-options.ts';
import { readStackInput } from './stack-options.ts';

/** `bring-up` unless a scenario is named: the shortest that has everybody in it. */
const usual = 'bring-up';

/** The one that `stackSystem` takes. */
const usualDevice = 'intel-82576';

export async function wholeStack(flags: GenerateFlags, cwd: string): Promise<Generated> {
  const { scenario = usual, withVbd, partition, ...stackFlags } = flags;
  if (withVbd === true)
    throw new UsageError('--with-vbd: the stack has one, unless --no-vbd is given');
  if (partition !== undefined) throw new UsageError('--partition is for the subject vbd');
  const input = await readStackInput(scenario, stackFlags, cwd);
  const { spec } = stackEngine(input);
  const { vfs, guests, device, slot, vbd, staticSwitch, reading } = flags;
  const given = { scenario, vfs, guests, device, slot, vbd, staticSwitch, reading };
  const name = `stack, ${input.scenario.name}`;
  return {
    name,
    files: input.replacements.map(({ file }) => file),
    system: spec,
    explore: (limits) => closedBehaviour(name, spec, limits),
    notes: [],
    leftOut: () => [],
    observes: 'outputs',
    imports: {
      machines: {},
      system: { from: 'sriov-sim', exported: 'stackSystem', call: systemArguments(input, flags) },
      systemMachines: Object.fromEntries(
        input.replacements.map(({ part, file, exported }) => [part, { from: file, exported }]),
      ),
    },
    origin: {
      part: 'stack',
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...Object.fromEntries(input.replacements.map(({ part, file }) => [part, file])),
    },
  };
}

/** As `stackSystem` takes them: a scenario of the user's own is written out. */
function systemArguments({ scenario, compiled }: StackInput, flags: GenerateFlags): unknown[] {
  const { device, slot, reading, vbd, staticSwitch } = flags;
  const { vfs, guests } = compiled;
  const options = {
    vfs,
    guests,
    ...(vbd === undefined ? {} : { vbd: vbd !== false }),
    ...(staticSwitch === true ? { switchCreation: 'static' } : {}),
    ...(device === usualDevice ? {} : { device }),
    ...(slot === undefined ? {} : { slot }),
    ...(reading === undefined ? {} : { readings: reading }),
  };
  return [scenarioNames().includes(scenario.name) ? scenario.name : scenario, options];
}
