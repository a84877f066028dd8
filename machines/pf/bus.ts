/**
 * How the PF miniport reaches the PCI bus driver. Without a VBD it calls NDIS's services; with one
 * it must not, and asks the VBD over the vendor's private channel to call the routine of
 * GUID_PCI_VIRTUALIZATION_INTERFACE (S10). C03, C04: two pages name routines of the VPCI interface
 * for config space; a parent VBD sits on the PCI bus, so these are meant.
 */
import type { Outgoing } from '../../src/system/index.ts';
import { to } from '../../src/system/index.ts';
import type { BarValues, PfServiceReturn, VbdReturn } from '../messages/index.ts';
import type { PfMiniportContext } from './context.ts';

/** A routine of the PCI virtualization interface and its parameters. */
export type BusCall =
  | { readonly routine: 'EnableVirtualization'; readonly numVFs: number }
  | { readonly routine: 'GetLocation'; readonly vf: number }
  | { readonly routine: 'GetVirtualFunctionProbedBars' }
  | {
      readonly routine: 'GetVirtualFunctionData';
      readonly vf: number;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly routine: 'SetVirtualFunctionData';
      readonly vf: number;
      readonly offset: number;
      readonly length: number;
      readonly value: number;
    };

/** Service of NDIS that wraps the routine. */
const WRAPPER = {
  EnableVirtualization: 'NdisMEnableVirtualization',
  GetLocation: 'NdisMGetVirtualFunctionLocation',
  GetVirtualFunctionProbedBars: 'NdisMQueryProbedBars',
  GetVirtualFunctionData: 'NdisMGetVirtualFunctionBusData',
  SetVirtualFunctionData: 'NdisMSetVirtualFunctionBusData',
} as const;

/** Message types with which a call comes back, by either way. */
export const busReturns = [
  'NdisMEnableVirtualization.return',
  'NdisMGetVirtualFunctionLocation.return',
  'NdisMQueryProbedBars.return',
  'NdisMGetVirtualFunctionBusData.return',
  'NdisMSetVirtualFunctionBusData.return',
  'VbdCall.return',
] as const;

/**
 * The call as a message, made at PASSIVE_LEVEL: MiniportInitializeEx, MiniportHaltEx or a work
 * item.
 */
export function callBus(
  context: PfMiniportContext,
  id: 'adapter' | 'oid',
  call: BusCall,
): Outgoing {
  const { routine, ...own } = call;
  const parameters = call.routine === 'EnableVirtualization' ? enabling(call.numVFs) : own;
  const irql = 'PASSIVE_LEVEL';
  if (context.vbd !== null) {
    return to(context.vbd, { type: 'VbdCall', id, irql, routine, parameters } as never);
  }
  return to(context.ndis, { type: WRAPPER[routine], id, irql, ...parameters } as never);
}

/** Migration is for MR-IOV only. numVFs 0 is disable: NumVFs must be 0 there (C01). */
function enabling(numVFs: number) {
  return {
    numVFs,
    enableVfMigration: false,
    enableMigrationInterrupt: false,
    enableVirtualization: numVFs > 0,
  };
}

/** What a call yielded; null: it failed. */
export interface BusOutcome {
  readonly value?: number;
  readonly count?: number;
  readonly bars?: BarValues;
  readonly segmentNumber?: number;
  readonly busNumber?: number;
  readonly functionNumber?: number;
}

/**
 * Reads a return, whichever way it came. A byte count of 0 and a location without a bus are
 * failures.
 */
export function busOutcome(event: PfServiceReturn | VbdReturn): BusOutcome | null {
  switch (event.type) {
    case 'VbdCall.return':
      return event.status === 'STATUS_SUCCESS' ? (event.result as BusOutcome) : null;
    case 'NdisMEnableVirtualization.return':
      return event.status === 'NDIS_STATUS_SUCCESS' ? {} : null;
    case 'NdisMQueryProbedBars.return':
      return event.status === 'NDIS_STATUS_SUCCESS' ? { bars: event.bars } : null;
    case 'NdisMGetVirtualFunctionLocation.return':
      return event.busNumber === undefined ? null : event;
    case 'NdisMGetVirtualFunctionBusData.return':
    case 'NdisMSetVirtualFunctionBusData.return':
      return event.count > 0 ? event : null;
  }
}
