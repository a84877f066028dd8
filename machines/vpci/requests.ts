/** Bookkeeping of what is under way on the channel, and the answers. Pure. */
import type { Outgoing } from '../../src/system/index.ts';
import { to } from '../../src/system/index.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import { entry, lowestFree, without } from '../common.ts';
import type { ConfigIrp, IoCompleteRequest, VpciCall, VpciIoctl } from '../messages/index.ts';
import type { Readings } from '../readings.ts';
import type { Child, Outstanding, Requester, VpciContext } from './context.ts';

/** What an action does: the fields that change, and what is sent. */
export interface Effect {
  readonly change?: Partial<VpciContext>;
  readonly sent?: readonly Outgoing[];
}

/**
 * The transaction id for the next packet: the lowest that no unanswered packet has. An id whose
 * request was ended without the host stays taken, so that a late answer is never taken for another
 * request's (Z39, Z52).
 */
export function nextTransaction(context: VpciContext): number {
  const used = context.outstanding.flatMap(({ transaction }) => transaction ?? []);
  const own = context.busTransaction === null ? [] : [context.busTransaction];
  return lowestFree([...used, ...own, ...context.abandoned], 1);
}

const rank = (request: Outstanding) => request.transaction ?? 0;

function compare(a: Outstanding, b: Outstanding): number {
  const [x, y] = [`${a.from} ${a.id} ${a.request}`, `${b.from} ${b.id} ${b.request}`];
  return rank(a) - rank(b) || (x < y ? -1 : 1);
}

/** `outstanding` with this request in its place. */
export function including(
  outstanding: readonly Outstanding[],
  request: Outstanding,
): readonly Outstanding[] {
  return [...outstanding, request].sort(compare);
}

/** `outstanding` without this request. */
export function excluding(
  outstanding: readonly Outstanding[],
  request: Outstanding,
): readonly Outstanding[] {
  return without(outstanding, (each) => each === request);
}

/** The request whose packet has this transaction id. */
export function byTransaction(context: VpciContext, id: string): Outstanding | undefined {
  return context.outstanding.find(({ transaction }) => String(transaction) === id);
}

/** The IRP that `requester` knows as `id`. */
export function irpOf(
  context: VpciContext,
  requester: string | undefined,
  id: string,
): Outstanding | undefined {
  return context.outstanding.find(
    (each) => each.pending === true && each.from === requester && each.id === id,
  );
}

/** The child in a slot with these fields changed. */
export function changed(
  context: VpciContext,
  slot: number,
  change: Partial<Child>,
): Pick<VpciContext, 'children'> {
  const child = context.children[slot];
  if (child === undefined) return { children: context.children };
  return { children: entry(context.children, slot, { ...child, ...change }) };
}

/** The completion of an IRP. */
export function completion(
  requester: Requester,
  request: string,
  status: NtStatus,
  rest: Partial<IoCompleteRequest> = {},
): Outgoing {
  const message = { type: 'IoCompleteRequest', id: requester.id, request, status, ...rest };
  return to(requester.from, message);
}

/**
 * How a request ends when its child leaves or the channel is lost before the host has answered
 * (Z10, Z14).
 */
export function failed(request: Outstanding): readonly Outgoing[] {
  const { from, id, slot } = request;
  switch (request.request) {
    case 'VPCI_QUERY_RESOURCE_REQUIREMENTS':
      return [];
    case 'IRP_MN_START_DEVICE':
      return [completion(request, request.request, 'STATUS_NO_SUCH_DEVICE')];
    case 'IRP_MN_SET_POWER':
      // Only a power-up of a device that is gone may fail (kernel rule 67).
      return [completion(request, request.request, powerStatusOfGone(request.powerState))];
    case 'ReadVfConfigBlock':
    case 'WriteVfConfigBlock':
      return [
        to(from, {
          type: `${request.request}.return`,
          id,
          status: 'STATUS_DEVICE_NOT_CONNECTED',
          blockId: request.blockId,
        } as never),
      ];
    case 'GetBusData':
    case 'SetBusData':
      return [to(from, { type: `${request.request}.return`, id, count: 0 } as never)];
    case 'IRP_MN_READ_CONFIG':
    case 'IRP_MN_WRITE_CONFIG':
      return [completion(request, request.request, 'STATUS_NO_SUCH_DEVICE', { information: 0 })];
    case 'IOCTL_VPCI_READ_BLOCK':
    case 'IOCTL_VPCI_WRITE_BLOCK':
    case 'IOCTL_VPCI_INVALIDATE_BLOCK':
      return [
        completion(request, request.request, 'STATUS_DEVICE_NOT_CONNECTED', {
          information: 0,
          slot,
        }),
      ];
  }
}

