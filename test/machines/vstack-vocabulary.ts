/** The virtualization stack on a stage; what NDIS, the guests and administrators say to it. */
import type { VstackContext } from '../../machines/vstack/context.ts';
import { createVirtualizationStack } from '../../machines/vstack.ts';
import type { Line } from './stage.ts';
import { onStage } from './stage.ts';

export const ok = 'STATUS_SUCCESS';
export const done = 'NDIS_STATUS_SUCCESS';
export const badState = 'STATUS_INVALID_DEVICE_STATE';
export const version = 0x00010006;

/** `guests[g]` lists the VM network adapters of guest g, by slot. */
export function newStack(guests: readonly (readonly number[])[] = [[0]]) {
  const vfs = guests.flat().length;
  return onStage<VstackContext>(
    'vstack',
    createVirtualizationStack({ vfs, guests: guests.length }),
    {
      ndis: 'ndis',
      guests: guests.map((of, g) => ({ vpci: `vpci${g}`, pnp: `pnp${g}`, vfs: of })),
    },
    ['ndis', 'admin', ...guests.flatMap((_, g) => [`vpci${g}`, `pnp${g}`])],
  );
}
export type Vstack = ReturnType<typeof newStack>;

// NDIS.
const call = (type: string, more: object = {}): Line => ({
  type,
  id: 'call',
  irql: 'PASSIVE_LEVEL',
  ...more,
});
export const bind = call('ProtocolBindAdapterEx', { numVFs: 8 });
export const unbind = call('ProtocolUnbindAdapterEx');
export const pnpEvent = (event: string, surprise = false) =>
  call('ProtocolNetPnPEvent', { event, surprise });
export const invalidate = (vf: number, blockMask: string): Line => ({
  type: 'NdisMInvalidateConfigBlock',
  irql: 'DISPATCH_LEVEL',
  vf,
  blockMask,
});

/** The VFId, VPort and filter that the PF gives to adapter `vf`. */
export const vfIdOf = (vf: number) => 4 + vf;
const resultOf = (oid: unknown, vf: number) => {
  if (oid === 'OID_RECEIVE_FILTER_SET_FILTER') return { filter: 10 + vf };
  if (oid === 'OID_NIC_SWITCH_ALLOCATE_VF') return { vf: vfIdOf(vf) };
  if (oid === 'OID_NIC_SWITCH_CREATE_VPORT') return { vport: 20 + vf };
  if (oid === 'OID_SRIOV_VF_VENDOR_DEVICE_ID') return { vendorId: 0x8086, deviceId: 0x10ca };
  return {};
};

/** NDIS's completion of an OID that the stack has issued. */
export function completion(request: Line, status = done, result?: object): Line {
  const vf = Number(/\d+/.exec(String(request.id))?.[0] ?? 0);
  return {
    type: 'ProtocolOidRequestComplete',
    id: request.id,
    oid: request.oid,
    status,
    result: status === done ? (result ?? resultOf(request.oid, vf)) : {},
  };
}
export const oidsIn = (lines: readonly Line[]) =>
  lines.filter(({ type }) => type === 'NdisOidRequest');

/**
 * Completes every OID among these lines, and those that follow; `statuses` has those that fail. Gives the names of the
 * OIDs in order, and all else that was said.
 */
export function withNdis(
  stack: Vstack,
  lines: readonly Line[],
  statuses: Readonly<Record<string, string>> = {},
) {
  const requests = [...oidsIn(lines)];
  const oids: Line[] = [];
  const said = lines.filter(({ type }) => type !== 'NdisOidRequest');
  for (let next = requests.shift(); next !== undefined; next = requests.shift()) {
    oids.push(next);
    const more = stack.tell('ndis', completion(next, statuses[String(next.oid)] ?? done));
    requests.push(...oidsIn(more));
    said.push(...more.filter(({ type }) => type !== 'NdisOidRequest'));
  }
  return { oids: oids.map(({ oid }) => oid), requests: oids, said };
}

// Administrators.
export const ask = (type: string, vf = 0, id = 'ask', more: object = {}): Line => ({
  type,
  id,
  vf,
  ...more,
});
export const assign = (vf = 0) => ask('AssignVf', vf);

// A guest's VPCI bus.
export const packet = (type: string, more: object = {}): Line => ({
  type,
  id: 'p',
  slot: 0,
  ...more,
});
export const d0Entry: Line = { type: 'VPCI_FDO_D0_ENTRY', id: 'd0' };
export const d0Exit: Line = { type: 'VPCI_FDO_D0_EXIT', id: 'd0' };
export const close: Line = { type: 'VMBUS_CLOSE_CHANNEL' };
export const queryVersion = (asked = version): Line => ({
  type: 'VPCI_QUERY_PROTOCOL_VERSION',
  id: 'v',
  version: asked,
});

/** Bound, and each of these adapters assigned. */
export function assigned(
  guests: readonly (readonly number[])[] = [[0]],
  vfs: readonly number[] = [0],
) {
  const stack = newStack(guests);
  stack.tell('ndis', bind);
  for (const vf of vfs) withNdis(stack, stack.tell('admin', assign(vf)));
  return stack;
}
/** The guest has agreed on a version and its bus is in D0. */
export function inD0(stack: Vstack, guest = 0): Vstack {
  stack.tell(`vpci${guest}`, queryVersion());
  stack.tell(`vpci${guest}`, d0Entry);
  return stack;
}
/** The guest has taken the resources of the VF in this slot. */
export function started(stack: Vstack, guest = 0, slot = 0): Vstack {
  const taken = stack.tell(`vpci${guest}`, packet('VPCI_RESOURCES_ASSIGNED2', { slot }));
  withNdis(stack, taken);
  return stack;
}
