/** NDIS's decisions about the PF's adapter, by name. */
import { messaging } from '../../src/system/index.ts';
import { INTERFACE } from '../../src/wdk/interfaces.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { overIrql } from '../common.ts';
import { bufferTooShort } from '../oid-buffers.ts';
import { nothingCreated } from './cache.ts';
import type { NdisPfContext, NdisPfEvent, OidTicket } from './context.ts';
import { answeredByNdis, finalStatusAllowed, ndisRefusal, notSupported } from './oid-checks.ts';
import { routineReturns, slotId } from './services.ts';

const { when } = messaging<NdisPfContext, NdisPfEvent>();
const attributesInOrder = ['registration', 'general', 'hardware-assist'];

/** Returns of entry points and their completions. */
const outcomes = [
  'MiniportInitializeEx.return',
  'MiniportPause.return',
  'MiniportRestart.return',
  'MiniportResetEx.return',
  'NdisMPauseComplete',
  'NdisMRestartComplete',
  'ProtocolBindAdapterEx.return',
] as const;

/**
 * The next OID that may go to the miniport: NDIS's own goes even while those of protocols are held.
 */
export function nextTicket(context: NdisPfContext): OidTicket | undefined {
  const usable = context.queue.filter(({ requester }) => requester === null || !context.holdsOids);
  return usable.find(({ requester }) => requester === null) ?? usable[0];
}

const isUp = ({ adapter }: NdisPfContext) =>
  adapter !== 'halted' && adapter !== 'initializing' && adapter !== 'halting';

/** A reset holds OIDs back, so that none is outstanding when it completes (C20). */
function readyTicket(context: NdisPfContext): OidTicket | undefined {
  return isUp(context) && context.reset === null ? nextTicket(context) : undefined;
}

const isOutstanding = (context: NdisPfContext, event: { id: string; oid: string }) =>
  context.outstanding?.id === event.id && context.outstanding.oid === event.oid;

const version = (interfaceType: keyof typeof versions) => versions[interfaceType];
const versions = {
  virtualization: INTERFACE.PCI_VIRTUALIZATION_INTERFACE.version,
  standard: INTERFACE.BUS_INTERFACE_STANDARD.version,
};

