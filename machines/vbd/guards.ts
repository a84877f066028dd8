/** The virtual bus driver's decisions, by name. */
import { messaging } from '../../src/system/index.ts';
import { ntSuccess } from '../../src/wdk/ntstatus.ts';
import { overIrql } from '../common.ts';
import type { VbdContext, VbdEvent } from './context.ts';
import { served } from './context.ts';

const { when } = messaging<VbdContext, VbdEvent>();

const isFor = (event: VbdEvent, deviceObject: 'FDO' | 'PDO') =>
  'deviceObject' in event && event.deviceObject === deviceObject;

export const vbdGuards = {
  overIrql,
  forFdo: when('*', ({ event }) => isFor(event, 'FDO')),
  forPdo: when('*', ({ event }) => isFor(event, 'PDO')),
  lowerSucceeded: when(
    'IoCompleteRequest',
    ({ context, event }) => event.request === context.irp?.request && ntSuccess(event.status),
  ),
  lowerFailed: when(
    'IoCompleteRequest',
    ({ context, event }) => event.request === context.irp?.request && !ntSuccess(event.status),
  ),
  lowerDone: when(
    'IoCompleteRequest',
    ({ context, event }) => event.request === context.irp?.request,
  ),
  powerDone: when('IoCompleteRequest', ({ event }) => event.request === 'IRP_MN_SET_POWER'),
  interfaceGranted: when(
    'IoCompleteRequest',
    // The requester checks the version that it was given (S11.3).
    ({ event }) => event.id === 'interface' && ntSuccess(event.status) && event.version === 1,
  ),
  interfaceRefused: when('IoCompleteRequest', ({ event }) => event.id === 'interface'),
  serviceGranted: when(
    'IoCompleteRequest',
    ({ event }) => event.id === 'service' && ntSuccess(event.status) && event.version === 1,
  ),
  serviceGrantedTooLate: when(
    'IoCompleteRequest',
    ({ context, event }) => event.id === 'service' && ntSuccess(event.status) && !context.present,
  ),
  serviceRefused: when('IoCompleteRequest', ({ event }) => event.id === 'service'),
  // It passes on its bus's BUS_INTERFACE_STANDARD; what manages VFs or blocks stays its own (S10).
  isPassedOn: when(
    'IRP_MN_QUERY_INTERFACE',
    ({ event }) => event.interfaceType === 'GUID_BUS_INTERFACE_STANDARD',
  ),
  isServed: when('VbdCall', ({ context, event }) =>
    served[context.partition].includes(event.routine),
  ),
  holdsInterface: when('*', ({ context }) => context.held.length > 0),
  moreQueued: when('*', ({ context }) => context.queue.length > 1),
  isBusy: when('*', ({ context }) => context.queue.length > 0),
  busyFdo: when('*', ({ context, event }) => isFor(event, 'FDO') && context.queue.length > 0),
  busyPdo: when('*', ({ context, event }) => isFor(event, 'PDO') && context.queue.length > 0),
  // Its own device is not there (not started yet, or gone).
  isGone: when('*', ({ context }) => !context.present),
  forPdoNotReady: when('*', ({ context, event }) => isFor(event, 'PDO') && !context.present),
};
