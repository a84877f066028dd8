/** The first lines of a command about a stack. */
import type { RunHeader } from '../report/index.ts';
import { deviceWords } from './devices-command.ts';
import type { StackInput } from './stack-options.ts';

export function runHeader(
  { scenario, compiled, device, replacements, readings }: StackInput,
  order: Pick<RunHeader, 'seed' | 'order'>,
): RunHeader {
  return {
    scenario: scenario.name,
    title: scenario.title,
    device: `${device.name}, ${deviceWords(device)}`,
    vfs: compiled.vfs,
    guests: compiled.guests,
    vbd: compiled.vbd,
    switchCreation: compiled.switchCreation,
    clients: compiled.clients.map(({ id }) => id),
    ...order,
    replaced: replacements.map(({ part, file }) => ({ part, file })),
    ...(Object.keys(readings).length === 0 ? {} : { readings }),
  };
}
