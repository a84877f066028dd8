/** What the VF miniport does, by name. */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { blocksOf, emptyMask, maskOf, minusMask } from '../block-mask.ts';
import { entry, irqlBugcheck } from '../common.ts';
import type { OidResult } from '../messages/index.ts';
import { bufferBytesNeeded } from '../oid-buffers.ts';
import type { Asker, VfContext, VfEvent } from './context.ts';
import { blockBytes } from './context.ts';

const { send, reply, assign } = messaging<VfContext, VfEvent>();

const blockAsks = ['ReadBlock', 'WriteBlock'] as const;
const configAsks = ['ReadConfig', 'WriteConfig'] as const;
const asks = [...blockAsks, ...configAsks] as const;
const oids = [
  'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
  'OID_PNP_QUERY_POWER',
  'OID_PNP_SET_POWER',
] as const;
const blockReturns = [
  'NdisMReadConfigBlock.return',
  'NdisMWriteConfigBlock.return',
  'VbdCall.return',
] as const;
const configReturns = ['NdisMGetBusData.return', 'NdisMSetBusData.return'] as const;

const asker = (event: VfEvent & { id: string }): Asker => ({
  client: sender(event),
  id: event.id,
});

const say = (status: NdisStatus) =>
  reply(asks, ({ event }) => ({ type: `${event.type}.done`, id: event.id, status }));

/** The answer to an application. */
function done(to_: Asker | null, verb: string, status: string, value?: unknown) {
  if (to_ === null) return undefined;
  const message = { type: `${verb}.done`, id: to_.id, status };
  return to(to_.client, (value === undefined ? message : { ...message, value }) as never);
}

const returned = (
  type: 'MiniportPause' | 'MiniportRestart' | 'MiniportResetEx',
  status: NdisStatus,
) => reply(type, ({ event }) => ({ type: `${type}.return`, id: event.id, status }));

const oidReturn = (status: NdisStatus, result: (event: OidEvent) => OidResult = () => ({})) =>
  reply(oids, ({ event }) => ({
    type: 'MiniportOidRequest.return',
    id: event.id,
    oid: event.type,
    status,
    result: result(event),
  }));
type OidEvent = Extract<VfEvent, { type: (typeof oids)[number] }>;

const setAttributes = (attributes: string, rest: object = {}) =>
  send('*', ({ context }) =>
    to(context.ndis, {
      type: 'NdisMSetMiniportAttributes',
      id: 'attributes',
      irql: 'PASSIVE_LEVEL',
      attributes,
      ...rest,
    } as never),
  );

/** A synchronous block call: NdisM..., or the same routine by way of the VBD (S10). */
function blockCall(
  context: VfContext,
  routine: 'ReadVfConfigBlock' | 'WriteVfConfigBlock',
  irql: string,
  parameters: object,
): Outgoing {
  const id = 'block';
  if (context.vbd !== null) {
    return to(context.vbd, { type: 'VbdCall', id, irql, routine, parameters } as never);
  }
  const type = routine === 'ReadVfConfigBlock' ? 'NdisMReadConfigBlock' : 'NdisMWriteConfigBlock';
  return to(context.ndis, { type, id, irql, ...parameters } as never);
}

/** Content that came with the return of a block call. */
function contentOf(event: Extract<VfEvent, { type: (typeof blockReturns)[number] }>) {
  if ('result' in event) {
    const { block } = event.result;
    return typeof block === 'string' ? block : undefined;
  }
  return 'block' in event ? event.block : undefined;
}

const firstStale = (context: VfContext) => blocksOf(context.stale)[0];

function cancelIrp(context: VfContext, id: string): Outgoing {
  return to(context.bus, { type: 'IoCancelIrp', id, irql: 'DISPATCH_LEVEL' } as never);
}

