/**
 * What the PF miniport may call in NDIS: its attributes, and services each of which is a routine of
 * one of two interfaces that NDIS may not hold.
 */
import { tooHigh } from './pnp-steps.ts';

const noVirtualization = {
  guard: 'hasNoVirtualizationInterface',
  actions: 'refuseNotSupported',
  meta: { requirements: ['kernel-rules 51', 'S10'] },
} as const;
const noStandard = { guard: 'hasNoStandardInterface', actions: 'refuseNotSupported' } as const;
const callRoutine = { actions: ['callRoutine', 'rememberService'] } as const;
const routineReturned = {
  guard: 'isService',
  actions: ['returnService', 'forgetService'],
} as const;

export const servicesRegion = {
  on: {
    NdisMSetMiniportAttributes: [
      tooHigh,
      {
        guard: 'attributesInOrder',
        actions: ['acceptAttributes', 'returnAttributes'],
        meta: { requirements: ['S1.6'] },
      },
      { actions: 'refuseAttributes' },
    ],
    NdisMEnableVirtualization: [
      tooHigh,
      noVirtualization,
      // Not an adapter with SR-IOV, or one that its keywords keep it off.
      { guard: 'hasNoSriov', actions: 'refuseNotSupported' },
      {
        guard: 'disablesWithVfs',
        actions: 'refuseInvalid',
        meta: { requirements: ['C01'] },
      },
      { ...callRoutine, meta: { requirements: ['C02', 'C08'] } },
    ],
    NdisMGetVirtualFunctionBusData: [
      tooHigh,
      noVirtualization,
      { ...callRoutine, meta: { requirements: ['C03', 'C09'] } },
    ],
    NdisMSetVirtualFunctionBusData: [
      tooHigh,
      noVirtualization,
      { ...callRoutine, meta: { requirements: ['C04', 'C09'] } },
    ],
    NdisMGetVirtualFunctionLocation: [tooHigh, noVirtualization, callRoutine],
    NdisMQueryProbedBars: [tooHigh, noVirtualization, callRoutine],
    NdisMGetBusData: [tooHigh, noStandard, callRoutine],
    NdisMSetBusData: [tooHigh, noStandard, callRoutine],
    'EnableVirtualization.return': routineReturned,
    'GetVirtualFunctionData.return': routineReturned,
    'SetVirtualFunctionData.return': routineReturned,
    'GetLocation.return': routineReturned,
    'GetVirtualFunctionProbedBars.return': routineReturned,
    'GetBusData.return': routineReturned,
    'SetBusData.return': routineReturned,
    NdisMInvalidateConfigBlock: [
      tooHigh,
      { guard: 'hasNobodyToTell' },
      { actions: 'tellInvalidation', meta: { requirements: ['S8.2', 'S8.3'] } },
    ],
  },
} as const;
