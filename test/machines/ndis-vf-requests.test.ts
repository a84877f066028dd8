/** What NDIS around a VF does with power questions, IRPs for the bus, resets and OIDs of protocols. */
import { describe, expect, test } from 'vitest';
import * as n from './ndis-vf-bench.ts';

const types = n.types;
const oidReturns = (oid: string, status = 'NDIS_STATUS_SUCCESS') =>
  n.fromVf('MiniportOidRequest.return', { oid, status });

describe("IRPs that are the bus driver's to answer", () => {
  test('they go down at once, with their requester, also before the start', () => {
    for (const ndis of [n.ndisBench(), n.running()]) {
      for (const type of ['QUERY_CAPABILITIES', 'READ_CONFIG', 'WRITE_CONFIG']) {
        expect(ndis.receive(n.irp(`IRP_MN_${type}`, { offset: 4, length: 2 }))).toMatchObject([
          { to: 'vpci', type: `IRP_MN_${type}`, from: 'pnp', id: 'pnp', deviceObject: 'PDO' },
        ]);
      }
    }
  });
});

describe('power', () => {
  const query = n.irp('IRP_MN_QUERY_POWER', { powerState: 'D3' });

  test('the question is put to the miniport and to the bus, and traffic stays on the VF', () => {
    const ndis = n.running();
    expect(types(ndis.receive(query)).sort()).toEqual([
      'vf OID_PNP_QUERY_POWER',
      'vpci IRP_MN_QUERY_POWER',
    ]);
    ndis.receive(oidReturns('OID_PNP_QUERY_POWER'));
    expect(ndis.key).toBe(n.running().key);
  });

  test('a D0 takes the question back, in the order of the IRPs', () => {
    const ndis = n.running();
    ndis.receive(query);
    const back = ndis.receive(n.irp('IRP_MN_SET_POWER', { powerState: 'D0' }));
    expect(types(back)).toEqual(['vpci IRP_MN_SET_POWER']);
    expect(ndis.receive(oidReturns('OID_PNP_QUERY_POWER'))).toMatchObject([
      { type: 'OID_PNP_SET_POWER', parameters: { powerState: 'D0' } },
    ]);
  });

  test('an adapter that is not started is not asked', () => {
    expect(types(n.ndisBench().receive(query))).toEqual(['vpci IRP_MN_QUERY_POWER']);
  });
});

describe('reset', () => {
  const reset = { type: 'ResetAdapter', from: 'switch', id: 'r' };
  const check = { type: 'CheckForHang', from: 'switch', id: 'c' };
  const invalidated = (blockMask: string) => n.completes('invalidate', { blockMask });
  const hung = (answer: boolean) => n.fromVf('MiniportCheckForHangEx.return', { hung: answer });

  test('no OID is issued while the adapter is reset', () => {
    const ndis = n.running();
    expect(types(ndis.receive(reset))).toEqual(['vf MiniportResetEx']);
    expect(types(ndis.receive(invalidated('0x1')))).toEqual(['vpci IOCTL_VPCI_INVALIDATE_BLOCK']);
    expect(types(ndis.receive(n.returns('MiniportResetEx')))).toEqual([
      'switch ResetAdapter.done',
      'vf OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK',
    ]);
  });

  test('a miniport that leaves an OID pending across its reset is a bug check (C20)', () => {
    const ndis = n.running();
    const oid = 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK';
    ndis.receiveAll(invalidated('0x1'), oidReturns(oid, 'NDIS_STATUS_PENDING'), reset);
    ndis.receive(n.returns('MiniportResetEx', 'NDIS_STATUS_PENDING'));
    expect(ndis.bugcheck).toBe(null);
    ndis.receive(n.fromVf('NdisMResetComplete', { status: 'NDIS_STATUS_SUCCESS' }));
    expect(ndis.bugcheck).toBe('BUGCODE_NDIS_DRIVER');
  });

  test('an adapter that hangs is reset, one that does not is let be', () => {
    const ndis = n.running();
    expect(types(ndis.receive(check))).toEqual(['vf MiniportCheckForHangEx']);
    expect(types(ndis.receive(hung(false)))).toEqual(['switch CheckForHang.done']);
    ndis.receive(check);
    expect(types(ndis.receive(hung(true)))).toEqual(['vf MiniportResetEx']);
    expect(ndis.receive(reset)).toMatchObject([{ status: 'NDIS_STATUS_RESET_IN_PROGRESS' }]);
  });

  test('an adapter that is not up is not reset, and none is halted before its reset has ended', () => {
    const notReady = [{ status: 'NDIS_STATUS_ADAPTER_NOT_READY' }];
    expect(n.ndisBench().receive(reset)).toMatchObject(notReady);
    const ndis = n.running();
    ndis.receiveAll(reset, n.irp('IRP_MN_REMOVE_DEVICE'), n.returns('MiniportPause'));
    const cancelled = n.completes('invalidate', { status: 'STATUS_CANCELLED' });
    expect(ndis.receive(cancelled)).toEqual([]);
    expect(types(ndis.receive(n.returns('MiniportResetEx')))).toEqual([
      'switch ResetAdapter.done',
      'vf MiniportHaltEx',
    ]);
  });
});

test('a serial number needs room: NDIS says how many bytes', () => {
  const ask = { type: 'NdisOidRequest', from: 'switch', id: 'o', irql: 'PASSIVE_LEVEL' };
  const oid = 'OID_SRIOV_VF_SERIAL_NUMBER';
  expect(n.running().receive({ ...ask, oid, parameters: { bufferBytes: 7 } })).toMatchObject([
    { status: 'NDIS_STATUS_INVALID_LENGTH', result: { bytesNeeded: 8 } },
  ]);
});
