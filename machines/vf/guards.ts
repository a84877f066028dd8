/** The VF miniport's decisions, by name. */
import { and, not, or, stateIn } from 'xstate';
import { messaging } from '../../src/system/index.ts';
import { blocksOf, emptyMask } from '../block-mask.ts';
import { overIrql } from '../common.ts';
import { bufferTooShort } from '../oid-buffers.ts';
import type { VfContext, VfEvent } from './context.ts';

const { when } = messaging<VfContext, VfEvent>();

const ioctl = (request: string) =>
  when(
    ['IoCompleteRequest', 'IoCallDriver.return', 'CancelBlock'],
    ({ event }) => event.request === request,
  );
/** A caller above the IRQL of the routine takes the machine down. */
export const tooHigh = {
  guard: 'overIrql',
  target: '#vfMiniport.bugcheck',
  actions: 'stopOverIrql',
} as const;

const isHalted = stateIn({ operating: { adapter: 'Halted' } });
const isShutDown = stateIn({ operating: { adapter: 'Shutdown' } });

interface Args {
  readonly context: VfContext;
}

export const vfGuards = {
  overIrql,

  // The adapter, for requests of applications and OIDs.
  isHalted: or([isHalted, isShutDown]),
  isUp: not(or([isHalted, isShutDown])),
  isInitializing: ({ context }: Args) => context.initialize !== null,
  isPaused: stateIn({ operating: { adapter: 'Paused' } }),
  isNotRunning: not(stateIn({ operating: { adapter: 'Running' } })),
  isRemoved: stateIn({ operating: { removal: 'surpriseRemoved' } }),
  isAsleep: stateIn({ operating: { power: 'D3' } }),

  // Initialisation.
  attributeRefused: when(
    'NdisMSetMiniportAttributes.return',
    ({ event }) => event.status !== 'NDIS_STATUS_SUCCESS',
  ),

  // Pausing waits for the driver's own calls.
  isDrained: ({ context }: Args) =>
    context.call === null &&
    context.readIoctl === null &&
    context.writeIoctl === null &&
    context.config === null &&
    context.stale === emptyMask,

  // Requests of applications.
  viaIoctl: when(['ReadBlock', 'WriteBlock'], ({ event }) => event.way === 'ioctl'),
  viaNdis: when(['ReadBlock', 'WriteBlock'], ({ event }) => event.way === 'ndis'),
  forReadIoctl: ioctl('IOCTL_VPCI_READ_BLOCK'),
  forWriteIoctl: ioctl('IOCTL_VPCI_WRITE_BLOCK'),

  // Invalidation.
  hasStaleBlocks: ({ context }: Args) =>
    context.oid !== null && context.aborted === null && context.stale !== emptyMask,
  isReadAgain: and([
    not(stateIn({ operating: { blockCall: 'readingAgain' } })),
    ({ context }: Args) =>
      context.oid !== null && (context.stale === emptyMask || context.aborted !== null),
  ]),
  isTooShort: when('OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', ({ event }) =>
    bufferTooShort(event.type, event.parameters),
  ),
  namesNoBlock: when(
    'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
    ({ event }) => blocksOf(event.parameters.blockMask ?? emptyMask).length === 0,
  ),
  isPendedOid: when(
    'MiniportCancelOidRequest',
    ({ context, event }) => context.oid === event.requestId,
  ),
  hasOid: ({ context }: Args) => context.oid !== null,
  noOid: ({ context }: Args) => context.oid === null,
  powersDown: when('OID_PNP_SET_POWER', ({ event }) => event.parameters.powerState !== 'D0'),
};
