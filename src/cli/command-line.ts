/** The command line that shows the same again, from what was given on this one. */
import type { Command } from 'commander';

/** How a result is told, not what it is of. */
const telling: ReadonlySet<string> = new Set([
  'report',
  'json',
  'quiet',
  'color',
  'interactive',
  'out',
  'inspect',
  'port',
  'inspectorUrl',
  'checkpoint',
  'checkpointEvery',
]);

/**
 * As a shell takes it, without the options that only say how the result is told. `withOut`: with `--out`, where the
 * file itself says how it is made again.
 */
export function commandLine(command: Command, { withOut = false } = {}): string {
  const isTelling = (name: string) => telling.has(name) && !(withOut && name === 'out');
  const words = command.options.flatMap((option): readonly string[] => {
    const name = option.attributeName();
    if (isTelling(name) || command.getOptionValueSource(name) !== 'cli') return [];
    const value: unknown = command.getOptionValue(name);
    const { long = '', negate } = option;
    // `--vbd FILE` and `--no-vbd` share a name.
    if (negate || typeof value === 'boolean') return negate === (value === false) ? [long] : [];
    if (Array.isArray(value)) return [long, value.join()];
    if (typeof value !== 'object' || value === null) return [long, String(value)];
    return Object.entries(value).flatMap(([key, each]) => [long, `${key}=${String(each)}`]);
  });
  const { args } = command;
  return ['sriov-sim', command.name(), ...args, ...words].map(quoted).join(' ');
}

export function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
