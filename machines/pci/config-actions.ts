/**
 * What the PCI bus driver does for config space: of the PF and of its VFs, one access at a time.
 */
import type { Outgoing } from '../../src/system/index.ts';
import { messaging, sender, to } from '../../src/system/index.ts';
import type { NtStatus } from '../../src/wdk/ntstatus.ts';
import type { IoCompleteRequest } from '../messages/index.ts';
import { ridOf } from './capability.ts';
import type { DataCall, PciContext, PciEvent } from './context.ts';

const { send, reply, assign } = messaging<PciContext, PciEvent>();

const routines = [
  'GetVirtualFunctionData',
  'SetVirtualFunctionData',
  'GetBusData',
  'SetBusData',
] as const;
const irps = ['IRP_MN_READ_CONFIG', 'IRP_MN_WRITE_CONFIG'] as const;

/** Sends the access at the head of the queue to the device. */
function access(context: PciContext): Outgoing | undefined {
  const [call] = context.data;
  if (call === undefined) return undefined;
  const place = { id: 'data', rid: call.rid, offset: call.offset, length: call.length };
  return to(
    context.device,
    call.value === null
      ? ({ type: 'ConfigRead', ...place } as never)
      : ({ type: 'ConfigWrite', ...place, value: call.value } as never),
  );
}

/**
 * A VF's vendor and device id read 0xffff; the bus driver supplies them from the PF (SR-IOV
 * 3.4.1.1, 3.4.1.2).
 */
function withIds(context: PciContext, call: DataCall, value: number): number {
  if (call.vf === null || call.offset >= 4 || value === 0 || context.sriov === null) return value;
  const ids = (context.vendorId | (context.sriov.vfDeviceId << 16)) >>> 0;
  const shifted = ids >>> (8 * call.offset);
  return call.length === 4 ? shifted >>> 0 : shifted & (2 ** (8 * call.length) - 1);
}

const isIrp = (routine: string): boolean => (irps as readonly string[]).includes(routine);

/** What the caller is told: a byte count, or for an IRP its completion. */
function answer(call: DataCall, count: number, value?: number): Outgoing {
  if (!isIrp(call.routine)) {
    const read = value === undefined ? {} : { value };
    return to(call.from, { type: `${call.routine}.return`, id: call.id, count, ...read } as never);
  }
  const status = count === 0 ? 'STATUS_NO_SUCH_DEVICE' : 'STATUS_SUCCESS';
  const read = value === undefined ? {} : { value };
  const { id, routine: request } = call;
  const completion = {
    type: 'IoCompleteRequest',
    id,
    request,
    status,
    information: count,
  } as const;
  return to(call.from, { ...completion, ...read } satisfies IoCompleteRequest);
}

const completeConfigIrp = (status: (length: number) => NtStatus) =>
  reply(irps, ({ event }) => ({
    type: 'IoCompleteRequest',
    id: event.id,
    request: event.type,
    status: status(event.length),
    information: 0,
  }));

export const configActions = {
  returnNothing: reply(routines, ({ event }) => ({
    type: `${event.type}.return`,
    id: event.id,
    count: 0,
  })),
  completeNoSuchDevice: completeConfigIrp(() => 'STATUS_NO_SUCH_DEVICE'),
  // STATUS_INVALID_PARAMETER_n counts WhichSpace, Offset, Length. Expansion ROMs are not modelled.
  completeOtherSpace: completeConfigIrp(() => 'STATUS_INVALID_PARAMETER_1'),
  completeBadPlace: completeConfigIrp((length) =>
    [1, 2, 4].includes(length) ? 'STATUS_INVALID_PARAMETER_2' : 'STATUS_INVALID_PARAMETER_3',
  ),
  markPending: reply(irps, ({ event }) => ({
    type: 'IoCallDriver.return',
    id: event.id,
    request: event.type,
    status: 'STATUS_PENDING',
  })),
  queueData: assign([...routines, ...irps], ({ context, event }) => {
    const vf = 'vf' in event ? event.vf : null;
    const call: DataCall = {
      from: sender(event),
      id: event.id,
      routine: event.type,
      rid:
        vf === null || context.sriov === null
          ? context.pfRid
          : ridOf(context.pfRid, context.sriov, vf),
      vf,
      offset: event.offset,
      length: event.length,
      value: 'value' in event ? event.value : null,
    };
    return { data: [...context.data, call] };
  }),
  accessDevice: send('*', ({ context }) => access(context)),
  returnData: send(['ConfigRead.return', 'ConfigWrite.return'], ({ context, event }) => {
    const [call] = context.data;
    if (call === undefined) return undefined;
    // The function went away while the access was on its way: all ones came back, nothing was read.
    const gone = !context.present || (call.vf !== null && call.vf >= context.numVFs);
    if (gone) return answer(call, 0);
    if (!('value' in event)) return answer(call, call.length);
    return answer(call, call.length, withIds(context, call, event.value));
  }),
  dropData: assign('*', ({ context }) => ({ data: context.data.slice(1) })),
};
