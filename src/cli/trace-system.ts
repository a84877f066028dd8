/** The system of a trace, built again: the same scenario, topology, device and machines, or a word on what differs. */
import type { Scenario } from '../../actors/scenario/index.ts';
import { checkScenario, libraryScenario } from '../../actors/scenario/index.ts';
import { reasonOf, UsageError } from './errors.ts';
import type { DeviceUse, StackFlags, StackInput } from './stack-options.ts';
import { stackInput } from './stack-options.ts';
import { contentHash } from './trace-hash.ts';
import type { TraceFile, TraceSystem } from './trace-schema.ts';

/**
 * Throws a {@link UsageError} when a file that the trace names is missing, or has changed and that was not allowed.
 * `changed`: what is another than when the trace was written.
 */
export async function rebuilt(
  trace: TraceFile,
  file: string,
  cwd: string,
  mayChange: boolean,
): Promise<{ readonly input: StackInput; readonly changed: readonly string[] }> {
  const { system } = trace;
  const files = [
    ...('file' in system.device ? [{ what: 'the device', ...system.device }] : []),
    ...system.machines.map((each) => ({ what: `the machine of ${each.part}`, ...each })),
  ];
  const changed = files.flatMap((each) => contentChange(file, each, cwd) ?? []);
  if (changed.length > 0 && !mayChange) {
    const lines = changed.map((line) => `${file}: ${line}; --changed replays it all the same`);
    throw new UsageError(lines.join('\n'));
  }
  return { input: await inputOf(system, file, cwd, 'live'), changed };
}

/** The system as `file` describes it, built again from what its files contain now. */
export function inputOf(
  system: TraceSystem,
  file: string,
  cwd: string,
  use: DeviceUse = 'search',
): Promise<StackInput> {
  return stackInput(scenarioOf(system, file), flagsOf(system), cwd, use);
}

function scenarioOf({ scenario: { name, definition } }: TraceSystem, file: string): Scenario {
  if (definition === undefined) {
    try {
      return libraryScenario(name);
    } catch (error) {
      const why = reasonOf(error);
      throw new UsageError(`${file}: system.scenario.name: ${why}`, { cause: error });
    }
  }
  return checkScenario(definition, `${file}: system.scenario.definition`);
}

/** The trace's system in the words of the command line. */
function flagsOf(system: TraceSystem): StackFlags {
  const { vfs, guests, vbd, switchCreation, device, machines, readings } = system;
  const files = Object.fromEntries(machines.map(({ part, file }) => [part, file]));
  return {
    device: 'profile' in device ? device.profile : device.file,
    ...('file' in device && device.slot !== undefined ? { slot: device.slot } : {}),
    vfs,
    guests,
    staticSwitch: switchCreation === 'static',
    reading: readings,
    ...(vbd ? {} : { vbd: false }),
    ...files,
  };
}

interface NamedFile {
  readonly what: string;
  readonly file: string;
  readonly sha256: string;
}

function contentChange(
  trace: string,
  { what, file, sha256 }: NamedFile,
  cwd: string,
): string | undefined {
  let found: string;
  try {
    found = contentHash(file, cwd);
  } catch (error) {
    const { message } = error as UsageError;
    throw new UsageError(`${trace}: ${what} cannot be read: ${message}`, { cause: error });
  }
  if (found === sha256) return undefined;
  const short = (hash: string) => `${hash.slice(0, 12)}...`;
  return (
    `${what}, ${file}, is not what it was when the trace was written: ` +
    `its SHA-256 is ${short(found)}, in the trace ${short(sha256)}`
  );
}
