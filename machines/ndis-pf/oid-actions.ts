/**
 * What NDIS does with OIDs: queue them, hand them out one at a time, and complete each to its
 * requester once.
 */
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { without } from '../common.ts';
import type {
  MiniportCancelOidRequest,
  OidParameters,
  OidResult,
  ProtocolOidRequestComplete,
} from '../messages/index.ts';
import { bufferBytesNeeded } from '../oid-buffers.ts';
import { answerFromCache, carriedOut } from './cache.ts';
import type { NdisPfContext, NdisPfEvent, OidTicket } from './context.ts';
import { nextTicket } from './guards.ts';
import { assigned, ndisRefusal } from './oid-checks.ts';

const { send, reply, assign } = messaging<NdisPfContext, NdisPfEvent>();

const completion = (
  { id, oid }: Pick<OidTicket, 'id' | 'oid'>,
  status: NdisStatus,
  result: OidResult = {},
): ProtocolOidRequestComplete => ({ type: 'ProtocolOidRequestComplete', id, oid, status, result });

const toRequester = (ticket: OidTicket, status: NdisStatus, result: OidResult = {}) =>
  ticket.requester === null ? [] : [to(ticket.requester, completion(ticket, status, result))];

/** Completes a request that has just come, without the miniport. */
const answer = (status: NdisStatus, result?: (oid: string, p: OidParameters) => OidResult) =>
  reply('NdisOidRequest', ({ event }) =>
    completion(event, status, result?.(event.oid, event.parameters)),
  );

/** Queues a request of NDIS's own; after a surprise removal it has already failed. */
const request = (
  oid: string,
  parameters: (context: NdisPfContext) => OidParameters,
  wanted: (context: NdisPfContext) => boolean,
) =>
  assign('*', ({ context }) => {
    if (!wanted(context)) return {};
    if (context.gone) return { own: 'NDIS_STATUS_NOT_ACCEPTED' as const };
    const own = { requester: null, id: 'ndis', timeout: null };
    const ticket = { ...own, oid, parameters: parameters(context) };
    return { own: 'waiting' as const, queue: [...context.queue, ticket] };
  });

const answers = ['MiniportOidRequest.return', 'NdisMOidRequestComplete'] as const;
const isFor = ({ requester, id }: OidTicket, event: { from?: string; id: string }) =>
  requester === event.from && id === event.id;

