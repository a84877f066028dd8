/** The PF miniport driven by hand: what NDIS, the VBD and the hardware say to it. */
import { expect } from 'vitest';
import type { PfMiniportContext, PfMiniportInput } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { Drive, Fields, Sent } from './pf-drive.ts';
import { drive } from './pf-drive.ts';

export const PASSIVE = 'PASSIVE_LEVEL';
export const plain: PfMiniportInput = {
  ndis: 'ndis',
  vbd: null,
  switchCreation: 'static',
  numVFs: 2,
  totalVFs: 4,
  vendorId: 0x8086,
  vfDeviceId: 0x10ca,
  vfRegisters: { deviceControl: 0xa8, powerControl: 0x44 },
  vfBars: [{ bytes: 0x4000 }, null, null, { bytes: 0x1000 }, null, null],
  blocks: 4,
};
export const newPf = (more: Partial<PfMiniportInput> = {}) =>
  drive('pf', pfMiniport, { ...plain, ...more }, ['ndis', 'vbd', 'client']);
export const tables = (pf: Drive) => pf.context<PfMiniportContext>();

export const attributesAccepted = (pf: Drive) =>
  pf.deliver('ndis', {
    type: 'NdisMSetMiniportAttributes.return',
    id: 'adapter',
    status: 'NDIS_STATUS_SUCCESS',
  });
export const enableReturns = (pf: Drive, status = 'NDIS_STATUS_SUCCESS', id = 'adapter') =>
  pf.deliver('ndis', { type: 'NdisMEnableVirtualization.return', id, status });
export const call = (pf: Drive, type: string, more: Fields = {}) =>
  pf.deliver('ndis', { type, id: 'adapter', irql: PASSIVE, ...more });
export const notify = (pf: Drive) =>
  call(pf, 'MiniportDevicePnPEventNotify', { event: 'NdisDevicePnPEventSurpriseRemoved' });
export const cancel = (pf: Drive, requestId = 'o1') =>
  pf.deliver('ndis', { type: 'MiniportCancelOidRequest', requestId, irql: 'DISPATCH_LEVEL' });

/** Sends an OID and gives what came of it at once. */
export const oid = (pf: Drive, type: string, parameters: Fields = {}): Sent => {
  const [first] = pf.deliver('ndis', { type, id: 'o1', irql: PASSIVE, parameters });
  if (first === undefined) throw new Error(`${type} was not answered`);
  expect(first).toMatchObject({ to: 'ndis', type: 'MiniportOidRequest.return', oid: type });
  return first;
};

/** A miniport that MiniportInitializeEx has brought to Paused. */
export function initialized(more: Partial<PfMiniportInput> = {}): Drive {
  const pf = newPf(more);
  call(pf, 'MiniportInitializeEx');
  attributesAccepted(pf);
  attributesAccepted(pf);
  attributesAccepted(pf);
  if (pf.context<PfMiniportContext>().built !== null) enableReturns(pf);
  return pf;
}

/** One with a NIC switch, and `vfs` allocated VFs. */
export function withVfs(vfs: number, more: Partial<PfMiniportInput> = {}): Drive {
  const pf = initialized(more);
  oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 });
  for (let vf = 0; vf < vfs; vf += 1) allocate(pf);
  return pf;
}
export const newVf = { switchId: 0, vf: 0xffff, requestorId: 0xffffffff };
export const located = (pf: Drive) =>
  pf.deliver('ndis', {
    type: 'NdisMGetVirtualFunctionLocation.return',
    id: 'oid',
    segmentNumber: 1,
    busNumber: 3,
    functionNumber: 0x10,
  });
export function allocate(pf: Drive) {
  oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
  return located(pf);
}
