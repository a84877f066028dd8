/** What the PF miniport does, by name. */
import { messaging, sender, to } from '../../src/system/index.ts';
import { PCIE_BIT, PMCSR_BIT } from '../../src/wdk/config-space.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { maskOf } from '../block-mask.ts';
import { entry, irqlBugcheck } from '../common.ts';
import type {
  MiniportOidReturn,
  NdisMInvalidateConfigBlock,
  NdisMOidRequestComplete,
  NdisMResetMiniport,
  NdisMSetMiniportAttributes,
  OidParameters,
} from '../messages/index.ts';
import type { BusOutcome } from './bus.ts';
import { busOutcome, busReturns, callBus } from './bus.ts';
import type { PendedOid, PfEvent, PfMiniportContext, PfOid } from './context.ts';
import { refusalOf } from './oid-checks.ts';
import { immediateResult, pendedResult, requestorIdOf } from './oid-results.ts';
import { freeVfId, newVf, withBlock } from './switch-table.ts';

const { send, reply, assign } = messaging<PfMiniportContext, PfEvent>();

/** One of the three NdisMSetMiniportAttributes calls. */
const setAttributes = (attributes: NdisMSetMiniportAttributes['attributes']) =>
  send('*', ({ context }) =>
    to(context.ndis, {
      type: 'NdisMSetMiniportAttributes',
      id: 'adapter',
      irql: 'PASSIVE_LEVEL',
      attributes,
      // Current capabilities only with *SRIOV = 1; a PF names itself as such (C25 is about VF
      // miniports).
      ...(attributes === 'hardware-assist'
        ? {
            sriovCapabilities:
              context.numVFs > 0
                ? ['NDIS_SRIOV_CAPS_SRIOV_SUPPORTED', 'NDIS_SRIOV_CAPS_PF_MINIPORT']
                : [],
          }
        : {}),
    } as NdisMSetMiniportAttributes),
  );

/** Returns the MiniportInitializeEx that is under way. */
const returnInitialize = (status: NdisStatus) =>
  send('*', ({ context }) =>
    context.call === null
      ? undefined
      : to(context.call.from, {
          type: 'MiniportInitializeEx.return',
          id: context.call.id,
          status,
        } as never),
  );

/** Returns from an entry point that works at once. */
const returnAtOnce = (
  routine: 'MiniportPause' | 'MiniportRestart' | 'MiniportResetEx',
  status: NdisStatus = 'NDIS_STATUS_SUCCESS',
) => reply(routine, ({ event }) => ({ type: `${routine}.return`, id: event.id, status }));

/** MiniportOidRequest returns. Anything but NDIS_STATUS_PENDING finishes the OID. */
const returnOid = (
  outcome: (context: PfMiniportContext, oid: PfOid) => Pick<MiniportOidReturn, 'status' | 'result'>,
) =>
  reply('*', ({ context, event }) => {
    const oid = event as PfOid;
    const answer = { type: 'MiniportOidRequest.return', id: oid.id, oid: oid.type } as const;
    return { ...answer, ...outcome(context, oid) } satisfies MiniportOidReturn;
  });

/** NdisMOidRequestComplete for the pended OID. */
const complete = (
  outcome: (oid: PendedOid, event: PfEvent) => Pick<NdisMOidRequestComplete, 'status' | 'result'>,
) =>
  send('*', ({ context, event }) =>
    context.oid === null
      ? undefined
      : to(context.ndis, {
          type: 'NdisMOidRequestComplete',
          id: context.oid.id,
          oid: context.oid.oid,
          ...outcome(context.oid, event),
        } satisfies NdisMOidRequestComplete),
  );

const isBusReturn = (
  event: PfEvent,
): event is Extract<PfEvent, { type: (typeof busReturns)[number] }> =>
  (busReturns as readonly string[]).includes(event.type);
const outcomeOf = (event: PfEvent): BusOutcome => (isBusReturn(event) && busOutcome(event)) || {};

/** The work item's call for the pended OID. */
const work = (
  call: (p: OidParameters, context: PfMiniportContext) => Parameters<typeof callBus>[2],
) =>
  send('*', ({ context }) =>
    context.oid === null
      ? undefined
      : callBus(context, 'oid', call(context.oid.parameters, context)),
  );

const changeTables = (
  change: (context: PfMiniportContext, p: OidParameters) => Partial<PfMiniportContext>,
) => assign('*', ({ context, event }) => change(context, (event as PfOid).parameters));

const abort = (status: NonNullable<PendedOid['abort']>) =>
  assign('*', ({ context }) =>
    context.oid === null || context.oid.abort !== null
      ? {}
      : { oid: { ...context.oid, abort: status } },
  );

const updateDone = (status: NdisStatus) =>
  reply('UpdateBlock', ({ event }) => ({ type: 'UpdateBlock.done', id: event.id, status }));

const hangDone = (status: NdisStatus) =>
  reply('HangHardware', ({ event }) => ({ type: 'HangHardware.done', id: event.id, status }));

