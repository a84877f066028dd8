/** Our machines as test subjects, alone, with the rest of the stack as the tester. */
import type { DeviceModel } from '../../actors/device/index.ts';
import { loadDevice } from '../../actors/device/index.ts';
import { didYouMean, scenarioNames } from '../../actors/scenario/index.ts';
import type { Imported } from '../generate/formats/index.ts';
import { behaviourOf } from '../generate/index.ts';
import { UsageError } from './errors.ts';
import type { GenerateFlags } from './generate-options.ts';
import type { Generated } from './generate-subject.ts';
import { stackParts, stackSubject } from './generation/stack-subject.ts';
import { besideCwd } from './stack-options.ts';
import type { ReplaceablePart } from './user-machine.ts';
import { loadMachine, replaceableParts } from './user-machine.ts';

export type PartFlags = Pick<
  GenerateFlags,
  | 'scenario'
  | 'vfs'
  | 'vbd'
  | 'withVbd'
  | 'partition'
  | 'staticSwitch'
  | 'device'
  | 'slot'
  | 'guests'
  | 'reading'
  | 'pf'
  | 'vf'
  | 'pci'
  | 'vpci'
>;

/** Under which name the package exports each machine; the size of the stack is the argument of some. */
const machines: Readonly<Record<string, (vfs: number) => Omit<Imported, 'from'>>> = {
  pci: () => ({ exported: 'pciBus' }),
  pf: () => ({ exported: 'pfMiniport' }),
  vf: () => ({ exported: 'vfMiniport' }),
  vbd: () => ({ exported: 'vbd' }),
  vpci: (slots) => ({ exported: 'createVpciBus', call: [{ slots }] }),
  vstack: (vfs) => ({ exported: 'createVirtualizationStack', call: [{ vfs, guests: 1 }] }),
  ndis: () => ({ exported: 'ndisPf' }),
  'ndis-vf': () => ({ exported: 'ndisVf' }),
  pnp: () => ({ exported: 'pnpParent' }),
  'pnp-guest': () => ({ exported: 'pnpGuest' }),
};

/** The part of this name. Throws a {@link UsageError} for what is not possible. */
export async function partSubject(name: string, flags: PartFlags, cwd: string): Promise<Generated> {
  if (!stackParts.includes(name)) throw unknownSubject(name);
  const { scenario, vfs = 1, withVbd, partition, staticSwitch, guests, reading } = flags;
  if (guests !== undefined) throw new UsageError('--guests is for the subject stack');
  if (scenario !== undefined && !scenarioNames().includes(scenario)) {
    const hint = didYouMean(scenario, scenarioNames());
    throw new UsageError(
      `--scenario ${scenario}: for one machine a built-in scenario can be named${hint || '.'} ` +
        `There are ${scenarioNames().join(', ')}`,
    );
  }
  const file = replacementOf(name, flags);
  const own =
    file === undefined ? undefined : await loadMachine(name as ReplaceablePart, file, cwd);
  const vbd = vbdOf(flags);
  const subject = stackSubject(name, {
    vfs,
    device: deviceOf(flags, cwd),
    ...(scenario === undefined ? {} : { scenario }),
    ...(vbd === undefined ? {} : { vbd }),
    ...(partition === undefined ? {} : { partition }),
    ...(staticSwitch === true ? { switchCreation: 'static' } : {}),
    ...(reading === undefined ? {} : { readings: reading }),
    ...(own === undefined ? {} : { machine: own.machine }),
  });
  const [actor = name] = Object.keys(subject.actors);
  const given = { scenario, vfs, withVbd, partition, staticSwitch, reading, ...filesOf(flags) };
  return {
    name,
    files: file === undefined ? [] : [file],
    subject,
    explore: (limits) => behaviourOf(subject, limits),
    notes: [],
    leftOut: () => [],
    observes: 'status',
    imports: {
      machines: {
        [actor]:
          own === undefined
            ? { from: 'sriov-sim', ...(machines[name]?.(vfs) ?? { exported: name }) }
            : { from: own.file, exported: own.exported },
      },
      status: { from: 'sriov-sim', exported: 'driverStatus' },
    },
    origin: { part: name, ...present(given) },
  };
}

export function unknownSubject(name: string): UsageError {
  const subjects = [...stackParts, 'stack'];
  const hint = didYouMean(name, subjects);
  return new UsageError(
    `there is no subject '${name}'${hint || '.'} There are ${subjects.join(', ')}; a file is named with its extension`,
  );
}

/** The user's machine for this part; a machine for another part would have nothing to do here. */
function replacementOf(name: string, flags: PartFlags): string | undefined {
  for (const part of replaceableParts) {
    const file = flags[part];
    if (typeof file !== 'string') continue;
    if (part !== name) {
      throw new UsageError(
        `--${part} ${file}: the subject is ${name} alone; name ${part} or stack`,
      );
    }
    return file;
  }
  return undefined;
}

/** undefined: as the part itself has it. */
function vbdOf({ vbd, withVbd }: PartFlags): boolean | undefined {
  if (vbd === false) return false;
  return withVbd === true || typeof vbd === 'string' ? true : undefined;
}

function deviceOf({ device, slot }: PartFlags, cwd: string): DeviceModel {
  return loadDevice(besideCwd(device, cwd), slot === undefined ? {} : { slot });
}

function filesOf(flags: PartFlags): Readonly<Record<string, unknown>> {
  const { device, slot, vbd, pf, vf, pci, vpci } = flags;
  return { device, slot, vbd, pf, vf, pci, vpci };
}

function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
