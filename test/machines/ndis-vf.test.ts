import { expect, test } from 'vitest';
import {
  attributes,
  completes,
  fromVf,
  irp,
  ndisBench,
  queried,
  readBlock,
  returns,
  running,
  types,
} from './ndis-vf-bench.ts';

test('a start goes down first, then interfaces, the miniport, the invalidation IRP and the data path', () => {
  const ndis = ndisBench();
  const steps = [
    irp('IRP_MN_START_DEVICE'),
    completes('irp'),
    completes('vpci-interface', { version: 1 }),
    completes('bus-interface', { version: 1 }),
    attributes('registration'),
    attributes('general'),
    attributes('hardware-assist'),
    returns('MiniportInitializeEx'),
    returns('MiniportRestart'),
  ];
  expect(steps.flatMap((step) => types(ndis.receive(step)))).toEqual([
    'vpci IRP_MN_START_DEVICE',
    'vpci IRP_MN_QUERY_INTERFACE',
    'vpci IRP_MN_QUERY_INTERFACE',
    'vf MiniportInitializeEx',
    'vf NdisMSetMiniportAttributes.return',
    'vf NdisMSetMiniportAttributes.return',
    'vf NdisMSetMiniportAttributes.return',
    'pnp IoCompleteRequest',
    'vf MiniportRestart',
    'vpci IOCTL_VPCI_INVALIDATE_BLOCK',
    'pnp IoSetDeviceInterfaceState',
    'host SwitchDataPath',
  ]);
});

test('a start that fails below, or in the miniport, is failed and leaves nothing held', () => {
  const below = ndisBench();
  below.receive(irp('IRP_MN_START_DEVICE'));
  const failed = below.receive(completes('irp', { status: 'STATUS_NO_SUCH_DEVICE' }));
  expect(failed).toMatchObject([{ to: 'pnp', status: 'STATUS_NO_SUCH_DEVICE' }]);
  expect(below.key).toBe(ndisBench().key);
  const inside = queried();
  const sent = inside.receive(returns('MiniportInitializeEx', 'NDIS_STATUS_FAILURE'));
  expect(types(sent)).toEqual([
    'vpci InterfaceDereference',
    'vpci InterfaceDereference',
    'pnp IoCompleteRequest',
  ]);
  expect(inside.key).toBe(ndisBench().key);
});

test('attributes are set in their order, and only in MiniportInitializeEx', () => {
  const ndis = queried();
  const set = (name: string) => ndis.receive(attributes(name))[0]?.status;
  expect(set('general')).toBe('NDIS_STATUS_FAILURE');
  expect(set('registration')).toBe('NDIS_STATUS_SUCCESS');
  expect(set('registration')).toBe('NDIS_STATUS_FAILURE');
  expect(running().receive(attributes('registration'))).toMatchObject([
    { status: 'NDIS_STATUS_FAILURE' },
  ]);
  const forgetful = queried();
  forgetful.receive(returns('MiniportInitializeEx'));
  expect(forgetful.bugcheck).toBe('BUGCODE_NDIS_DRIVER');
});

test('block calls go through the interface, and of their status only success or failure returns', () => {
  const ndis = running();
  const [call] = ndis.receive(readBlock());
  expect(call).toMatchObject({ to: 'vpci', type: 'ReadVfConfigBlock', slot: 0, blockId: 1 });
  const status = 'STATUS_DEVICE_NOT_CONNECTED';
  const back = { type: 'ReadVfConfigBlock.return', from: 'vpci', id: call?.id, blockId: 1, status };
  expect(ndis.receive(back)).toMatchObject([{ to: 'vf', status: 'NDIS_STATUS_FAILURE' }]);
  const high = running();
  high.receive(readBlock({ irql: 'DISPATCH_LEVEL' }));
  expect(high.bugcheck).toBe('DRIVER_IRQL_NOT_LESS_OR_EQUAL');
});

test('where a VBD keeps the interface, the miniport may not use the block calls, but its own config space', () => {
  const ndis = running('STATUS_NOT_SUPPORTED');
  expect(ndis.receive(readBlock())).toMatchObject([{ to: 'vf', status: 'NDIS_STATUS_FAILURE' }]);
  const config = fromVf('NdisMGetBusData', { irql: 'PASSIVE_LEVEL', offset: 0, length: 2 });
  expect(types(ndis.receive(config))).toEqual(['vpci GetBusData']);
});