export const vfActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),

  // Entry points.
  noteInitialize: assign('MiniportInitializeEx', ({ event }) => ({ initialize: event.id })),
  setRegistration: setAttributes('registration'),
  setGeneral: setAttributes('general'),
  // C25: one page has a VF set PF_MINIPORT, the others VF_MINIPORT with SRIOV_SUPPORTED. Taken: the
  // latter, which tells it from a PF. A VF never claims VMQ.
  setHardwareAssist: setAttributes('hardware-assist', {
    sriovCapabilities: ['NDIS_SRIOV_CAPS_SRIOV_SUPPORTED', 'NDIS_SRIOV_CAPS_VF_MINIPORT'],
  }),
  returnInitialized: send('*', ({ context }) => initialized(context, 'NDIS_STATUS_SUCCESS')),
  returnNotInitialized: send('*', ({ context }) => initialized(context, 'NDIS_STATUS_FAILURE')),
  forgetInitialize: assign('*', () => ({ initialize: null })),
  returnRestarted: returned('MiniportRestart', 'NDIS_STATUS_SUCCESS'),
  returnPaused: returned('MiniportPause', 'NDIS_STATUS_SUCCESS'),
  returnPausePending: returned('MiniportPause', 'NDIS_STATUS_PENDING'),
  completePause: send('*', ({ context }) =>
    to(context.ndis, { type: 'NdisMPauseComplete', status: 'NDIS_STATUS_SUCCESS' } as never),
  ),
  returnHalted: reply('MiniportHaltEx', ({ event }) => ({
    type: 'MiniportHaltEx.return',
    id: event.id,
  })),
  returnShutDown: reply('MiniportShutdownEx', ({ event }) => ({
    type: 'MiniportShutdownEx.return',
    id: event.id,
  })),
  returnNotHung: reply('MiniportCheckForHangEx', ({ event }) => ({
    type: 'MiniportCheckForHangEx.return',
    id: event.id,
    hung: false,
  })),
  returnReset: returned('MiniportResetEx', 'NDIS_STATUS_SUCCESS'),
  returnResetPending: returned('MiniportResetEx', 'NDIS_STATUS_PENDING'),
  returnResetInProgress: returned('MiniportResetEx', 'NDIS_STATUS_RESET_IN_PROGRESS'),
  completeReset: send('*', ({ context }) =>
    to(context.ndis, { type: 'NdisMResetComplete', status: 'NDIS_STATUS_SUCCESS' } as never),
  ),
  forgetBlocks: assign('*', () => ({ blocks: {} })),
  returnNotified: reply('MiniportDevicePnPEventNotify', ({ event }) => ({
    type: 'MiniportDevicePnPEventNotify.return',
    id: event.id,
  })),
  // From the event on, it waits for nothing that the hardware would have to do.
  cancelOwnIrps: send('MiniportDevicePnPEventNotify', ({ context }) => [
    ...(context.readIoctl === null ? [] : [cancelIrp(context, 'read')]),
    ...(context.writeIoctl === null ? [] : [cancelIrp(context, 'write')]),
  ]),

  // Requests that are refused.
  sayNotReady: say('NDIS_STATUS_ADAPTER_NOT_READY'),
  sayNotAccepted: say('NDIS_STATUS_NOT_ACCEPTED'),
  sayLowPower: say('NDIS_STATUS_LOW_POWER_STATE'),
  sayPaused: say('NDIS_STATUS_PAUSED'),
  sayNoResources: say('NDIS_STATUS_RESOURCES'),

  // Synchronous block calls.
  callBlock: send(blockAsks, ({ context, event }) => {
    const { blockId, length, irql = 'PASSIVE_LEVEL' } = event;
    return event.type === 'ReadBlock'
      ? blockCall(context, 'ReadVfConfigBlock', irql, { blockId, length })
      : blockCall(context, 'WriteVfConfigBlock', irql, { blockId, length, block: event.block });
  }),
  noteCall: assign(blockAsks, ({ event }) => ({ call: asker(event) })),
  answerReadCall: send(blockReturns, ({ context, event }) =>
    done(context.call, 'ReadBlock', event.status, contentOf(event)),
  ),
  answerWriteCall: send(blockReturns, ({ context, event }) =>
    done(context.call, 'WriteBlock', event.status),
  ),
  forgetCall: assign('*', () => ({ call: null })),

  // Asynchronous IOCTLs.
  sendReadIoctl: send('ReadBlock', ({ context, event }) => {
    const { blockId, length, irql = 'PASSIVE_LEVEL' } = event;
    return to(context.bus, {
      type: 'IOCTL_VPCI_READ_BLOCK',
      id: 'read',
      irql,
      slot: context.slot,
      blockId,
      length,
      outputBufferLength: length,
    } as never);
  }),
  sendWriteIoctl: send('WriteBlock', ({ context, event }) => {
    const { blockId, length, block, irql = 'PASSIVE_LEVEL' } = event;
    return to(context.bus, {
      type: 'IOCTL_VPCI_WRITE_BLOCK',
      id: 'write',
      irql,
      slot: context.slot,
      blockId,
      length,
      block,
    } as never);
  }),
  noteReadIoctl: assign('ReadBlock', ({ event }) => ({ readIoctl: asker(event) })),
  noteWriteIoctl: assign('WriteBlock', ({ event }) => ({ writeIoctl: asker(event) })),
  answerReadIoctl: send('IoCompleteRequest', ({ context, event }) =>
    done(context.readIoctl, 'ReadBlock', event.status, event.value),
  ),
  answerWriteIoctl: send('IoCompleteRequest', ({ context, event }) =>
    done(context.writeIoctl, 'WriteBlock', event.status),
  ),
  forgetReadIoctl: assign('*', () => ({ readIoctl: null })),
  forgetWriteIoctl: assign('*', () => ({ writeIoctl: null })),
  cancelReadIoctl: send('CancelBlock', ({ context }) => cancelIrp(context, 'read')),
  cancelWriteIoctl: send('CancelBlock', ({ context }) => cancelIrp(context, 'write')),
  sayCancelled: reply('CancelBlock', ({ event }) => ({
    type: 'CancelBlock.done',
    id: event.id,
    status: 'STATUS_SUCCESS',
  })),
  sayNothingToCancel: reply('CancelBlock', ({ event }) => ({
    type: 'CancelBlock.done',
    id: event.id,
    status: 'STATUS_INVALID_DEVICE_STATE',
  })),

  // Its own configuration space.
  accessConfig: send(configAsks, ({ context, event }) => {
    const { offset, length, irql = 'PASSIVE_LEVEL' } = event;
    const common = { id: 'config', irql, offset, length };
    return event.type === 'ReadConfig'
      ? to(context.ndis, { type: 'NdisMGetBusData', ...common } as never)
      : to(context.ndis, { type: 'NdisMSetBusData', ...common, value: event.value } as never);
  }),
  noteConfig: assign(configAsks, ({ event }) => ({ config: asker(event) })),
  answerConfig: send(configReturns, ({ context, event }) => {
    const verb = event.type === 'NdisMGetBusData.return' ? 'ReadConfig' : 'WriteConfig';
    const status = event.count > 0 ? 'NDIS_STATUS_SUCCESS' : 'NDIS_STATUS_FAILURE';
    return done(context.config, verb, status, event.value);
  }),
  forgetConfig: assign('*', () => ({ config: null })),

  // OIDs.
  returnOidSuccess: oidReturn('NDIS_STATUS_SUCCESS'),
  returnOidPending: oidReturn('NDIS_STATUS_PENDING'),
  returnOidNotAccepted: oidReturn('NDIS_STATUS_NOT_ACCEPTED'),
  // C07: on one page the miniport fills in BytesNeeded, on others NDIS. Taken: who handles the OID.
  returnOidInvalidLength: oidReturn('NDIS_STATUS_INVALID_LENGTH', ({ type, parameters }) => ({
    bytesNeeded: bufferBytesNeeded(type, parameters),
  })),
  noteOid: assign('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', ({ event }) => ({
    oid: event.id,
    stale: event.parameters.blockMask ?? emptyMask,
    aborted: null,
  })),
  readStaleBlock: send('*', ({ context }) => {
    const blockId = firstStale(context);
    if (blockId === undefined) return undefined;
    const parameters = { blockId, length: blockBytes };
    return blockCall(context, 'ReadVfConfigBlock', 'PASSIVE_LEVEL', parameters);
  }),
  storeBlock: assign(blockReturns, ({ context, event }) => {
    const blockId = firstStale(context);
    if (blockId === undefined) return {};
    const content = contentOf(event);
    return {
      stale: minusMask(context.stale, maskOf(blockId)),
      ...(content === undefined ? {} : { blocks: entry(context.blocks, blockId, content) }),
    };
  }),
  abortOid: assign('*', ({ context }) => ({
    aborted: context.aborted ?? ('NDIS_STATUS_REQUEST_ABORTED' as const),
  })),
  refuseOid: assign('MiniportDevicePnPEventNotify', ({ context }) =>
    context.oid === null ? {} : { aborted: 'NDIS_STATUS_NOT_ACCEPTED' as const },
  ),
  completeOid: send('*', ({ context }) =>
    context.oid === null
      ? undefined
      : to(context.ndis, {
          type: 'NdisMOidRequestComplete',
          id: context.oid,
          oid: 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
          status: context.aborted ?? 'NDIS_STATUS_SUCCESS',
          result: {},
        } as never),
  ),
  forgetOid: assign('*', () => ({ oid: null, stale: emptyMask, aborted: null })),
};

function initialized({ ndis, initialize }: VfContext, status: NdisStatus): Outgoing | undefined {
  if (initialize === null) return undefined;
  return to(ndis, { type: 'MiniportInitializeEx.return', id: initialize, status } as never);
}
