/**
 * A part of the stack as a test subject: its machine and input as the topology has them, what the rest of the stack can
 * do to it, and what a test suite for it should show.
 */
import type { AnyStateMachine } from 'xstate';
import type { DeviceModel } from '../../../actors/device/index.ts';
import { loadDevice } from '../../../actors/device/index.ts';
import type { Alphabet, Place } from '../../../actors/generation/index.ts';
import {
  alphabetOfRuns,
  driverSubject,
  guestActors,
  guestSubject,
  observedAlphabet,
  pciAlphabet,
  pfAlphabet,
  vbdAlphabet,
  vfAlphabet,
  vpciAlphabet,
} from '../../../actors/generation/index.ts';
import { didYouMean } from '../../../actors/scenario/index.ts';
import type { StackOptions } from '../../../actors/topology.ts';
import { buildStack } from '../../../actors/topology.ts';
import type { Readings } from '../../../machines/readings.ts';
import { irqlLimitUnder } from '../../../machines/readings.ts';
import type { OpenSubject } from '../../generate/index.ts';
import type { ActorSpec } from '../../system/index.ts';
import { createStepper, inertDirectory } from '../../system/index.ts';
import { UsageError } from '../errors.ts';
import { replaceableParts } from '../user-machine.ts';
import { seenInScenario } from './seen-in-scenario.ts';

/** Where a part's actor stands, and the driver that it runs. */
interface Part {
  readonly actor: (place: Place) => string;
  readonly alphabet?: (place: Place) => Alphabet;
  /** It exists in a topology with a VBD only. */
  readonly needsVbd?: true;
}

const parts: Readonly<Record<string, Part>> = {
  pci: { actor: () => 'pci', alphabet: pciAlphabet },
  pf: { actor: () => 'pf', alphabet: pfAlphabet },
  vf: { actor: () => 'vf0', alphabet: vfAlphabet },
  vbd: {
    actor: ({ partition }) => (partition === 'guest' ? 'vbd.vf0' : 'vbd'),
    alphabet: vbdAlphabet,
    needsVbd: true,
  },
  vpci: { actor: () => 'vpci.g0', alphabet: vpciAlphabet },
  vstack: { actor: () => 'vstack' },
  ndis: { actor: () => 'ndis' },
  'ndis-vf': { actor: () => 'ndis.vf0' },
  pnp: { actor: () => 'pnp' },
  'pnp-guest': { actor: () => 'pnp.g0' },
};

/** The drivers of one guest together. */
const guest = 'guest';

/** The names of the parts, as `sriov-sim draw` has them, and `guest`: VF miniport, VBD and VPCI bus together. */
export const stackParts: readonly string[] = [...Object.keys(parts), guest];

export interface StackSubjectOptions {
  /** Messages of this scenario of the library only; the parts that are no drivers have `bring-up` unless given. */
  readonly scenario?: string;
  /** VFs of the stack: 1 unless given. */
  readonly vfs?: number;
  /** With a virtual bus driver: not unless given, but for `vbd` itself. */
  readonly vbd?: boolean;
  /** Whose virtual bus driver `vbd` is: the parent's unless given. */
  readonly partition?: 'parent' | 'guest';
  readonly switchCreation?: 'dynamic' | 'static';
  readonly device?: DeviceModel;
  readonly readings?: Readings;
  /** In place of ours. */
  readonly machine?: AnyStateMachine;
  /** Requests under way at a time: each driver has a number of its own unless given. */
  readonly concurrency?: number;
  /** What is used, and nothing that is tried out once; true unless given. */
  readonly trials?: boolean;
}

/** The part of this name, seen from outside. Throws a {@link UsageError} for what is not possible. */
export function stackSubject(name: string, options: StackSubjectOptions = {}): OpenSubject {
  if (name === guest) return guestOf(options);
  const part = partOf(name);
  const place = placeOf(name, part, options);
  const actor = part.actor(place);
  const stack = buildStack(stackOptions(name, place, options));
  const spec = stack.spec.actors[actor];
  if (spec === undefined) throw new UsageError(`'${name}' is not in a stack of these options`);
  const alphabet = alphabetOf(part, actor, place, options);
  const ours = buildStack({ ...stackOptions(name, place, options), replacements: {} }).spec;
  const isLikeOurs = hasContextOf(actor, spec, ours.actors[actor]);
  const own = isLikeOurs ? alphabet : withoutRules(alphabet);
  const { concurrency = own.concurrency } = options;
  return driverSubject({
    name,
    spec,
    alphabet: { ...own, concurrency },
    hasTrials: options.trials ?? true,
    limitOf: (routine) => irqlLimitUnder(options.readings ?? {}, routine),
  });
}