/** A device that is gone can be switched off, and not on. */
export function powerStatusOfGone(powerState: 'D0' | 'D3' | undefined): NtStatus {
  return powerState === 'D0' ? 'STATUS_NO_SUCH_DEVICE' : 'STATUS_SUCCESS';
}

/**
 * Ends all requests of a child without the host. IRPs that a DPC already owns are left to it (Z43,
 * Z63); the ids of the packets stay taken until the host has answered, or until the channel is
 * closed.
 */
export function failAll(context: VpciContext, slot: number): Effect {
  const ended = context.outstanding.filter(
    (each) => each.slot === slot && each.completion === undefined,
  );
  const ids = ended.flatMap(({ transaction }) => transaction ?? []);
  return {
    change: {
      outstanding: without(context.outstanding, (each) => ended.includes(each)),
      abandoned: [...context.abandoned, ...ids].sort((a, b) => a - b),
    },
    sent: ended.flatMap(failed),
  };
}

/** sizeof(VPCI_READ_BLOCK_INPUT): BlockId and BytesRequested. */
const readInputBytes = 8;
/**
 * VPCI_WRITE_BLOCK_INPUT up to its data, and its sizeof, which counts one byte of data and padding.
 */
const writeHeaderBytes = 8;
const writeInputBytes = 12;
const badParameter = 'STATUS_INVALID_PARAMETER';

/**
 * The checks on a block request that need no state: the buffers first, since the length stands in
 * one of them, then 1 to 128 bytes. The pages name STATUS_BUFFER_TOO_SMALL for buffers that are too
 * small, and no status for those that are too large.
 */
export function blockStatus(event: VpciCall | VpciIoctl, readings: Readings): NtStatus {
  if ('majorFunction' in event && event.majorFunction === 'IRP_MJ_DEVICE_CONTROL') {
    return 'STATUS_INVALID_DEVICE_REQUEST';
  }
  switch (event.type) {
    case 'IOCTL_VPCI_INVALIDATE_BLOCK':
      return 'STATUS_SUCCESS';
    case 'IOCTL_VPCI_READ_BLOCK': {
      const { inputBufferLength = readInputBytes, outputBufferLength, length } = event;
      const isTooSmall = inputBufferLength < readInputBytes || outputBufferLength < length;
      if (isTooSmall) return 'STATUS_BUFFER_TOO_SMALL';
      return outputBufferLength === length ? lengthStatus(length, readings) : badParameter;
    }
    case 'IOCTL_VPCI_WRITE_BLOCK': {
      const { length, outputBufferLength = 0 } = event;
      const needed = Math.max(writeInputBytes, writeHeaderBytes + length);
      const { inputBufferLength = needed } = event;
      if (inputBufferLength < needed) return 'STATUS_BUFFER_TOO_SMALL';
      return outputBufferLength === 0 ? lengthStatus(length, readings) : badParameter;
    }
    default:
      return lengthStatus(event.length, readings);
  }
}

/**
 * C14: the pages of the routines let a length equal VPCI_MAX_READ_WRITE_BLOCK_SIZE, the header's
 * annotation of the PF's callbacks wants it below. Taken: the limit is a maximum; reading B refuses
 * it.
 */
function lengthStatus(length: number, readings: Readings): NtStatus {
  const limit = CONSTANT.VPCI_MAX_READ_WRITE_BLOCK_SIZE.value - (readings.C14 === 'B' ? 1 : 0);
  return length >= 1 && length <= limit ? 'STATUS_SUCCESS' : badParameter;
}

const configSpaceBytes = 4096;

/**
 * The same for a configuration IRP, whose statuses count its parameters. A VF has no expansion ROM.
 */
export function configStatus({ whichSpace, offset, length }: ConfigIrp): NtStatus {
  if (whichSpace !== 'PCI_WHICHSPACE_CONFIG') return 'STATUS_INVALID_PARAMETER_1';
  if (offset < 0 || offset >= configSpaceBytes) return 'STATUS_INVALID_PARAMETER_2';
  const fits = length >= 1 && offset + length <= configSpaceBytes;
  return fits ? 'STATUS_SUCCESS' : 'STATUS_INVALID_PARAMETER_3';
}