const returnHangCheck = (hung: boolean) =>
  reply('MiniportCheckForHangEx', ({ event }) => ({
    type: 'MiniportCheckForHangEx.return',
    id: event.id,
    hung,
  }));

const powerStates = ['D0', 'D1', 'D2', 'D3'];

export const pfActions = {
  stopOverIrql: assign('*', ({ event }) => ({ bugcheck: irqlBugcheck(event) })),

  // MiniportInitializeEx and MiniportHaltEx.
  rememberCall: assign(['MiniportInitializeEx', 'MiniportHaltEx'], ({ event }) => ({
    call: { from: sender(event), id: event.id },
  })),
  forgetCall: assign('*', () => ({ call: null })),
  setRegistrationAttributes: setAttributes('registration'),
  setGeneralAttributes: setAttributes('general'),
  setHardwareAssistAttributes: setAttributes('hardware-assist'),
  buildStaticSwitch: assign('*', ({ context }) => ({ built: context.numVFs })),
  enableForAdapter: send('*', ({ context }) =>
    callBus(context, 'adapter', { routine: 'EnableVirtualization', numVFs: context.numVFs }),
  ),
  disableForAdapter: send('*', ({ context }) =>
    callBus(context, 'adapter', { routine: 'EnableVirtualization', numVFs: 0 }),
  ),
  noteEnabled: assign('*', () => ({ enabled: true })),
  noteDisabled: assign('*', () => ({ enabled: false })),
  returnInitialized: returnInitialize('NDIS_STATUS_SUCCESS'),
  returnInitializeFailed: returnInitialize('NDIS_STATUS_FAILURE'),
  returnKeywordsRefused: returnInitialize('NDIS_STATUS_NOT_ACCEPTED'),
  returnHalted: send('*', ({ context }) =>
    context.call === null
      ? undefined
      : to(context.call.from, { type: 'MiniportHaltEx.return', id: context.call.id } as never),
  ),
  releaseAll: assign('*', () => ({
    built: null,
    enabled: false,
    nicSwitch: null,
    vfs: {},
    vports: {},
    filters: {},
  })),

  // Other entry points.
  returnPaused: returnAtOnce('MiniportPause'),
  returnRestarted: returnAtOnce('MiniportRestart'),
  returnReset: returnAtOnce('MiniportResetEx'),
  returnResetPending: returnAtOnce('MiniportResetEx', 'NDIS_STATUS_PENDING'),
  returnResetInProgress: returnAtOnce('MiniportResetEx', 'NDIS_STATUS_RESET_IN_PROGRESS'),
  returnResetFailed: returnAtOnce('MiniportResetEx', 'NDIS_STATUS_HARD_ERRORS'),
  completeReset: send('*', ({ context }) =>
    to(context.ndis, { type: 'NdisMResetComplete', status: 'NDIS_STATUS_SUCCESS' } as never),
  ),
  returnNotified: reply('MiniportDevicePnPEventNotify', ({ event }) => ({
    type: 'MiniportDevicePnPEventNotify.return',
    id: event.id,
  })),

  returnNotHung: returnHangCheck(false),
  returnHung: returnHangCheck(true),
  // From the DPC of the interrupt that tells of it.
  askForReset: send('HangHardware', ({ context }) =>
    to(context.ndis, {
      type: 'NdisMResetMiniport',
      irql: 'DISPATCH_LEVEL',
    } satisfies NdisMResetMiniport),
  ),
  hangDone: hangDone('NDIS_STATUS_SUCCESS'),
  hangUnnoticed: hangDone('NDIS_STATUS_ADAPTER_NOT_READY'),
  returnShutDown: reply('MiniportShutdownEx', ({ event }) => ({
    type: 'MiniportShutdownEx.return',
    id: event.id,
  })),

  // OIDs: the return of MiniportOidRequest.
  refuseNotAccepted: returnOid(() => ({ status: 'NDIS_STATUS_NOT_ACCEPTED', result: {} })),
  refuseOid: returnOid((context, oid) => {
    const refusal = refusalOf(context, oid.type, oid.parameters);
    return refusal ?? { status: 'NDIS_STATUS_FAILURE', result: {} };
  }),
  returnDone: returnOid((context, oid) => ({
    status: 'NDIS_STATUS_SUCCESS',
    result: immediateResult(context, oid),
  })),
  returnPending: returnOid(() => ({ status: 'NDIS_STATUS_PENDING', result: {} })),

  // OIDs: tables.
  openSwitch: changeTables((_, p) => ({ nicSwitch: { numVFs: p.numVFs ?? 0 } })),
  closeSwitch: assign('*', () => ({ nicSwitch: null })),
  createVPort: changeTables((context, p) => {
    const attachedFunction = p.attachedFunction ?? CONSTANT.NDIS_PF_FUNCTION_ID.value;
    // A VF's VPort is active at once, one of the PF's is activated later.
    const activated = attachedFunction !== CONSTANT.NDIS_PF_FUNCTION_ID.value;
    return { vports: entry(context.vports, p.vport ?? 0, { attachedFunction, activated }) };
  }),
  changeVPort: changeTables((context, p) => {
    const vport = context.vports[String(p.vport)];
    if (vport === undefined || p.vportState !== 'NdisNicSwitchVPortStateActivated') return {};
    return { vports: entry(context.vports, p.vport ?? 0, { ...vport, activated: true }) };
  }),
  deleteVPort: changeTables((context, p) => ({
    vports: entry(context.vports, p.vport ?? 0, undefined),
  })),
  freeVf: changeTables((context, p) => ({ vfs: entry(context.vfs, p.vf ?? 0, undefined) })),
  setFilter: changeTables((context, p) => ({
    filters: entry(context.filters, p.filter ?? 0, p.vport ?? 0),
  })),
  moveFilter: changeTables((context, p) => ({
    filters: entry(context.filters, p.filter ?? 0, p.destinationVPort ?? 0),
  })),
  clearFilter: changeTables((context, p) => ({
    filters: entry(context.filters, p.filter ?? 0, undefined),
  })),
  storeBlock: changeTables((context, p) =>
    withBlock(context, p.vf ?? 0, p.blockId ?? 0, p.block ?? ''),
  ),

  // OIDs that were pended.
  takeOid: assign('*', ({ context, event }) => {
    const { id, type, parameters } = event as PfOid;
    const vf = type === 'OID_NIC_SWITCH_ALLOCATE_VF' ? freeVfId(context) : null;
    return { oid: { id, oid: type, parameters, vf, abort: null } };
  }),
  forgetOid: assign('*', () => ({ oid: null })),
  abortOid: abort('NDIS_STATUS_REQUEST_ABORTED'),
  abortOidRemoved: abort('NDIS_STATUS_NOT_ACCEPTED'),
  completeDone: complete((oid, event) => ({
    status: 'NDIS_STATUS_SUCCESS',
    result: pendedResult(oid, outcomeOf(event)),
  })),
  completeFailed: complete(() => ({ status: 'NDIS_STATUS_FAILURE', result: {} })),
  completeAborted: complete((oid) => ({
    status: oid.abort ?? 'NDIS_STATUS_REQUEST_ABORTED',
    result: {},
  })),
  buildSwitch: assign('*', ({ context }) => ({ built: context.oid?.parameters.numVFs ?? 0 })),
  dropSwitch: assign('*', () => ({ built: null, nicSwitch: null })),
  openBuiltSwitch: assign('*', ({ context }) => ({ nicSwitch: { numVFs: context.built ?? 0 } })),
  enable: work((_, context) => ({ routine: 'EnableVirtualization', numVFs: context.built ?? 0 })),
  disable: work(() => ({ routine: 'EnableVirtualization', numVFs: 0 })),
  locate: work((_, context) => ({ routine: 'GetLocation', vf: context.oid?.vf ?? 0 })),
  allocateVf: assign('*', ({ context, event }) => {
    const rid = requestorIdOf(outcomeOf(event));
    return { vfs: entry(context.vfs, context.oid?.vf ?? 0, newVf(context, rid)) };
  }),
  readBars: work(() => ({ routine: 'GetVirtualFunctionProbedBars' })),
  readConfigSpace: work(({ vf = 0, offset = 0, length = 0 }) => ({
    routine: 'GetVirtualFunctionData',
    vf,
    offset,
    length,
  })),
  writeConfigSpace: work(({ vf = 0, offset = 0, length = 0, value = 0 }) => ({
    routine: 'SetVirtualFunctionData',
    vf,
    offset,
    length,
    value,
  })),
  startFunctionLevelReset: work(({ vf = 0 }, context) => ({
    routine: 'SetVirtualFunctionData',
    vf,
    offset: context.vfRegisters.deviceControl ?? 0,
    length: 2,
    value: PCIE_BIT.InitiateFunctionLevelReset.value,
  })),
  writePowerState: work(({ vf = 0, powerState = 'D0', wakeEnable = false }, context) => ({
    routine: 'SetVirtualFunctionData',
    vf,
    offset: context.vfRegisters.powerControl ?? 0,
    length: 2,
    value: powerStates.indexOf(powerState) | (wakeEnable ? PMCSR_BIT.PmeEnable.value : 0),
  })),

  // News of the hardware.
  storeNews: assign('UpdateBlock', ({ context, event }) =>
    withBlock(context, event.vf, event.blockId, event.block),
  ),
  // From the DPC in which the news came. Used with and without a VBD: no page forbids it (S10).
  invalidateBlock: send('UpdateBlock', ({ context, event }) =>
    to(context.ndis, {
      type: 'NdisMInvalidateConfigBlock',
      irql: 'DISPATCH_LEVEL',
      vf: event.vf,
      blockMask: maskOf(event.blockId),
    } satisfies NdisMInvalidateConfigBlock),
  ),
  updateDone: updateDone('NDIS_STATUS_SUCCESS'),
  updateAsleep: updateDone('NDIS_STATUS_LOW_POWER_STATE'),
  updateNotAccepted: updateDone('NDIS_STATUS_NOT_ACCEPTED'),
  updateInvalid: updateDone('NDIS_STATUS_INVALID_PARAMETER'),
};
