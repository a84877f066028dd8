/** NDIS around a VF on the bench, and the messages that its tests use. */
import { ndisVf } from '../../machines/ndis-vf.ts';
import type { Bench, Loose, Sent } from './harness.ts';
import { bench } from './harness.ts';

const peers = ['vf', 'vpci', 'pnp', 'host', 'switch'];
const input = { miniport: 'vf', bus: 'vpci', slot: 0, vf: 5, pnp: 'pnp', host: 'host' };
export const ndisBench = () => bench('ndis', ndisVf, input, peers);

export const irp = (type: string, rest: object = {}): Loose => ({
  type,
  from: 'pnp',
  id: 'pnp',
  irql: 'PASSIVE_LEVEL',
  deviceObject: 'FDO',
  ...rest,
});
export const completes = (id: string, rest: object = {}): Loose => ({
  type: 'IoCompleteRequest',
  from: 'vpci',
  id,
  status: 'STATUS_SUCCESS',
  ...rest,
});
export const fromVf = (type: string, rest: object = {}): Loose => ({
  type,
  from: 'vf',
  id: type,
  ...rest,
});
export const returns = (routine: string, status = 'NDIS_STATUS_SUCCESS') =>
  fromVf(`${routine}.return`, { status });
export const attributes = (name: string) =>
  fromVf('NdisMSetMiniportAttributes', { irql: 'PASSIVE_LEVEL', attributes: name });
export const readBlock = (rest: object = {}) =>
  fromVf('NdisMReadConfigBlock', { irql: 'PASSIVE_LEVEL', blockId: 1, length: 64, ...rest });
export const types = (sent: readonly Sent[]) => sent.map(({ to, type }) => `${to} ${type}`);

/** Up to the point where the interfaces were answered like this. */
export function queried(vpciStatus = 'STATUS_SUCCESS'): Bench {
  const ndis = ndisBench();
  ndis.receiveAll(
    irp('IRP_MN_START_DEVICE'),
    completes('irp'),
    completes('vpci-interface', { status: vpciStatus, version: 1, serialNumber: 9 }),
    completes('bus-interface', { version: 1 }),
  );
  return ndis;
}
export function running(vpciStatus?: string): Bench {
  const ndis = queried(vpciStatus);
  ndis.receiveAll(
    attributes('registration'),
    attributes('general'),
    attributes('hardware-assist'),
    returns('MiniportInitializeEx'),
    returns('MiniportRestart'),
  );
  return ndis;
}