test('a completed invalidation becomes an OID, and the IRP is sent again at once', () => {
  const ndis = running();
  const invalidated = (blockMask: string) => completes('invalidate', { blockMask });
  const first = ndis.receive(invalidated('0x1'));
  expect(types(first).sort()).toEqual([
    'vf OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
    'vpci IOCTL_VPCI_INVALIDATE_BLOCK',
  ]);
  // One OID at a time; what comes meanwhile is added up.
  expect(types(ndis.receiveAll(invalidated('0x2'), invalidated('0x4')))).toEqual([
    'vpci IOCTL_VPCI_INVALIDATE_BLOCK',
  ]);
  const oid = 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK';
  const pended = fromVf('MiniportOidRequest.return', { oid, status: 'NDIS_STATUS_PENDING' });
  const done = fromVf('NdisMOidRequestComplete', { oid, status: 'NDIS_STATUS_SUCCESS' });
  expect(ndis.receiveAll(pended, done)).toMatchObject([{ parameters: { blockMask: '0x6' } }]);
});

test('an OID that is completed twice, or as pending, is a bug check', () => {
  const oid = 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK';
  const ended = (status: string) => fromVf('NdisMOidRequestComplete', { oid, status });
  const twice = running();
  twice.receiveAll(
    completes('invalidate', { blockMask: '0x1' }),
    ended('NDIS_STATUS_SUCCESS'),
    fromVf('MiniportOidRequest.return', { oid, status: 'NDIS_STATUS_PENDING' }),
  );
  expect(twice.bugcheck).toBe(null);
  twice.receive(ended('NDIS_STATUS_SUCCESS'));
  expect(twice.bugcheck).toBe('BUGCODE_NDIS_DRIVER');
  const pending = running();
  pending.receiveAll(completes('invalidate', { blockMask: '0x1' }), ended('NDIS_STATUS_PENDING'));
  expect(pending.bugcheck).toBe('BUGCODE_NDIS_DRIVER');
});

test('query-remove takes the traffic off, pauses, drains calls, drops references and goes down', () => {
  const ndis = running();
  ndis.receive(readBlock());
  expect(types(ndis.receive(irp('IRP_MN_QUERY_REMOVE_DEVICE')))).toEqual([
    'host SwitchDataPath',
    'pnp IoSetDeviceInterfaceState',
    'vf MiniportPause',
  ]);
  expect(ndis.receive(returns('MiniportPause'))).toEqual([]);
  expect(ndis.receive(readBlock({ id: 'late' }))).toMatchObject([
    { status: 'NDIS_STATUS_FAILURE' },
  ]);
  const back = { type: 'ReadVfConfigBlock.return', from: 'vpci', status: 'STATUS_SUCCESS' };
  const sent = ndis.receive({ ...back, id: 'NdisMReadConfigBlock:NdisMReadConfigBlock' });
  expect(types(sent)).toEqual([
    'vf NdisMReadConfigBlock.return',
    'vpci InterfaceDereference',
    'vpci InterfaceDereference',
    'vpci IRP_MN_QUERY_REMOVE_DEVICE',
  ]);
  // No completion routine: the bus driver answers the PnP manager itself.
  expect(sent.at(-1)).toMatchObject({ from: 'pnp', id: 'pnp', deviceObject: 'PDO', slot: 0 });
});

test('remove cancels the own IRP and waits for it before the miniport is halted', () => {
  const ndis = running();
  ndis.receiveAll(irp('IRP_MN_QUERY_REMOVE_DEVICE'), returns('MiniportPause'));
  expect(types(ndis.receive(irp('IRP_MN_REMOVE_DEVICE')))).toEqual(['vpci IoCancelIrp']);
  const cancelled = completes('invalidate', { status: 'STATUS_CANCELLED' });
  expect(ndis.receive(cancelled)).toMatchObject([
    { type: 'MiniportHaltEx', haltAction: 'NdisHaltDeviceDisabled' },
  ]);
  expect(types(ndis.receive(fromVf('MiniportHaltEx.return')))).toEqual([
    'vpci IRP_MN_REMOVE_DEVICE',
  ]);
  expect(ndis.key).toBe(ndisBench().key);
});

test('a cancelled remove goes down first, then the interfaces are queried again and the adapter restarts', () => {
  const ndis = running();
  ndis.receiveAll(irp('IRP_MN_QUERY_REMOVE_DEVICE'), returns('MiniportPause'));
  expect(types(ndis.receive(irp('IRP_MN_CANCEL_REMOVE_DEVICE')))).toEqual([
    'vpci IRP_MN_CANCEL_REMOVE_DEVICE',
  ]);
  const sent = ndis.receiveAll(
    completes('irp'),
    completes('vpci-interface', { version: 1 }),
    completes('bus-interface', { version: 1 }),
  );
  expect(types(sent)).toEqual(['pnp IoCompleteRequest', 'vf MiniportRestart']);
  expect(types(ndis.receive(returns('MiniportRestart')))).toContain('host SwitchDataPath');
});