export const ndisGuards = {
  overIrql,
  isGone: when('*', ({ context }) => context.gone),

  // The adapter.
  succeeded: when(outcomes, ({ event }) => event.status === 'NDIS_STATUS_SUCCESS'),
  isPending: when(outcomes, ({ event }) => event.status === 'NDIS_STATUS_PENDING'),
  shouldInitialize: when('*', ({ context }) => context.goal !== 'halted'),
  shouldRestart: when('*', ({ context }) => context.goal === 'running'),
  shouldPause: when('*', ({ context }) => context.goal !== 'running'),
  // Never with an OID, a reset or a service call outstanding.
  shouldHalt: when(
    '*',
    ({ context }) =>
      context.goal === 'halted' &&
      context.bound === 'no' &&
      context.outstanding === null &&
      context.queue.length === 0 &&
      context.reset === null &&
      context.hangCheck === null &&
      context.services.length === 0,
  ),
  attributesInOrder: when(
    'NdisMSetMiniportAttributes',
    ({ context, event }) =>
      context.adapter === 'initializing' &&
      event.attributes === attributesInOrder[context.attributes],
  ),

  // What PnP waits for.
  isHalted: when('*', ({ context }) => context.adapter === 'halted'),
  initializeFailed: when(
    '*',
    ({ context }) => context.adapter === 'halted' && context.goal === 'halted',
  ),
  isPaused: when('*', ({ context }) => context.adapter === 'paused'),
  isPausedOrHalted: when(
    '*',
    ({ context }) => context.adapter === 'paused' || context.adapter === 'halted',
  ),
  // Running, or paused because the miniport could not restart.
  hasSettled: when(
    '*',
    ({ context }) =>
      context.adapter === 'running' || (context.adapter === 'paused' && context.goal === 'paused'),
  ),
  isDrained: when(
    '*',
    ({ context }) =>
      context.adapter === 'paused' && context.outstanding === null && context.services.length === 0,
  ),
  isNotBound: when('*', ({ context }) => context.bound === 'no'),
  hasNoSriov: when('*', ({ context }) => !context.sriov),
  hasNoSwitch: when('*', ({ context }) => context.nicSwitch === null),
  nothingIsLeft: when(
    '*',
    ({ context }) =>
      nothingCreated(context) && context.queue.length === 0 && context.outstanding === null,
  ),
  ownAborted: when('*', ({ context }) => context.own === 'NDIS_STATUS_REQUEST_ABORTED'),
  ownEnded: when('*', ({ context }) => context.own !== null && context.own !== 'waiting'),
  protocolAgrees: when(
    'ProtocolNetPnPEvent.return',
    ({ event }) => event.id === 'query-remove' && event.status === 'NDIS_STATUS_SUCCESS',
  ),
  protocolRefuses: when(
    'ProtocolNetPnPEvent.return',
    ({ event }) => event.id === 'query-remove' && event.status !== 'NDIS_STATUS_SUCCESS',
  ),
  protocolKnowsCancel: when(
    'ProtocolNetPnPEvent.return',
    ({ event }) => event.id === 'cancel-remove',
  ),
  isToD3: when('IRP_MN_SET_POWER', ({ event }) => event.powerState === 'D3'),
  isToD0: when('IRP_MN_SET_POWER', ({ event }) => event.powerState === 'D0'),

  // Completions from below.
  isMyIrp: when(
    'IoCompleteRequest',
    ({ context, event }) => event.id === 'irp' && event.request === context.irp?.request,
  ),
  failedBelow: when(
    'IoCompleteRequest',
    ({ context, event }) =>
      event.id === 'irp' && event.request === context.irp?.request && !ntSuccess(event.status),
  ),
  // The requester checks the version that it got: the closest that the exporter supports may be too
  // old.
  grantsVirtualization: when(
    'IoCompleteRequest',
    ({ event }) =>
      event.id === 'virtualization' &&
      ntSuccess(event.status) &&
      (event.version ?? version('virtualization')) === version('virtualization'),
  ),
  grantsStandard: when(
    'IoCompleteRequest',
    ({ event }) =>
      event.id === 'standard' &&
      ntSuccess(event.status) &&
      (event.version ?? version('standard')) === version('standard'),
  ),
  grantsOtherVersion: when(
    'IoCompleteRequest',
    ({ event }) =>
      (event.id === 'virtualization' || event.id === 'standard') && ntSuccess(event.status),
  ),
  isQuery: when(
    'IoCompleteRequest',
    ({ event }) => event.id === 'virtualization' || event.id === 'standard',
  ),

  // Surprise removal.
  isBound: when('*', ({ context }) => context.bound === 'yes'),
  needsNoTelling: when(
    '*',
    ({ context }) => context.bound === 'no' || context.bound === 'unbinding',
  ),
  isUp: when('*', ({ context }) => isUp(context)),
  protocolKnowsLoss: when('ProtocolNetPnPEvent.return', ({ event }) => event.id === 'surprise'),

  // OIDs on arrival.
  isUnbound: when('NdisOidRequest', ({ context }) => context.bound === 'no'),
  notSupported: when('NdisOidRequest', ({ context, event }) => notSupported(context, event.oid)),
  isTooShort: when('NdisOidRequest', ({ event }) => bufferTooShort(event.oid, event.parameters)),
  isAnsweredByNdis: when('NdisOidRequest', ({ event }) =>
    answeredByNdis(event.oid, event.parameters),
  ),
  isQueued: when('NdisCancelOidRequest', ({ context, event }) =>
    context.queue.some(({ requester, id }) => requester === event.from && id === event.id),
  ),
  isAtMiniport: when('NdisCancelOidRequest', ({ context, event }) => {
    const oid = context.outstanding;
    return oid !== null && !oid.completed && oid.requester === event.from && oid.id === event.id;
  }),

  // OIDs when their turn comes, and when the miniport answers.
  nextIsRefused: when('*', ({ context }) => {
    const ticket = readyTicket(context);
    return ticket !== undefined && ndisRefusal(context, ticket) !== null;
  }),
  nextHasTimeout: when('*', ({ context }) => (readyTicket(context)?.timeout ?? null) !== null),
  isStillOut: when('*', ({ context }) => context.outstanding?.completed === false),
  hasNext: when('*', ({ context }) => readyTicket(context) !== undefined),
  returnsAnother: when(
    'MiniportOidRequest.return',
    ({ context, event }) =>
      !isOutstanding(context, event) || context.outstanding?.returned === true,
  ),
  returnsAfterCompletion: when(
    'MiniportOidRequest.return',
    ({ context, event }) =>
      context.outstanding?.completed === true && event.status === 'NDIS_STATUS_PENDING',
  ),
  returnsFinalAfterCompletion: when(
    'MiniportOidRequest.return',
    ({ context }) => context.outstanding?.completed === true,
  ),
  returnsPending: when(
    'MiniportOidRequest.return',
    ({ event }) => event.status === 'NDIS_STATUS_PENDING',
  ),
  completesAnother: when(
    'NdisMOidRequestComplete',
    ({ context, event }) =>
      !isOutstanding(context, event) || context.outstanding?.completed === true,
  ),
  completesBeforeReturn: when(
    'NdisMOidRequestComplete',
    ({ context }) => context.outstanding?.returned === false,
  ),
  endsInForbiddenStatus: when(
    ['MiniportOidRequest.return', 'NdisMOidRequestComplete'],
    ({ event }) => !finalStatusAllowed(event.oid, event.status),
  ),

  // Reset.
  isHung: when('MiniportCheckForHangEx.return', ({ event }) => event.hung),
  hasMissedTwice: when(
    'CheckForHang',
    ({ context }) => isUp(context) && context.outstanding !== null && context.missedPeriods > 0,
  ),
  canBeReset: when('*', ({ context }) => isUp(context) && !context.gone),
  leavesOidPending: when(
    '*',
    ({ context }) => context.outstanding !== null && !context.outstanding.completed,
  ),

  // Services.
  hasNoVirtualizationInterface: when('*', ({ context }) => !context.interfaces.virtualization),
  hasNoStandardInterface: when('*', ({ context }) => !context.interfaces.standard),
  disablesWithVfs: when(
    'NdisMEnableVirtualization',
    ({ event }) => !event.enableVirtualization && event.numVFs !== 0,
  ),
  isService: when(routineReturns, ({ context, event }) =>
    context.services.some(({ slot }) => slotId(slot) === event.id),
  ),
  hasNobodyToTell: when('NdisMInvalidateConfigBlock', ({ context }) => context.bound === 'no'),
};
