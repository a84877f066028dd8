/**
 * The part of the PF miniport that `pf_miniport.ts` implements, as a test subject: initialise, restart, pause, halt.
 *
 *     sriov-sim generate docs/adapter/pf-flow.ts --criteria transition-pairs --out pf-flow.json
 *     sriov-sim test pf-flow.json -- npx jiti docs/adapter/pf_miniport.ts
 */
import { pfMiniport } from 'sriov-sim';

const input = {
  ndis: 'ndis',
  vbd: null,
  switchCreation: 'dynamic',
  numVFs: 2,
  totalVFs: 2,
  vendorId: 0x8086,
  vfDeviceId: 0x1889,
  vfRegisters: { deviceControl: null, powerControl: null },
  vfBars: [null, null, null, null, null, null],
  blocks: 1,
};

const fromNdis = (type: string, fields: object) => ({
  from: 'ndis',
  to: 'pf',
  message: { type, from: 'ndis', ...fields },
});
const call = (type: string, id: string, irql = 'PASSIVE_LEVEL') => fromNdis(type, { id, irql });
const attributesSet = (status: string) =>
  fromNdis('NdisMSetMiniportAttributes.return', { id: 'adapter', status });

export const subject = {
  name: 'pf-flow',
  actors: { pf: { machine: pfMiniport, input } },
  stimuli: [
    call('MiniportInitializeEx', 'initialize'),
    attributesSet('NDIS_STATUS_SUCCESS'),
    attributesSet('NDIS_STATUS_FAILURE'),
    call('MiniportRestart', 'restart'),
    call('MiniportPause', 'pause'),
    call('MiniportPause', 'pause', 'DISPATCH_LEVEL'),
    call('MiniportHaltEx', 'halt'),
  ],
  status: ({ pf }) => (pf.context.bugcheck === null ? undefined : 'bug check 0xD1'),
  ended: ({ pf }) => pf.context.bugcheck !== null,
};
