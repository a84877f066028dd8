/** The VPCI bus driver's decisions, by name. Those of a child take the slot as their parameter. */
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { VPCI_VERSION } from '../../src/wdk/vpci-messages.ts';
import { isAbove } from '../common.ts';
import type { BusChild, VpciCall, VpciIoctl } from '../messages/index.ts';
import { holds } from '../pci/checks.ts';
import { irqlLimitUnder } from '../readings.ts';
import type { RequestName, VpciContext, VpciEvent } from './context.ts';
import { blockStatus, byTransaction, configStatus, irpOf } from './requests.ts';

interface Args {
  readonly context: VpciContext;
  readonly event: VpciEvent;
}
export interface OfSlot {
  readonly slot: number;
}

export const lowestVersion = VPCI_VERSION.RS1.value;
export const newestVersion = VPCI_VERSION.DT.value;

/** Whether an event is for the child in this slot, or for its physical device object. */
export function concerns(event: VpciEvent, slot: number): boolean {
  if ('deviceObject' in event && event.deviceObject !== 'PDO') return false;
  return 'slot' in event && (event.slot ?? 0) === slot;
}

const forBus = ({ event }: Args) => 'deviceObject' in event && event.deviceObject === 'FDO';
const idOf = (event: VpciEvent) => ('id' in event ? event.id : '');
const statusOf = (event: VpciEvent) => ('status' in event ? event.status : 'STATUS_SUCCESS');
const answered = ({ context, event }: Args) => byTransaction(context, idOf(event));

function answers(args: Args, request: RequestName, slot: number): boolean {
  const found = answered(args);
  return found?.request === request && found.slot === slot;
}

/** The bus's own packet has been answered. */
function answersBus({ context, event }: Args): boolean {
  return context.busTransaction !== null && idOf(event) === String(context.busTransaction);
}

/** The host's current list, as far as this event makes it count. */
function currentList({ context, event }: Args): readonly BusChild[] {
  if (event.type === 'VPCI_BUS_RELATIONS2') return context.link === 'open' ? event.children : [];
  return context.relations ?? [];
}

/** What the list has in this slot. */
export function listedIn(args: Args, slot: number): BusChild | undefined {
  return currentList(args).find((child) => child.slot === slot);
}

/** A new serial number in a slot is another device. */
function isSameDevice(a: BusChild | undefined, b: BusChild | undefined): boolean {
  return (
    a !== undefined &&
    a.serial === b?.serial &&
    a.vendorId === b.vendorId &&
    a.deviceId === b.deviceId
  );
}

const isBlockRequest = (event: VpciEvent): event is VpciCall | VpciIoctl =>
  event.type.endsWith('VfConfigBlock') || event.type.startsWith('IOCTL_');
const configRequests = ['GetBusData', 'SetBusData', 'IRP_MN_READ_CONFIG', 'IRP_MN_WRITE_CONFIG'];

/** The interface that a routine belongs to. */
function interfaceOf(type: string): string {
  return type.endsWith('BusData') ? 'GUID_BUS_INTERFACE_STANDARD' : 'GUID_VPCI_INTERFACE_STANDARD';
}

