/** The VPCI bus driver on the bench, and the messages that its tests use. */
import type { Readings } from '../../machines/readings.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { interfaceSizeBytes } from '../../src/wdk/interfaces.ts';
import type { Bench, Loose } from './harness.ts';
import { bench } from './harness.ts';

const structures = {
  GUID_VPCI_INTERFACE_STANDARD: 'VPCI_INTERFACE_STANDARD',
  GUID_BUS_INTERFACE_STANDARD: 'BUS_INTERFACE_STANDARD',
} as const;
type Guid = keyof typeof structures;

export const child = (serial = 1, slot = 0) => ({ slot, vendorId: 1, deviceId: 2, serial });
export const fdo = (type: string): Loose => ({
  type,
  from: 'pnp',
  id: 'pnp',
  irql: 'PASSIVE_LEVEL',
  deviceObject: 'FDO',
});
export const pdo = (type: string, rest: object = {}): Loose => ({
  type,
  from: 'ndis',
  id: 'irp',
  irql: 'PASSIVE_LEVEL',
  deviceObject: 'PDO',
  slot: 0,
  ...rest,
});
export const query = (interfaceType: Guid | 'GUID_OTHER', rest: object = {}): Loose =>
  pdo('IRP_MN_QUERY_INTERFACE', {
    interfaceType,
    size: interfaceType === 'GUID_OTHER' ? 64 : interfaceSizeBytes(structures[interfaceType]),
    version: 1,
    status: 'STATUS_NOT_SUPPORTED',
    ...rest,
  });
export const dereference = (interfaceType: Guid): Loose => ({
  type: 'InterfaceDereference',
  from: 'ndis',
  interfaceType,
  slot: 0,
});
/** A completion packet of the host. */
export const done = (type: string, id: string, rest: object = {}): Loose => ({
  type: `VPCI_${type}.completion`,
  from: 'host',
  id,
  slot: 0,
  status: 'STATUS_SUCCESS',
  ...rest,
});
export const relations = (...children: readonly object[]): Loose => ({
  type: 'VPCI_BUS_RELATIONS2',
  from: 'host',
  children,
});
export const eject: Loose = { type: 'VPCI_EJECT', from: 'host', slot: 0 };
export const rescind: Loose = { type: 'VMBUS_RESCIND_CHANNEL_OFFER', from: 'host' };
export const invalidate = (blockMask: string): Loose => ({
  type: 'VPCI_INVALIDATE_BLOCK',
  from: 'host',
  slot: 0,
  blockMask,
});
export const ioctl = (type: string, id: string, rest: object): Loose => ({
  type,
  from: 'ndis',
  id,
  irql: 'PASSIVE_LEVEL',
  slot: 0,
  ...rest,
});
export const call = (type: 'ReadVfConfigBlock' | 'WriteVfConfigBlock', rest: object = {}): Loose =>
  ioctl(type, 'call', { blockId: 3, length: 128, block: 'x', ...rest });
export const readIoctl = (rest: object = {}): Loose =>
  ioctl('IOCTL_VPCI_READ_BLOCK', 'read', {
    blockId: 3,
    length: 64,
    outputBufferLength: 64,
    ...rest,
  });
export const armIoctl = (rest: object = {}): Loose =>
  ioctl('IOCTL_VPCI_INVALIDATE_BLOCK', 'arm', rest);
export const cancel = (id: string): Loose => ({
  type: 'IoCancelIrp',
  from: 'ndis',
  id,
  irql: 'DISPATCH_LEVEL',
});
export const dpc = (irp: string): Loose => ({
  type: 'KeInsertQueueDpc',
  from: 'vpci',
  irql: 'DISPATCH_LEVEL',
  requester: 'ndis',
  irp,
});

export function vpciBench(slots = 1, readings: Readings = {}): Bench {
  const machine = createVpciBus({ slots });
  return bench('vpci', machine, { host: 'host', pnp: 'pnp', readings }, ['host', 'pnp', 'ndis']);
}

/** A bus in D0 whose child 0 is surveyed and reported to PnP. */
export function reported(readings: Readings = {}): Bench {
  const vpci = vpciBench(1, readings);
  vpci.receiveAll(
    fdo('IRP_MN_START_DEVICE'),
    done('QUERY_PROTOCOL_VERSION', '1', { version: 0x00010006 }),
    relations(child()),
    done('FDO_D0_ENTRY', '1'),
    done('QUERY_RESOURCE_REQUIREMENTS', '1'),
    fdo('IRP_MN_QUERY_DEVICE_RELATIONS'),
  );
  return vpci;
}

/** A started child whose two interfaces `ndis` holds. */
export function started(readings: Readings = {}): Bench {
  const vpci = reported(readings);
  vpci.receiveAll(
    pdo('IRP_MN_START_DEVICE'),
    done('RESOURCES_ASSIGNED2', '1'),
    query('GUID_VPCI_INTERFACE_STANDARD'),
    query('GUID_BUS_INTERFACE_STANDARD'),
  );
  return vpci;
}
