/**
 * NDIS of the PF driven by hand: what its miniport, bus driver, protocol and PnP manager say to it.
 */
import { expect } from 'vitest';
import type { NdisPfContext } from '../../machines/ndis-pf.ts';
import { ndisPf } from '../../machines/ndis-pf.ts';
import type { Drive, Fields, Sent } from './pf-drive.ts';
import { drive } from './pf-drive.ts';

export const PASSIVE = 'PASSIVE_LEVEL';
export const SUCCESS = 'NDIS_STATUS_SUCCESS';
export const input = {
  miniport: 'pf',
  bus: 'pci',
  protocol: 'vstack',
  numVFs: 2,
};
export const newNdis = () => drive('ndis', ndisPf, input, ['pf', 'pci', 'pnp', 'vstack', 'admin']);
export const cache = (ndis: Drive) => ndis.context<NdisPfContext>();

export const irp = (ndis: Drive, type: string, more: Fields = {}) =>
  ndis.deliver('pnp', { type, id: 'irp', irql: PASSIVE, deviceObject: 'FDO', ...more });
/** The bus driver completes what was passed down to it. */
export const below = (ndis: Drive, request: string, status = 'STATUS_SUCCESS') =>
  ndis.deliver('pci', { type: 'IoCompleteRequest', id: 'irp', request, status });
export const granted = (ndis: Drive, id: string, status = 'STATUS_SUCCESS', version = 1) =>
  ndis.deliver('pci', {
    type: 'IoCompleteRequest',
    id,
    request: 'IRP_MN_QUERY_INTERFACE',
    status,
    version,
  });
export const returns = (ndis: Drive, type: string, status?: string, id = 'adapter') =>
  ndis.deliver('pf', { type: `${type}.return`, id, ...(status === undefined ? {} : { status }) });
export const protocolReturns = (ndis: Drive, type: string, id: string, status = SUCCESS) =>
  ndis.deliver('vstack', { type: `${type}.return`, id, status });
export const attributes = (ndis: Drive, kind: string) =>
  ndis.deliver('pf', {
    type: 'NdisMSetMiniportAttributes',
    id: 'adapter',
    irql: PASSIVE,
    attributes: kind,
    sriovCapabilities: ['NDIS_SRIOV_CAPS_SRIOV_SUPPORTED', 'NDIS_SRIOV_CAPS_PF_MINIPORT'],
  });
export const oidReturns = (
  ndis: Drive,
  id: string,
  oid: string,
  status: string,
  result: Fields = {},
) => ndis.deliver('pf', { type: 'MiniportOidRequest.return', id, oid, status, result });
export const oidCompletes = (
  ndis: Drive,
  id: string,
  oid: string,
  status: string,
  result: Fields = {},
) => ndis.deliver('pf', { type: 'NdisMOidRequestComplete', id, oid, status, result });
export const request = (ndis: Drive, id: string, oid: string, parameters: Fields = {}) =>
  ndis.deliver('vstack', { type: 'NdisOidRequest', id, irql: PASSIVE, oid, parameters });

/** Up to MiniportInitializeEx being called. */
export function initializing(virtualization = 'STATUS_SUCCESS'): Drive {
  const ndis = newNdis();
  irp(ndis, 'IRP_MN_START_DEVICE');
  below(ndis, 'IRP_MN_START_DEVICE');
  granted(ndis, 'virtualization', virtualization);
  granted(ndis, 'standard');
  return ndis;
}
/** Up to the protocol being bound. */
export function started(virtualization?: string): Drive {
  const ndis = initializing(virtualization);
  attributes(ndis, 'registration');
  attributes(ndis, 'general');
  attributes(ndis, 'hardware-assist');
  returns(ndis, 'MiniportInitializeEx', SUCCESS);
  returns(ndis, 'MiniportRestart', SUCCESS);
  oidReturns(ndis, 'ndis', 'OID_NIC_SWITCH_CREATE_SWITCH', SUCCESS);
  protocolReturns(ndis, 'ProtocolBindAdapterEx', 'bind');
  return ndis;
}
export const newVf = { switchId: 0, vf: 0xffff, requestorId: 0xffffffff };
/** An OID from request to success. */
export const oid = (ndis: Drive, name: string, parameters: Fields, result: Fields = {}) => {
  const [handed] = request(ndis, 'x', name, parameters);
  expect(handed).toMatchObject({ to: 'pf', type: name });
  return oidReturns(ndis, 'x', name, SUCCESS, result);
};
export const allocated = (ndis: Drive) =>
  oid(ndis, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf, { vf: 0, requestorId: 0x310 });
export const withVPort = (ndis: Drive) => {
  allocated(ndis);
  oid(ndis, 'OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0 });
  oid(ndis, 'OID_RECEIVE_FILTER_SET_FILTER', { vport: 0 });
  return ndis;
};

/**
 * Surprise removal from the started state to the end of its IRP; gives everything that was sent.
 */
export function surpriseRemove(ndis: Drive): readonly Sent[] {
  return [
    ...irp(ndis, 'IRP_MN_SURPRISE_REMOVAL'),
    ...protocolReturns(ndis, 'ProtocolNetPnPEvent', 'surprise'),
    ...returns(ndis, 'MiniportDevicePnPEventNotify', undefined, 'notify'),
    ...returns(ndis, 'MiniportPause', SUCCESS),
    ...protocolReturns(ndis, 'ProtocolUnbindAdapterEx', 'unbind'),
    ...returns(ndis, 'MiniportHaltEx'),
    ...below(ndis, 'IRP_MN_SURPRISE_REMOVAL'),
  ];
}