test('surprise removal tells the miniport, pauses, halts and only then goes down', () => {
  const ndis = running();
  const steps = [
    irp('IRP_MN_SURPRISE_REMOVAL'),
    returns('MiniportDevicePnPEventNotify'),
    returns('MiniportPause', 'NDIS_STATUS_PENDING'),
    fromVf('NdisMPauseComplete', { status: 'NDIS_STATUS_SUCCESS' }),
    completes('invalidate', { status: 'STATUS_DEVICE_NOT_CONNECTED' }),
    fromVf('MiniportHaltEx.return'),
  ];
  expect(steps.flatMap((step) => types(ndis.receive(step)))).toEqual([
    'host SwitchDataPath',
    'pnp IoSetDeviceInterfaceState',
    'vf MiniportDevicePnPEventNotify',
    'vf MiniportPause',
    'vpci IoCancelIrp',
    'vf MiniportHaltEx',
    'vpci InterfaceDereference',
    'vpci InterfaceDereference',
    'vpci IRP_MN_SURPRISE_REMOVAL',
  ]);
  expect(types(ndis.receive(irp('IRP_MN_REMOVE_DEVICE')))).toEqual(['vpci IRP_MN_REMOVE_DEVICE']);
});

test('surprise removal before the start, during it and after query-remove is taken', () => {
  const before = ndisBench();
  const surprise = irp('IRP_MN_SURPRISE_REMOVAL');
  expect(types(before.receive(surprise))).toEqual(['vpci IRP_MN_SURPRISE_REMOVAL']);
  const during = queried();
  expect(during.receive(surprise)).toEqual([]);
  const failed = during.receive(returns('MiniportInitializeEx', 'NDIS_STATUS_FAILURE'));
  expect(types(failed).at(-1)).toBe('vpci IRP_MN_SURPRISE_REMOVAL');
  const asked = running();
  asked.receiveAll(irp('IRP_MN_QUERY_REMOVE_DEVICE'), returns('MiniportPause'));
  expect(types(asked.receive(surprise))).toEqual(['vf MiniportDevicePnPEventNotify']);
  // Already paused: the miniport is not paused a second time (Z60).
  expect(types(asked.receive(returns('MiniportDevicePnPEventNotify')))).toEqual([
    'vpci IoCancelIrp',
  ]);
});

test('power down works on the way down, power up on the way up', () => {
  const ndis = running();
  const oid = 'OID_PNP_SET_POWER';
  const success = fromVf('MiniportOidRequest.return', { oid, status: 'NDIS_STATUS_SUCCESS' });
  const down = [irp('IRP_MN_SET_POWER', { powerState: 'D3' }), returns('MiniportPause'), success];
  expect(down.flatMap((step) => types(ndis.receive(step)))).toEqual([
    'host SwitchDataPath',
    'vf MiniportPause',
    'vf OID_PNP_SET_POWER',
    'vpci IRP_MN_SET_POWER',
  ]);
  // An invalidation waits until the adapter is in D0 again.
  expect(types(ndis.receive(completes('invalidate', { blockMask: '0x1' })))).toEqual([
    'vpci IOCTL_VPCI_INVALIDATE_BLOCK',
  ]);
  const up = [irp('IRP_MN_SET_POWER', { powerState: 'D0' }), completes('irp'), success];
  expect(up.flatMap((step) => types(ndis.receive(step)))).toEqual([
    'vpci IRP_MN_SET_POWER',
    'vf OID_PNP_SET_POWER',
    'pnp IoCompleteRequest',
    'vf MiniportRestart',
    'vf OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
  ]);
});

test('the serial number is answered by NDIS from the interface, without the miniport', () => {
  const ask = {
    ...{ type: 'NdisOidRequest', from: 'switch', id: 'o', irql: 'PASSIVE_LEVEL' },
    parameters: {},
  };
  const oid = 'OID_SRIOV_VF_SERIAL_NUMBER';
  expect(running().receive({ ...ask, oid })).toMatchObject([{ result: { serialNumber: 9 } }]);
  expect(ndisBench().receive({ ...ask, oid })).toMatchObject([
    { status: 'NDIS_STATUS_NOT_SUPPORTED' },
  ]);
});
