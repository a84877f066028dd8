/** The PCI bus driver's decisions, by name. */
import { messaging } from '../../src/system/index.ts';
import { overIrql } from '../common.ts';
import { walk } from './capability.ts';
import { enableStatus, holds, queryInterfaceStatus } from './checks.ts';
import type { PciContext, PciEvent } from './context.ts';
import { exported } from './context.ts';

const { when } = messaging<PciContext, PciEvent>();

const virtualization = [
  'EnableVirtualization',
  'GetLocation',
  'GetResources',
  'GetVirtualFunctionProbedBars',
  'GetVirtualFunctionData',
  'SetVirtualFunctionData',
] as const;

/** Whose interface a routine belongs to. */
export function interfaceOf(routine: string): string {
  return (virtualization as readonly string[]).includes(routine)
    ? 'GUID_PCI_VIRTUALIZATION_INTERFACE'
    : 'GUID_BUS_INTERFACE_STANDARD';
}

/** Where VF Enable stands, as the states of the virtualization region have it. */
export type VfsNow = 'on' | 'off' | 'changing';

function vfsNow(context: PciContext): VfsNow {
  if (context.enable !== null) return 'changing';
  return context.numVFs > 0 ? 'on' : 'off';
}

/**
 * The status that EnableVirtualization returns at once unless it is STATUS_SUCCESS, when the work
 * begins.
 */
export function statusOfEnable(
  context: PciContext,
  event: Extract<PciEvent, { type: 'EnableVirtualization' }>,
) {
  return enableStatus(event, context.sriov, context.present, vfsNow(context), context.readings);
}

/** Whether a data call is for something that can be accessed now. */
function accessible(
  context: PciContext,
  event: { vf?: number; offset: number; length: number },
): boolean {
  const inside = event.offset >= 0 && event.length >= 1 && event.offset + event.length <= 0x1000;
  const aligned = [1, 2, 4].includes(event.length) && event.offset % event.length === 0;
  const there = event.vf === undefined || (event.vf >= 0 && event.vf < context.numVFs);
  return context.present && inside && aligned && there;
}

export const pciGuards = {
  overIrql,
  holdsNoReference: when(
    [...virtualization, 'GetBusData', 'SetBusData'],
    ({ context, event }) => !holds(context.references, event.from ?? '', interfaceOf(event.type)),
  ),
  wasNotReferenced: when(
    ['InterfaceDereference', 'InterfaceReference'],
    ({ context, event }) => !holds(context.references, event.from ?? '', event.interfaceType),
  ),
  isReferenced: when('*', ({ context }) => Object.keys(context.references).length > 0),
  exportsInterface: when(
    'IRP_MN_QUERY_INTERFACE',
    ({ event }) => queryInterfaceStatus(event, exported) === 'STATUS_SUCCESS',
  ),
  readAllOnes: when(
    'ConfigRead.return',
    ({ event }) => event.id === 'start' && event.value === 0xffffffff,
  ),
  capabilityFound: when(
    'ConfigRead.return',
    ({ context, event }) => event.id === 'start' && hasFound(walk(context.walkOffset, event.value)),
  ),
  listGoesOn: when(
    'ConfigRead.return',
    ({ context, event }) => event.id === 'start' && hasNext(walk(context.walkOffset, event.value)),
  ),
  isStart: when(['ConfigRead.return', 'ConfigBatch.return'], ({ event }) => event.id === 'start'),
  isEnable: when(
    ['ConfigWrite.return', 'ConfigBatch.return'],
    ({ event }) => event.id === 'enable',
  ),
  isData: when(['ConfigRead.return', 'ConfigWrite.return'], ({ event }) => event.id === 'data'),
  isLastData: when(
    ['ConfigRead.return', 'ConfigWrite.return'],
    ({ context, event }) => event.id === 'data' && context.data.length <= 1,
  ),
  enableAccepted: when(
    'EnableVirtualization',
    ({ context, event }) =>
      event.enableVirtualization && statusOfEnable(context, event) === 'STATUS_SUCCESS',
  ),
  disableAccepted: when(
    'EnableVirtualization',
    ({ context, event }) =>
      !event.enableVirtualization && statusOfEnable(context, event) === 'STATUS_SUCCESS',
  ),
  vfsAreOn: when('*', ({ context }) => context.numVFs > 0 || context.enable !== null),
  canBeAccessed: when(
    [
      'GetVirtualFunctionData',
      'SetVirtualFunctionData',
      'GetBusData',
      'SetBusData',
      'IRP_MN_READ_CONFIG',
      'IRP_MN_WRITE_CONFIG',
    ],
    ({ context, event }) => accessible(context, event),
  ),
  isOtherSpace: when(
    ['IRP_MN_READ_CONFIG', 'IRP_MN_WRITE_CONFIG'],
    ({ event }) => event.whichSpace !== 'PCI_WHICHSPACE_CONFIG',
  ),
  isAbsent: when('*', ({ context }) => !context.present),
  isOtherVersion: when('IRP_MN_QUERY_CAPABILITIES', ({ event }) => event.version !== 1),

  // Power.
  isToD3: when('IRP_MN_SET_POWER', ({ event }) => event.powerState === 'D3'),
  isToD0: when('IRP_MN_SET_POWER', ({ event }) => event.powerState === 'D0'),
  powersDownByRegister: when(
    'IRP_MN_SET_POWER',
    ({ context, event }) => event.powerState === 'D3' && context.powerControl !== null,
  ),
  powersUpByRegister: when(
    'IRP_MN_SET_POWER',
    ({ context, event }) => event.powerState === 'D0' && context.powerControl !== null,
  ),
  wakesWithVfs: when(
    'ConfigBatch.return',
    ({ context, event }) => event.id === 'power' && context.numVFs > 0,
  ),
  isPower: when('ConfigBatch.return', ({ event }) => event.id === 'power'),
};

function hasFound(step: ReturnType<typeof walk>): boolean {
  return typeof step === 'object' && 'found' in step;
}

function hasNext(step: ReturnType<typeof walk>): boolean {
  return typeof step === 'object' && 'next' in step;
}
