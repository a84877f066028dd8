import { describe, expect, test } from 'vitest';
import type { Sent } from './harness.ts';
import * as v from './vpci-bench.ts';

const types = (sent: readonly Sent[]) => sent.map(({ to, type }) => `${to} ${type}`);
const statuses = (sent: readonly Sent[]) => sent.map(({ status }) => status);
const completed = (status: string, rest: object = {}) => [
  expect.objectContaining({ to: 'ndis', type: 'IoCompleteRequest', status, ...rest }),
];

describe('the channel', () => {
  test('versions are offered from the highest down, until the host agrees', () => {
    const vpci = v.vpciBench();
    const first = vpci.receive(v.fdo('IRP_MN_START_DEVICE'));
    expect(first).toEqual([
      { to: 'host', type: 'VPCI_QUERY_PROTOCOL_VERSION', id: '1', version: 0x00010006 },
    ]);
    const mismatch = { status: 'STATUS_REVISION_MISMATCH' };
    const next = vpci.receive(v.done('QUERY_PROTOCOL_VERSION', '1', mismatch));
    expect(next).toMatchObject([{ version: 0x00010005 }]);
    expect(types(vpci.receive(v.done('QUERY_PROTOCOL_VERSION', '1')))).toEqual([
      'host VPCI_FDO_D0_ENTRY',
    ]);
  });

  test('a host that wants none of the versions, or fails otherwise, fails the start', () => {
    const mismatch = v.done('QUERY_PROTOCOL_VERSION', '1', { status: 'STATUS_REVISION_MISMATCH' });
    const none = v.vpciBench();
    none.receive(v.fdo('IRP_MN_START_DEVICE'));
    const answers = Array.from({ length: 5 }, () => none.receive(mismatch)).at(-1);
    expect(answers).toMatchObject([{ to: 'pnp', status: 'STATUS_REVISION_MISMATCH' }]);
    const bad = v.vpciBench();
    bad.receive(v.fdo('IRP_MN_START_DEVICE'));
    const other = v.done('QUERY_PROTOCOL_VERSION', '1', { status: 'STATUS_BAD_DATA' });
    expect(bad.receive(other)).toMatchObject([{ to: 'pnp', status: 'STATUS_BAD_DATA' }]);
    expect(types(bad.receive(v.fdo('IRP_MN_REMOVE_DEVICE')))).toEqual([
      'host VMBUS_CLOSE_CHANNEL',
      'pnp IoCompleteRequest',
    ]);
  });

  test('a D0 entry that a previous owner blocks is tried once more after a D0 exit', () => {
    const vpci = v.vpciBench();
    vpci.receiveAll(v.fdo('IRP_MN_START_DEVICE'), v.done('QUERY_PROTOCOL_VERSION', '1'));
    const refused = v.done('FDO_D0_ENTRY', '1', { status: 'STATUS_INVALID_DEVICE_STATE' });
    expect(types(vpci.receive(refused))).toEqual(['host VPCI_FDO_D0_EXIT']);
    expect(types(vpci.receive(v.done('FDO_D0_EXIT', '1')))).toEqual(['host VPCI_FDO_D0_ENTRY']);
    expect(vpci.receive(refused)).toMatchObject([
      { to: 'pnp', status: 'STATUS_INVALID_DEVICE_STATE' },
    ]);
  });

  test('of the lists that come before D0 only the newest counts, and the start waits for the survey', () => {
    const vpci = v.vpciBench();
    vpci.receiveAll(
      v.fdo('IRP_MN_START_DEVICE'),
      v.done('QUERY_PROTOCOL_VERSION', '1'),
      v.relations(v.child(7)),
      v.relations(v.child(8)),
    );
    expect(types(vpci.receive(v.done('FDO_D0_ENTRY', '1')))).toEqual([
      'host VPCI_QUERY_RESOURCE_REQUIREMENTS',
    ]);
    expect(types(vpci.receive(v.done('QUERY_RESOURCE_REQUIREMENTS', '1')))).toEqual([
      'pnp IoInvalidateDeviceRelations',
      'pnp IoCompleteRequest',
    ]);
    const [answer] = vpci.receive(v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'));
    expect(answer).toMatchObject({ children: [{ slot: 0, serial: 8 }] });
  });

  test('after a rescind nothing is sent to the host but one close, however often it comes', () => {
    const vpci = v.started();
    vpci.receiveAll(v.armIoctl(), v.call('ReadVfConfigBlock'));
    const sent = [
      v.rescind,
      v.rescind,
      v.call('ReadVfConfigBlock'),
      v.readIoctl(),
      v.pdo('IRP_MN_SET_POWER', { powerState: 'D3' }),
      v.dereference('GUID_VPCI_INTERFACE_STANDARD'),
      v.dereference('GUID_BUS_INTERFACE_STANDARD'),
      v.pdo('IRP_MN_SURPRISE_REMOVAL'),
      v.pdo('IRP_MN_REMOVE_DEVICE'),
      v.fdo('IRP_MN_SURPRISE_REMOVAL'),
      v.fdo('IRP_MN_REMOVE_DEVICE'),
    ].flatMap((message) => vpci.receive(message));
    expect(types(sent).filter((each) => each.startsWith('host'))).toEqual([
      'host VMBUS_CLOSE_CHANNEL',
    ]);
    expect(vpci.key).toBe(v.vpciBench().key);
  });

  test('a bus that PnP stops leaves D0 before it closes the channel', () => {
    const vpci = v.vpciBench();
    vpci.receiveAll(
      v.fdo('IRP_MN_START_DEVICE'),
      v.done('QUERY_PROTOCOL_VERSION', '1'),
      v.relations(),
      v.done('FDO_D0_ENTRY', '1'),
    );
    expect(types(vpci.receive(v.fdo('IRP_MN_REMOVE_DEVICE')))).toEqual(['host VPCI_FDO_D0_EXIT']);
    expect(types(vpci.receive(v.done('FDO_D0_EXIT', '1')))).toEqual([
      'host VMBUS_CLOSE_CHANNEL',
      'pnp IoCompleteRequest',
    ]);
  });
});

describe('interfaces', () => {
  test('both are handed out with a version; an unknown one leaves the status', () => {
    const vpci = v.reported();
    const [given] = vpci.receive(v.query('GUID_VPCI_INTERFACE_STANDARD'));
    expect(given).toMatchObject({ status: 'STATUS_SUCCESS', version: 1, serialNumber: 1 });
    expect(vpci.receive(v.query('GUID_OTHER', { status: 'STATUS_UNSUCCESSFUL' }))).toMatchObject([
      { status: 'STATUS_UNSUCCESSFUL' },
    ]);
    const small = v.query('GUID_BUS_INTERFACE_STANDARD', { size: 8 });
    expect(vpci.receive(small)).toMatchObject([{ status: 'STATUS_INVALID_PARAMETER' }]);
  });

  test('query-remove is refused until the last reference is dropped', () => {
    const vpci = v.started();
    const queryRemove = v.pdo('IRP_MN_QUERY_REMOVE_DEVICE');
    const sent = [
      queryRemove,
      v.dereference('GUID_VPCI_INTERFACE_STANDARD'),
      queryRemove,
      v.dereference('GUID_BUS_INTERFACE_STANDARD'),
      queryRemove,
    ].flatMap((message) => vpci.receive(message));
    expect(statuses(sent)).toEqual([
      'STATUS_UNSUCCESSFUL',
      'STATUS_UNSUCCESSFUL',
      'STATUS_SUCCESS',
    ]);
  });

  test('a call without a reference and a dereference too many are bug checks', () => {
    const late = v.started();
    late.receiveAll(v.dereference('GUID_VPCI_INTERFACE_STANDARD'), v.call('ReadVfConfigBlock'));
    expect(late.bugcheck).toBe('PAGE_FAULT_IN_NONPAGED_AREA');
    const twice = v.reported();
    twice.receive(v.dereference('GUID_BUS_INTERFACE_STANDARD'));
    expect(twice.bugcheck).toBe('REFERENCE_BY_POINTER');
  });

  test('blocks and configuration space of a VF end at APC_LEVEL (C05, C09), IOCTLs at DISPATCH_LEVEL', () => {
    const irql = 'DISPATCH_LEVEL';
    for (const type of ['ReadVfConfigBlock', 'WriteVfConfigBlock'] as const) {
      const vpci = v.started();
      vpci.receive(v.call(type, { irql }));
      expect(vpci.bugcheck).toBe('DRIVER_IRQL_NOT_LESS_OR_EQUAL');
    }
    const config = { type: 'GetBusData', from: 'ndis', id: 'c', slot: 0, offset: 0, length: 2 };
    const at = (level: string) => {
      const vpci = v.started();
      vpci.receive({ ...config, irql: level });
      return vpci.bugcheck;
    };
    expect([at('APC_LEVEL'), at(irql)]).toEqual([null, 'DRIVER_IRQL_NOT_LESS_OR_EQUAL']);
    const vpci = v.started();
    expect(vpci.receive(v.readIoctl({ irql }))).toHaveLength(2);
  });
});

describe('block requests', () => {
  test('lengths are 1 to 128 (C14), and the output buffer of the IOCTL holds exactly the bytes', () => {
    const vpci = v.started();
    const call = (length: number) =>
      statuses(vpci.receive(v.call('ReadVfConfigBlock', { length })));
    expect([call(0), call(129)]).toEqual([
      ['STATUS_INVALID_PARAMETER'],
      ['STATUS_INVALID_PARAMETER'],
    ]);
    expect(types(vpci.receive(v.call('ReadVfConfigBlock', { length: 128 })))).toEqual([
      'host VPCI_READ_BLOCK',
    ]);
    const buffer = (outputBufferLength: number) =>
      vpci.receive(v.readIoctl({ outputBufferLength }));
    expect(buffer(63)).toEqual(completed('STATUS_BUFFER_TOO_SMALL', { information: 0 }));
    expect(buffer(65)).toEqual(completed('STATUS_INVALID_PARAMETER'));
  });

  test('an IOCTL is pended before its packet goes, and completed in a DPC', () => {
    const vpci = v.started();
    expect(types(vpci.receive(v.readIoctl()))).toEqual([
      'ndis IoCallDriver.return',
      'host VPCI_READ_BLOCK',
    ]);
    expect(vpci.context.outstanding).toMatchObject([{ pending: true, cancelRoutine: true }]);
    const answer = v.done('READ_BLOCK', '1', { blockId: 3, block: 'b' });
    expect(types(vpci.receive(answer))).toEqual(['vpci KeInsertQueueDpc']);
    expect(vpci.receive(v.dpc('read'))).toEqual(
      completed('STATUS_SUCCESS', { information: 64, value: 'b', blockId: 3 }),
    );
  });

  test('the cancel routine and the DPC agree on one owner', () => {
    const cancelled = v.started();
    cancelled.receive(v.readIoctl());
    expect(cancelled.receive(v.cancel('read'))).toEqual(
      completed('STATUS_CANCELLED', { information: 0 }),
    );
    expect(cancelled.receive(v.cancel('read'))).toEqual([]);
    const answered = v.started();
    answered.receiveAll(v.readIoctl(), v.done('READ_BLOCK', '1', { blockId: 3, block: 'b' }));
    expect(answered.receive(v.cancel('read'))).toEqual([]);
    expect(answered.receive(v.dpc('read'))).toEqual(completed('STATUS_SUCCESS'));
  });

  test('a transaction id is not used again before the host has answered it', () => {
    const vpci = v.started();
    vpci.receiveAll(v.readIoctl(), v.cancel('read'));
    expect(vpci.receive(v.call('ReadVfConfigBlock'))).toMatchObject([{ id: '2' }]);
    expect(vpci.receive(v.done('READ_BLOCK', '1', { block: 'late' }))).toEqual([]);
    expect(vpci.receive(v.call('WriteVfConfigBlock'))).toMatchObject([{ id: '1' }]);
    const [own] = vpci.receive(v.done('READ_BLOCK', '2', { blockId: 3, block: 'b' }));
    expect(own).toMatchObject({ type: 'ReadVfConfigBlock.return', block: 'b' });
  });

  test('a child that is not started, is ejected or is gone refuses them', () => {
    expect(statuses(v.reported().receive(v.readIoctl()))).toEqual(['STATUS_DEVICE_NOT_READY']);
    for (const end of [v.eject, v.rescind, v.relations()]) {
      const vpci = v.started();
      vpci.receive(end);
      expect(statuses(vpci.receive(v.readIoctl()))).toEqual(['STATUS_DEVICE_NOT_CONNECTED']);
      expect(statuses(vpci.receive(v.call('ReadVfConfigBlock')))).toEqual([
        'STATUS_DEVICE_NOT_CONNECTED',
      ]);
    }
  });

  test('ejection ends what the host will not answer, but not what a DPC already owns', () => {
    const vpci = v.started();
    vpci.receiveAll(v.armIoctl(), v.readIoctl(), v.call('WriteVfConfigBlock'));
    vpci.receive(v.done('READ_BLOCK', '1', { blockId: 3, block: 'b' }));
    expect(types(vpci.receive(v.eject))).toEqual([
      'ndis IoCompleteRequest',
      'ndis WriteVfConfigBlock.return',
      'pnp IoRequestDeviceEject',
    ]);
    expect(vpci.receive(v.dpc('read'))).toEqual(completed('STATUS_SUCCESS'));
    expect(vpci.context.abandoned).toEqual([2]);
  });
});

describe('invalidation', () => {
  test('masks are kept until an IRP takes them, and exactly the delivered bits are cleared', () => {
    const vpci = v.started();
    vpci.receiveAll(v.invalidate('0x1'), v.invalidate('0x4'));
    expect(types(vpci.receive(v.armIoctl()))).toEqual([
      'ndis IoCallDriver.return',
      'vpci KeInsertQueueDpc',
    ]);
    vpci.receive(v.invalidate('0x8'));
    expect(vpci.receive(v.dpc('arm'))).toEqual(completed('STATUS_SUCCESS', { blockMask: '0x5' }));
    vpci.receive(v.armIoctl());
    expect(vpci.receive(v.dpc('arm'))).toEqual(completed('STATUS_SUCCESS', { blockMask: '0x8' }));
  });

  test('one IRP per child is kept pending, and can be cancelled', () => {
    const vpci = v.started();
    vpci.receive(v.armIoctl());
    expect(statuses(vpci.receive(v.armIoctl({ id: 'second' })))).toEqual(['STATUS_DEVICE_BUSY']);
    expect(vpci.receive(v.cancel('arm'))).toEqual(completed('STATUS_CANCELLED'));
    vpci.receive(v.invalidate('0x1'));
    vpci.receive(v.armIoctl());
    expect(vpci.receive(v.dpc('arm'))).toEqual(completed('STATUS_SUCCESS', { blockMask: '0x1' }));
  });
});

describe('the end of a child', () => {
  test('an ejection is acknowledged after the child is unlinked, once', () => {
    const vpci = v.started();
    expect(types(vpci.receiveAll(v.eject))).toEqual(['pnp IoRequestDeviceEject']);
    expect(vpci.receive(v.eject)).toEqual([]);
    expect(types(vpci.receive(v.pdo('IRP_MN_REMOVE_DEVICE')))).toEqual([
      'host VPCI_RESOURCES_RELEASED',
      'host VPCI_EJECTION_COMPLETE',
      'ndis IoCompleteRequest',
    ]);
    expect(vpci.context.children).toEqual({});
    expect(vpci.receive(v.eject)).toEqual([]);
  });

  test('a child that PnP does not know of is let go at once', () => {
    const vpci = v.vpciBench();
    vpci.receiveAll(
      v.fdo('IRP_MN_START_DEVICE'),
      v.done('QUERY_PROTOCOL_VERSION', '1'),
      v.relations(v.child()),
      v.done('FDO_D0_ENTRY', '1'),
    );
    expect(types(vpci.receive(v.eject))).toEqual([
      'host VPCI_EJECTION_COMPLETE',
      'pnp IoCompleteRequest',
    ]);
  });

  test('a start under way fails when the host ejects; no start follows the acknowledgement', () => {
    const vpci = v.reported();
    vpci.receive(v.pdo('IRP_MN_START_DEVICE'));
    expect(types(vpci.receive(v.eject))).toEqual([
      'ndis IoCompleteRequest',
      'pnp IoRequestDeviceEject',
    ]);
    expect(statuses(vpci.receive(v.pdo('IRP_MN_START_DEVICE')))).toEqual(['STATUS_NO_SUCH_DEVICE']);
    expect(vpci.receive(v.done('RESOURCES_ASSIGNED2', '1'))).toEqual([]);
  });

  test('a vanished child is served until its remove IRP, which succeeds (C36)', () => {
    const vpci = v.started();
    vpci.receiveAll(
      v.relations(),
      v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'),
      v.dereference('GUID_VPCI_INTERFACE_STANDARD'),
      v.dereference('GUID_BUS_INTERFACE_STANDARD'),
    );
    const sent = [
      v.pdo('IRP_MN_SET_POWER', { powerState: 'D0' }),
      v.pdo('IRP_MN_SET_POWER', { powerState: 'D3' }),
      v.pdo('IRP_MN_SURPRISE_REMOVAL'),
      v.pdo('IRP_MN_REMOVE_DEVICE'),
      v.pdo('IRP_MN_REMOVE_DEVICE'),
    ].flatMap((message) => vpci.receive(message));
    expect(statuses(sent)).toEqual([
      'STATUS_NO_SUCH_DEVICE',
      'STATUS_SUCCESS',
      'STATUS_SUCCESS',
      'STATUS_SUCCESS',
      'STATUS_NO_SUCH_DEVICE',
    ]);
  });

  test('its device object stays while the list that PnP has still names it', () => {
    const vpci = v.reported();
    vpci.receiveAll(v.relations(), v.pdo('IRP_MN_REMOVE_DEVICE'));
    expect(Object.keys(vpci.context.children as object)).toEqual(['0']);
    expect(vpci.receive(v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'))).toMatchObject([{ children: [] }]);
    expect(vpci.context.children).toEqual({});
  });

  test('a new serial number in the slot is another device: it is surveyed when the old one has gone', () => {
    const vpci = v.reported();
    vpci.receiveAll(v.relations(v.child(2)), v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'));
    expect(types(vpci.receive(v.pdo('IRP_MN_REMOVE_DEVICE')))).toEqual([
      'ndis IoCompleteRequest',
      'host VPCI_QUERY_RESOURCE_REQUIREMENTS',
    ]);
    vpci.receive(v.done('QUERY_RESOURCE_REQUIREMENTS', '1'));
    expect(vpci.receive(v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'))).toMatchObject([
      { children: [{ serial: 2 }] },
    ]);
  });

  test('a bus with two slots keeps them apart', () => {
    const vpci = v.vpciBench(2);
    vpci.receiveAll(
      v.fdo('IRP_MN_START_DEVICE'),
      v.done('QUERY_PROTOCOL_VERSION', '1'),
      v.relations(v.child(1, 0), v.child(2, 1)),
      v.done('FDO_D0_ENTRY', '1'),
      v.done('QUERY_RESOURCE_REQUIREMENTS', '1'),
      v.done('QUERY_RESOURCE_REQUIREMENTS', '2', { slot: 1 }),
      v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'),
      v.pdo('IRP_MN_START_DEVICE'),
      v.pdo('IRP_MN_START_DEVICE', { slot: 1, id: 'other' }),
      v.done('RESOURCES_ASSIGNED2', '1'),
      v.done('RESOURCES_ASSIGNED2', '2', { slot: 1 }),
      v.readIoctl(),
    );
    expect(types(vpci.receive({ ...v.eject, slot: 1 }))).toEqual(['pnp IoRequestDeviceEject']);
    expect(vpci.snapshot.value).toMatchObject({
      operating: { slot0: { child: 'started' }, slot1: { child: 'ejecting' } },
    });
    const [answer] = vpci.receive(v.fdo('IRP_MN_QUERY_DEVICE_RELATIONS'));
    expect(answer?.children).toEqual([
      { slot: 0, serial: 1 },
      { slot: 1, serial: 2 },
    ]);
    expect(vpci.context.outstanding).toHaveLength(1);
  });
});