export const oidActions = {
  // On arrival.
  completeNotAccepted: answer('NDIS_STATUS_NOT_ACCEPTED'),
  completeClosing: answer('NDIS_STATUS_CLOSING'),
  completeNotSupported: answer('NDIS_STATUS_NOT_SUPPORTED'),
  completeTooShort: answer('NDIS_STATUS_INVALID_LENGTH', (oid, parameters) => ({
    bytesNeeded: bufferBytesNeeded(oid, parameters),
  })),
  completeFromCache: reply('NdisOidRequest', ({ context, event }) => {
    const { status, result } = answerFromCache(context, event.oid, event.parameters);
    return completion(event, status, result);
  }),
  queueOid: assign('NdisOidRequest', ({ context, event }) => {
    const { id, oid, parameters, timeout = null } = event;
    const ticket = { requester: sender(event), id, oid, parameters, timeout };
    return { queue: [...context.queue, ticket] };
  }),
  completeQueuedAborted: reply('NdisCancelOidRequest', ({ context, event }) => {
    const ticket = context.queue.find((each) => isFor(each, event));
    return completion(ticket ?? { id: event.id, oid: '' }, 'NDIS_STATUS_REQUEST_ABORTED');
  }),
  dropQueued: assign('NdisCancelOidRequest', ({ context, event }) => ({
    queue: without(context.queue, (each) => isFor(each, event)),
  })),
  // By its issuer, or because its time is over.
  cancelAtMiniport: send('*', ({ context }) =>
    context.outstanding === null
      ? undefined
      : to(context.miniport, {
          type: 'MiniportCancelOidRequest',
          requestId: context.outstanding.id,
          irql: 'DISPATCH_LEVEL',
        } satisfies MiniportCancelOidRequest),
  ),

  // NDIS's own.
  requestCreateSwitch: request(
    'OID_NIC_SWITCH_CREATE_SWITCH',
    ({ numVFs }) => ({ switchId: 0, numVFs }),
    () => true,
  ),
  requestDeleteSwitch: request(
    'OID_NIC_SWITCH_DELETE_SWITCH',
    () => ({ switchId: 0 }),
    ({ nicSwitch }) => nicSwitch !== null,
  ),
  requestQueryPower: request(
    'OID_PNP_QUERY_POWER',
    ({ irp }) => ({ powerState: irp?.powerState ?? 'D0' }),
    () => true,
  ),
  requestSetPower: request(
    'OID_PNP_SET_POWER',
    ({ irp }) => ({ powerState: irp?.powerState ?? 'D0' }),
    () => true,
  ),
  forgetOwn: assign('*', () => ({ own: null })),

  // When its turn comes.
  refuseNext: send('*', ({ context }) => {
    const ticket = nextTicket(context);
    const status = ticket && ndisRefusal(context, ticket);
    return ticket && status ? toRequester(ticket, status) : undefined;
  }),
  dropNext: assign('*', ({ context }) => {
    const ticket = nextTicket(context);
    return { queue: without(context.queue, (each) => each === ticket) };
  }),
  handOut: assign('*', ({ context }) => {
    const ticket = nextTicket(context);
    if (ticket === undefined) return {};
    const parameters = assigned(context, ticket);
    return {
      queue: without(context.queue, (each) => each === ticket),
      outstanding: { ...ticket, parameters, returned: false, completed: false },
    };
  }),
  // C19: pages also have OIDs handled at a raised level. Taken: MiniportOidRequest runs at
  // PASSIVE_LEVEL; only its completion may come at DISPATCH_LEVEL.
  callOid: send('*', ({ context }) =>
    context.outstanding === null
      ? undefined
      : to(context.miniport, {
          type: context.outstanding.oid,
          id: context.outstanding.id,
          irql: 'PASSIVE_LEVEL',
          parameters: context.outstanding.parameters,
        } as never),
  ),

  // When the miniport answers.
  noteReturned: assign('*', ({ context }) =>
    context.outstanding === null ? {} : { outstanding: { ...context.outstanding, returned: true } },
  ),
  noteCompleted: assign('*', ({ context }) =>
    context.outstanding === null
      ? {}
      : { outstanding: { ...context.outstanding, completed: true } },
  ),
  keepResult: assign(answers, ({ context, event }) =>
    context.outstanding === null
      ? {}
      : {
          ...(event.status === 'NDIS_STATUS_SUCCESS'
            ? carriedOut(context, context.outstanding, event.result)
            : {}),
          ...(context.outstanding.requester === null ? { own: event.status } : {}),
        },
  ),
  completeOid: send(answers, ({ context, event }) =>
    context.outstanding === null
      ? undefined
      : toRequester(context.outstanding, event.status, event.result),
  ),
  forgetOid: assign('*', () => ({ outstanding: null, missedPeriods: 0 })),
  stopDoubleCompletion: assign(answers, ({ event }) => ({
    bugcheck: {
      code: 'DRIVER_VERIFIER_DETECTED_VIOLATION' as const,
      rule: 'NDIS DoubleComplete: an OID is completed once (0xC4, 0x00091002)',
      message: `${event.from} sent ${event.type} for ${event.oid} '${event.id}': not outstanding`,
    },
  })),
  stopForbiddenStatus: assign(answers, ({ event }) => ({
    bugcheck: {
      code: 'DRIVER_VERIFIER_DETECTED_VIOLATION' as const,
      rule: 'NdisOidComplete: the final status of an OID is one of those its page allows',
      message: `${event.from} ended ${event.oid} '${event.id}' with ${event.status}`,
    },
  })),

  // Surprise removal: whatever waits has failed.
  completeAllNotAccepted: send('*', ({ context }) =>
    context.queue.flatMap((ticket) => toRequester(ticket, 'NDIS_STATUS_NOT_ACCEPTED')),
  ),
  dropAll: assign('*', ({ context }) => ({
    queue: [],
    ...(context.queue.some(({ requester }) => requester === null)
      ? { own: 'NDIS_STATUS_NOT_ACCEPTED' as const }
      : {}),
  })),
};
