/** The system of a trace, built again: the same scenario, topology, device and machines, or a word on what differs. */
import type { Scenario } from '../../actors/scenario/index.ts';
import { checkScenario, libraryScenario } from '../../actors/scenario/index.ts';
import type { SystemOptions } from '../explore/index.ts';
import type { Engine } from './engine.ts';
import { reasonOf, UsageError } from './errors.ts';
import { moduleHash } from './module-hash.ts';
import type { NamedSystem } from './named-system.ts';
import { ownSystem } from './named-system.ts';
import { scenarioSystem } from './read-system.ts';
import type { DeviceUse, StackFlags } from './stack-options.ts';
import { contentHash } from './trace-hash.ts';
import { foundModule } from './trace-module.ts';
import type { StackTraceSystem, TraceFile, TraceSystem } from './trace-schema.ts';
import { rulesOfTrace } from './trace-session.ts';
import { loadUserSystem } from './user-system.ts';

/**
 * Throws a {@link UsageError} when a file that the trace names is missing, or has changed and that was not allowed.
 * `changed`: what is another than when the trace was written.
 */
export async function rebuilt(
  trace: TraceFile,
  file: string,
  cwd: string,
  mayChange: boolean,
  engine: Engine | undefined,
): Promise<{ readonly system: NamedSystem; readonly changed: readonly string[] }> {
  const system = foundModule(trace.system, file, cwd);
  const changed = filesOf(system).flatMap((each) => contentChange(file, each, cwd) ?? []);
  if (changed.length > 0 && !mayChange) {
    const lines = changed.map((line) => `${file}: ${line}; --changed replays it all the same`);
    throw new UsageError(lines.join('\n'));
  }
  return {
    system: await systemAgain(system, file, cwd, engine, 'live', rulesOfTrace(trace)),
    changed,
  };
}

/** The system as `file` describes it, built again from what its files contain now. */
export async function systemAgain(
  system: TraceSystem,
  file: string,
  cwd: string,
  engine: Engine | undefined,
  use: DeviceUse = 'search',
  rules?: SystemOptions,
): Promise<NamedSystem> {
  if ('module' in system) {
    return ownSystem(await loadUserSystem(system.module.file, cwd), cwd, rules);
  }
  return scenarioSystem(scenarioOf(system, file), flagsOf(system), cwd, engine, use);
}

function filesOf(system: TraceSystem): readonly NamedFile[] {
  if ('module' in system) {
    return [{ what: 'the system', ...system.module, hash: moduleHash }];
  }
  const { device, machines } = system;
  return [
    ...('file' in device ? [{ what: 'the device', ...device, hash: contentHash }] : []),
    ...machines.map((each) => ({
      what: `the machine of ${each.part}`,
      ...each,
      hash: contentHash,
    })),
  ];
}

function scenarioOf({ scenario: { name, definition } }: StackTraceSystem, file: string): Scenario {
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
function flagsOf(system: StackTraceSystem): StackFlags {
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
  readonly hash: (file: string, cwd: string) => string;
}

function contentChange(
  trace: string,
  { what, file, sha256, hash }: NamedFile,
  cwd: string,
): string | undefined {
  let found: string;
  try {
    found = hash(file, cwd);
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
