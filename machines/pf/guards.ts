/** The PF miniport's decisions, by name. */
import { messaging } from '../../src/system/index.ts';
import { overIrql } from '../common.ts';
import { busOutcome, busReturns } from './bus.ts';
import type { PfEvent, PfMiniportContext, PfOid } from './context.ts';
import { refusalOf } from './oid-checks.ts';
import { blockKnown } from './switch-table.ts';

const { when } = messaging<PfMiniportContext, PfEvent>();

/** Blocks that the 64-bit mask of an invalidation can name. */
const maskBits = 64;

export const pfGuards = {
  overIrql,

  // Life of the adapter.
  refused: when(
    'NdisMSetMiniportAttributes.return',
    ({ event }) => event.status !== 'NDIS_STATUS_SUCCESS',
  ),
  // A dynamic switch is checked when it is created.
  asksTooManyVfs: when(
    '*',
    ({ context }) => context.switchCreation === 'static' && context.numVFs > context.totalVFs,
  ),
  staticSwitch: when('*', ({ context }) => context.switchCreation === 'static'),
  buildsStaticSwitch: when(
    '*',
    ({ context }) => context.switchCreation === 'static' && context.numVFs > 0,
  ),
  haltsWithVfsEnabled: when('*', ({ context }) => context.oid === null && context.enabled),
  haltsWithNothingEnabled: when('*', ({ context }) => context.oid === null && !context.enabled),
  isNoticed: when('HangHardware', ({ event }) => event.noticed),
  isToLowPower: when('OID_PNP_SET_POWER', ({ event }) => event.parameters.powerState !== 'D0'),
  isToFullPower: when('OID_PNP_SET_POWER', ({ event }) => event.parameters.powerState === 'D0'),
  hasOid: when('*', ({ context }) => context.oid !== null),
  noOid: when('*', ({ context }) => context.oid === null),

  // OIDs.
  cannotBeDone: when(
    '*',
    ({ context, event }) =>
      refusalOf(context, (event as PfOid).type, (event as PfOid).parameters) !== null,
  ),
  noPowerRegister: when(
    'OID_SRIOV_SET_VF_POWER_STATE',
    ({ context }) => context.vfRegisters.powerControl === null,
  ),
  namesPendedOid: when(
    'MiniportCancelOidRequest',
    ({ context, event }) => context.oid?.id === event.requestId,
  ),

  // What the bus driver returned.
  failed: when(busReturns, ({ event }) => busOutcome(event) === null),
  aborted: when('*', ({ context }) => context.oid !== null && context.oid.abort !== null),
  abortedThoughEnabled: when(
    busReturns,
    ({ context, event }) =>
      context.oid !== null && context.oid.abort !== null && busOutcome(event) !== null,
  ),

  // News of the hardware.
  noSuchVf: when('UpdateBlock', ({ context, event }) => !(String(event.vf) in context.vfs)),
  noSuchBlock: when(
    'UpdateBlock',
    ({ context, event }) => !blockKnown(context, event.blockId) || event.blockId >= maskBits,
  ),
};
