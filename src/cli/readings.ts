/** `--reading C01=B`: the other reading of a contradiction in the documentation. */
import { InvalidArgumentError } from 'commander';
import type { Readings, SwitchableReading } from '../../machines/readings.ts';
import { switchableReadings } from '../../machines/readings.ts';

/** Adds one reading to those given before. Throws for an id that the model cannot switch, naming those that it can. */
export function addReading(text: string, before: Readings = {}): Readings {
  const [id, reading, ...rest] = text.split('=');
  const known = (switchableReadings as readonly string[]).includes(id ?? '');
  if (!known || (reading !== 'A' && reading !== 'B') || rest.length > 0) {
    const legal = switchableReadings.map((each) => `${each}=A or ${each}=B`).join(', ');
    throw new InvalidArgumentError(`legal are ${legal}.`);
  }
  return { ...before, [id as SwitchableReading]: reading };
}