export const vpciGuards = {
  overIrql: ({ context, event }: Args) =>
    isAbove(event, irqlLimitUnder(context.readings, event.type)),
  // The page of GetBusData allows DIRQL, but for a VF the access goes through the host, so
  // APC_LEVEL is the limit (C09); at DISPATCH_LEVEL no documented way is left (C12).
  overApcLevel: ({ event }: Args) =>
    'irql' in event && !['PASSIVE_LEVEL', 'APC_LEVEL'].includes(event.irql),
  forBus,

  // The channel.
  versionAgreed: (args: Args) => answersBus(args) && ntSuccess(statusOf(args.event)),
  lowerVersionLeft: (args: Args) =>
    answersBus(args) &&
    statusOf(args.event) === 'STATUS_REVISION_MISMATCH' &&
    args.context.version > lowestVersion,
  busAnswered: answersBus,
  d0EnteredAfterRelations: (args: Args) =>
    answersBus(args) && ntSuccess(statusOf(args.event)) && args.context.relations !== null,
  d0Entered: (args: Args) => answersBus(args) && ntSuccess(statusOf(args.event)),
  leftInD0: (args: Args) =>
    answersBus(args) &&
    statusOf(args.event) === 'STATUS_INVALID_DEVICE_STATE' &&
    !args.context.d0Retried,
  isSurveyed: ({ context }: Args) =>
    !context.outstanding.some((each) => each.request === 'VPCI_QUERY_RESOURCE_REQUIREMENTS'),
  isKept: ({ context, event }: Args) =>
    event.type === 'VPCI_EJECT' &&
    (context.relations ?? []).some((child) => child.slot === event.slot),

  // Packets.
  isAbandoned: ({ context, event }: Args) => context.abandoned.map(String).includes(idOf(event)),
  answersCall: (args: Args) => answered(args)?.request.endsWith('VfConfigBlock') === true,
  answersIrp: (args: Args) => answered(args)?.request.startsWith('IOCTL_') === true,
  answersConfig: (args: Args) => configRequests.includes(answered(args)?.request ?? ''),
  isNotOpen: ({ context }: Args) => context.link !== 'open' && context.link !== 'opening',
  isCancellable: ({ context, event }: Args) =>
    event.type === 'IoCancelIrp' && irpOf(context, event.from, event.id)?.cancelRoutine === true,
  isQueuedIrp: ({ context, event }: Args) =>
    event.type === 'KeInsertQueueDpc' &&
    irpOf(context, event.requester, event.irp)?.completion !== undefined,

  // A child.
  forSlot: ({ event }: Args, { slot }: OfSlot) => concerns(event, slot),
  isListed: (args: Args, { slot }: OfSlot) =>
    (args.event.type === 'VPCI_BUS_RELATIONS2' || vpciGuards.d0Entered(args)) &&
    listedIn(args, slot) !== undefined,
  isStillListed: (args: Args, { slot }: OfSlot) =>
    isSameDevice(listedIn(args, slot), args.context.children[slot]),
  isReplacedBy: (args: Args, { slot }: OfSlot) => listedIn(args, slot) !== undefined,
  hasReplacement: ({ context, event }: Args, { slot }: OfSlot) =>
    (context.children[slot]?.replacement ?? null) !== null &&
    (event.type === 'IRP_MN_QUERY_DEVICE_RELATIONS' || concerns(event, slot)),
  isSurveyAnswer: (args: Args, { slot }: OfSlot) =>
    answers(args, 'VPCI_QUERY_RESOURCE_REQUIREMENTS', slot),
  isSurveyRefusal: (args: Args, { slot }: OfSlot) =>
    answers(args, 'VPCI_QUERY_RESOURCE_REQUIREMENTS', slot) && !ntSuccess(statusOf(args.event)),
  isStartAnswer: (args: Args, { slot }: OfSlot) => answers(args, 'IRP_MN_START_DEVICE', slot),
  isStartRefusal: (args: Args, { slot }: OfSlot) =>
    answers(args, 'IRP_MN_START_DEVICE', slot) && !ntSuccess(statusOf(args.event)),
  isPowerAnswer: (args: Args, { slot }: OfSlot) => answers(args, 'IRP_MN_SET_POWER', slot),
  isReported: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) && context.children[slot]?.reported === true,

  // Interfaces.
  isReferenced: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) && Object.keys(context.children[slot]?.references ?? {}).length > 0,
  isNotHeld: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) &&
    'interfaceType' in event &&
    !holds(context.children[slot]?.references ?? {}, event.from ?? '', event.interfaceType),
  holdsNoReference: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) &&
    !holds(context.children[slot]?.references ?? {}, event.from ?? '', interfaceOf(event.type)),

  // Configuration space and blocks.
  isBadConfig: ({ event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) &&
    (event.type === 'IRP_MN_READ_CONFIG' || event.type === 'IRP_MN_WRITE_CONFIG') &&
    configStatus(event) !== 'STATUS_SUCCESS',
  isBadBlock: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) &&
    isBlockRequest(event) &&
    blockStatus(event, context.readings) !== 'STATUS_SUCCESS',
  isArmedAlready: ({ context, event }: Args, { slot }: OfSlot) =>
    concerns(event, slot) &&
    context.outstanding.some(
      (each) => each.slot === slot && each.request === 'IOCTL_VPCI_INVALIDATE_BLOCK',
    ),
};
