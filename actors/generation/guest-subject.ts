/**
 * The drivers of one guest together: VF miniport, virtual bus driver and VPCI bus, as VMBus, NDIS, the PnP manager and
 * an application see them. What they say to each other nobody outside sees, so that one stimulus can have several legal
 * answers: when the channel is taken away, a read that waits in the bus and one that waits in the VBD end in either
 * order.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { VpciContext } from '../../machines/vpci/context.ts';
import type { OpenSubject, Stimulus } from '../../src/generate/subject.ts';
import type { ActorSpec, SystemView } from '../../src/system/index.ts';
import { messageOf } from './alphabet.ts';
import { hasEnded, statusOf } from './driver-subject.ts';
import { offering } from './offers.ts';
import type { Place } from './parts/place.ts';
import { vbdAlphabet } from './parts/vbd.ts';
import { vfAlphabet } from './parts/vf.ts';
import { vpciAlphabet } from './parts/vpci.ts';

const [vf, vbd, vpci] = ['vf0', 'vbd.vf0', 'vpci.g0'] as const;

/** Ids of the actors of {@link guestSubject}. */
export const guestActors: readonly string[] = [vf, vbd, vpci];

/** What happens in a life that goes well, or is cut short. With all the rest there would be millions of states. */
const used: Readonly<Record<string, readonly string[]>> = {
  [vf]: [
    'MiniportInitializeEx',
    'NdisMSetMiniportAttributes.return',
    'MiniportRestart',
    'MiniportPause',
    'MiniportHaltEx',
    'MiniportDevicePnPEventNotify',
    'ReadBlock',
    'CancelBlock',
  ],
  [vbd]: ['IRP_MN_START_DEVICE', 'IRP_MN_SURPRISE_REMOVAL', 'IRP_MN_REMOVE_DEVICE'],
  [vpci]: [
    'IRP_MN_START_DEVICE',
    'IRP_MN_QUERY_DEVICE_RELATIONS',
    'VPCI_QUERY_PROTOCOL_VERSION.completion',
    'VPCI_FDO_D0_ENTRY.completion',
    'VPCI_QUERY_RESOURCE_REQUIREMENTS.completion',
    'VPCI_RESOURCES_ASSIGNED2.completion',
    'VPCI_READ_BLOCK.completion',
    'VPCI_BUS_RELATIONS2',
    'VPCI_EJECT',
    'VMBUS_RESCIND_CHANNEL_OFFER',
  ],
};

/** These actors, which are those of a topology with a VBD, as one subject. */
export function guestSubject(
  name: string,
  actors: Readonly<Record<string, ActorSpec>>,
  place: Place,
): OpenSubject {
  const alphabets = [vfAlphabet(place), vbdAlphabet(place), vpciAlphabet(place)];
  const offers = alphabets.map((alphabet) => {
    const base = alphabet.base.filter((stimulus) => isUsed(stimulus, actors));
    const all = { ...alphabet, base, rare: [], concurrency: 2 };
    return { actor: alphabet.actor, offered: offering(all, [], () => true) };
  });
  return {
    name,
    actors,
    stimuli: (view) =>
      offers
        .flatMap(({ actor, offered }) => offered(view[actor] as AnyMachineSnapshot))
        .filter((stimulus) => isInOrder(view, stimulus)),
    status: statusOf,
    ended: hasEnded,
  };
}

/** From outside, of a kind that is used, and no failure. */
function isUsed(stimulus: Stimulus, actors: Readonly<Record<string, ActorSpec>>): boolean {
  const { type, status, children } = messageOf(stimulus);
  const isFailure = typeof status === 'string' && !/_SUCCESS$/.test(status);
  const isEmptyList = Array.isArray(children) && children.length === 0;
  const isOutside = !Object.hasOwn(actors, stimulus.from);
  return isOutside && !isFailure && !isEmptyList && used[stimulus.to]?.includes(type) === true;
}

/** The PnP manager starts a stack from below and removes it from above; NDIS and applications use what is started. */
function isInOrder(view: SystemView, stimulus: Stimulus): boolean {
  const { type, deviceObject } = messageOf(stimulus);
  const isAt = (actor: string, state: string) =>
    view[actor]?.matches(`operating.${state}` as never) === true;
  const isHalted = isAt(vf, 'adapter.Halted');
  if (stimulus.to === vf) {
    if (type === 'ReadBlock') return isAt(vf, 'adapter.Running') && hasAllAnswers(view);
    if (type === 'MiniportDevicePnPEventNotify')
      return !isHalted && isAt(vbd, 'function.surpriseRemoved');
    return type !== 'MiniportInitializeEx' || isAt(vbd, 'child.started');
  }
  if (stimulus.to === vbd) {
    if (deviceObject === 'PDO') {
      return type === 'IRP_MN_START_DEVICE'
        ? isAt(vbd, 'function.started') && isAt(vbd, 'child.notStarted')
        : isHalted && !isAt(vbd, 'child.notStarted') && !isAt(vbd, 'child.removed');
    }
    if (type === 'IRP_MN_START_DEVICE')
      return isAt(vpci, 'slot0.child.reported') && isAt(vbd, 'function.notStarted');
    if (type === 'IRP_MN_SURPRISE_REMOVAL')
      return isAt(vbd, 'function.started') && isAt(vpci, 'slot0.child.gone');
    const isFree = isAt(vbd, 'child.removed') || isAt(vbd, 'child.notStarted');
    return isFree && (isAt(vbd, 'function.started') || isAt(vbd, 'function.surpriseRemoved'));
  }
  return (
    type !== 'VPCI_BUS_RELATIONS2' ||
    isAt(vpci, 'channel.awaitingRelations') ||
    isAt(vpci, 'channel.enteringD0')
  );
}

/** The host has answered all that was given up: ids do not run up. */
function hasAllAnswers(view: SystemView): boolean {
  const context = view[vpci]?.context as VpciContext | undefined;
  return context === undefined || context.abandoned.length === 0;
}