/** The rules read the context of our machines: of another one they know nothing. */
function withoutRules(alphabet: Alphabet): Alphabet {
  return { ...alphabet, mayCome: () => true, isUnusual: () => false };
}

function hasContextOf(actor: string, spec: ActorSpec, ours: ActorSpec | undefined): boolean {
  if (ours === undefined || spec.machine === ours.machine) return true;
  const keys = [ours, spec].map(({ machine, input }) => {
    const { id, vbd, bus, ndis, device } = (input ?? {}) as Readonly<Record<string, unknown>>;
    const peers = [id, vbd, bus, ndis, device].filter((each) => typeof each === 'string');
    const stepper = createStepper(actor, machine, inertDirectory([actor, ...peers]));
    return Object.keys(stepper.initial(input).snapshot.context as object);
  });
  const [known = [], found = []] = keys;
  return known.every((key) => found.includes(key));
}

function guestOf(options: StackSubjectOptions): OpenSubject {
  const place = placeOf(guest, { actor: () => guest, needsVbd: true }, options);
  const { spec } = buildStack(stackOptions(guest, place, options));
  const actors = Object.fromEntries(
    Object.entries(spec.actors).filter(([id]) => guestActors.includes(id)),
  );
  return guestSubject(guest, actors, { ...place, partition: 'guest' });
}

function alphabetOf(
  { alphabet }: Part,
  actor: string,
  place: Place,
  { scenario, readings }: StackSubjectOptions,
): Alphabet {
  const own = alphabet?.(place);
  if (own !== undefined && scenario === undefined) return own;
  const seen = seenInScenario(scenario ?? 'bring-up', actor, place, readings);
  if (own !== undefined) return observedAlphabet(seen, own);
  const { totalVfs } = place.device.sriov;
  return alphabetOfRuns(seen, actor, { totalVfs, numVfs: place.vfs, blocks: 0 });
}

function partOf(name: string): Part {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part !== undefined) return part;
  const hint = didYouMean(name, stackParts);
  throw new UsageError(
    `there is no part '${name}'${hint || '.'} The parts are ${stackParts.join(', ')}`,
  );
}

function placeOf(name: string, part: Part, options: StackSubjectOptions): Place {
  const device = options.device ?? loadDevice('intel-82576');
  const { vfs = 1, vbd = part.needsVbd === true, partition, concurrency } = options;
  const { totalVfs } = device.sriov;
  if (!Number.isInteger(vfs) || vfs < 1 || vfs > totalVfs) {
    throw new UsageError(`vfs ${vfs}: ${device.name} has 1 to ${totalVfs}`);
  }
  if (part.needsVbd === true && !vbd) {
    throw new UsageError(`part '${name}' without a virtual bus driver: legal is vbd: true`);
  }
  if (partition !== undefined && name !== 'vbd') {
    throw new UsageError(`partition '${partition}' for part '${name}': legal for vbd only`);
  }
  if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 1)) {
    throw new UsageError(`concurrency ${concurrency}: legal are whole numbers from 1 on`);
  }
  return {
    device,
    vfs,
    vbd,
    partition: partition ?? 'parent',
    switchCreation: options.switchCreation ?? 'dynamic',
  };
}

function stackOptions(name: string, place: Place, options: StackSubjectOptions): StackOptions {
  const { machine, readings } = options;
  const replaceable = replaceableParts.find((each) => each === name);
  if (machine !== undefined && replaceable === undefined) {
    throw new UsageError(
      `part '${name}' with a machine of your own: legal are ${replaceableParts.join(', ')}`,
    );
  }
  const { device, vfs, vbd, switchCreation } = place;
  return {
    device,
    vfs,
    vbd,
    switchCreation,
    guests: 1,
    clients: [],
    ...(readings === undefined ? {} : { readings }),
    ...(machine === undefined || replaceable === undefined
      ? {}
      : { replacements: { [replaceable]: machine } }),
  };
}
