/**
 * NDIS's services for a PF miniport: each wraps a routine of an interface that NDIS holds. The call
 * goes to the bus driver at a level that the routine allows, and what it returns is turned into
 * what the service returns.
 */
import type { Irql } from '../../src/wdk/irql.ts';
import { irqlAtMost } from '../../src/wdk/irql.ts';
import type { NdisStatus } from '../../src/wdk/ndis-status.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { lowestFree } from '../common.ts';
import type { NdisPfContext, NdisPfEvent, ServiceCall } from './context.ts';

/** Services of GUID_PCI_VIRTUALIZATION_INTERFACE. */
export const virtualizationServices = [
  'NdisMEnableVirtualization',
  'NdisMGetVirtualFunctionBusData',
  'NdisMSetVirtualFunctionBusData',
  'NdisMGetVirtualFunctionLocation',
  'NdisMQueryProbedBars',
] as const;
/** Services of GUID_BUS_INTERFACE_STANDARD: the adapter's own config space. */
export const standardServices = ['NdisMGetBusData', 'NdisMSetBusData'] as const;
export const services = [...virtualizationServices, ...standardServices] as const;

export type ServiceEvent = Extract<NdisPfEvent, { type: (typeof services)[number] }>;

/** Returns of the routines that the services wrap. */
export const routineReturns = [
  'EnableVirtualization.return',
  'GetVirtualFunctionData.return',
  'SetVirtualFunctionData.return',
  'GetLocation.return',
  'GetVirtualFunctionProbedBars.return',
  'GetBusData.return',
  'SetBusData.return',
] as const;
export type RoutineReturn = Extract<NdisPfEvent, { type: (typeof routineReturns)[number] }>;

const ROUTINE: Readonly<Record<ServiceEvent['type'], string>> = {
  NdisMEnableVirtualization: 'EnableVirtualization',
  NdisMGetVirtualFunctionBusData: 'GetVirtualFunctionData',
  NdisMSetVirtualFunctionBusData: 'SetVirtualFunctionData',
  NdisMGetVirtualFunctionLocation: 'GetLocation',
  NdisMQueryProbedBars: 'GetVirtualFunctionProbedBars',
  NdisMGetBusData: 'GetBusData',
  NdisMSetBusData: 'SetBusData',
};

export const slotId = (slot: number): string => `service${slot + 1}`;

/** The slot that the next call gets: several can be out at once, each with its own (Z51). */
export function newSlot(context: NdisPfContext): number {
  return lowestFree(context.services.map((call) => call.slot));
}

/** The call of the bus driver's routine. */
export function routineCall(context: NdisPfContext, event: ServiceEvent) {
  const { type, from: _, ...parameters } = event;
  return {
    ...parameters,
    type: ROUTINE[type],
    id: slotId(newSlot(context)),
    irql: routineIrql(event),
  };
}

/**
 * C08: NdisMEnableVirtualization is PASSIVE_LEVEL although its routine allows DISPATCH_LEVEL. C09:
 * the data services promise DISPATCH_LEVEL although their routines allow APC_LEVEL: NDIS never
 * calls those above APC_LEVEL.
 */
function routineIrql(event: ServiceEvent): Irql {
  switch (event.type) {
    case 'NdisMGetVirtualFunctionBusData':
    case 'NdisMSetVirtualFunctionBusData':
      return irqlAtMost(event.irql, 'APC_LEVEL') ? event.irql : 'APC_LEVEL';
    case 'NdisMGetBusData':
    case 'NdisMSetBusData':
      return event.irql;
    default:
      return 'PASSIVE_LEVEL';
  }
}

/** What a service returns without asking the bus: a failure in its own terms. */
export function refusedService(event: ServiceEvent, status: NdisStatus) {
  return { type: `${event.type}.return`, id: event.id, ...failure(event.type, status) };
}

function failure(service: string, status: NdisStatus) {
  if (service === 'NdisMGetVirtualFunctionLocation') return {};
  return service.endsWith('BusData') ? { count: 0 } : { status };
}

/**
 * What a service returns when its routine has. Void services and counts have no status; every
 * failure is FAILURE (C02).
 */
export function serviceReturn(call: ServiceCall, event: RoutineReturn) {
  const answer = { type: `${call.routine}.return`, id: call.id };
  switch (event.type) {
    case 'EnableVirtualization.return':
      return { ...answer, status: ndisStatusOf(ntSuccess(event.status)) };
    case 'GetVirtualFunctionProbedBars.return': {
      const bars = event.bars === undefined ? {} : { bars: event.bars };
      return { ...answer, status: ndisStatusOf(ntSuccess(event.status)), ...bars };
    }
    case 'GetLocation.return': {
      const { segmentNumber, busNumber, functionNumber } = event;
      return ntSuccess(event.status)
        ? { ...answer, segmentNumber, busNumber, functionNumber }
        : answer;
    }
    default: {
      const value = event.value === undefined ? {} : { value: event.value };
      return { ...answer, count: event.count, ...value };
    }
  }
}

const ndisStatusOf = (success: boolean): NdisStatus =>
  success ? 'NDIS_STATUS_SUCCESS' : 'NDIS_STATUS_FAILURE';
