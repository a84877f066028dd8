/** The whole stack of a scenario as the subject `stack`. */
import { closedBehaviour } from '../generate/index.ts';
import { UsageError } from './errors.ts';
import type { GenerateFlags } from './generate-options.ts';
import type { Generated } from './generate-subject.ts';
import { stackEngine } from './stack-engine.ts';
import { readStackInput } from './stack-options.ts';

/** `bring-up` unless a scenario is named: the shortest that has everybody in it. */
const usual = 'bring-up';

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
    imports: { machines: {} },
    origin: {
      part: 'stack',
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...Object.fromEntries(input.replacements.map(({ part, file }) => [part, file])),
    },
  };
}
