import { describe, expect, test } from 'vitest';
import {
  allocated,
  cache,
  irp,
  newNdis,
  newVf,
  oid,
  oidCompletes,
  oidReturns,
  PASSIVE,
  request,
  returns,
  SUCCESS,
  started,
  surpriseRemove,
  withVPort,
} from './ndis-pf-world.ts';
import type { Drive } from './pf-drive.ts';
import { brief } from './pf-drive.ts';

describe('NDIS, OIDs one at a time', () => {
  const read = { vf: 0, blockId: 0, length: 8 };
  const READ = 'OID_SRIOV_READ_VF_CONFIG_BLOCK';

  test('the next OID goes out when the one before is completed, in the order they came', () => {
    const ndis = started();
    allocated(ndis);
    expect(brief(request(ndis, 'a', READ, read))).toEqual([`pf ${READ}`]);
    expect(request(ndis, 'b', 'OID_SRIOV_PROBED_BARS')).toEqual([]);
    expect(request(ndis, 'c', READ, read)).toEqual([]);
    expect(oidReturns(ndis, 'a', READ, 'NDIS_STATUS_PENDING')).toEqual([]);
    expect(oidCompletes(ndis, 'a', READ, SUCCESS, { block: 't' })).toEqual([
      {
        to: 'vstack',
        type: 'ProtocolOidRequestComplete',
        id: 'a',
        oid: READ,
        status: SUCCESS,
        result: { block: 't' },
      },
      { to: 'pf', type: 'OID_SRIOV_PROBED_BARS', id: 'b', irql: PASSIVE, parameters: {} },
    ]);
    const sent = oidReturns(ndis, 'b', 'OID_SRIOV_PROBED_BARS', 'NDIS_STATUS_FAILURE');
    expect(brief(sent)).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_FAILURE',
      `pf ${READ}`,
    ]);
  });

  test('a pended OID may be completed before MiniportOidRequest has returned', () => {
    const ndis = started();
    request(ndis, 'a', 'OID_SRIOV_PROBED_BARS');
    expect(brief(oidCompletes(ndis, 'a', 'OID_SRIOV_PROBED_BARS', SUCCESS))).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_SUCCESS',
    ]);
    expect(oidReturns(ndis, 'a', 'OID_SRIOV_PROBED_BARS', 'NDIS_STATUS_PENDING')).toEqual([]);
    expect(cache(ndis).outstanding).toBeNull();
  });

  const BARS = 'OID_SRIOV_PROBED_BARS';
  const double = 'NDIS DoubleComplete: an OID is completed once (0xC4, 0x00091002)';
  const forbidden = 'NdisOidComplete: the final status of an OID is one of those its page allows';
  test.each<[string, (ndis: Drive) => void, string]>([
    [
      'completes a second time',
      (ndis) => {
        oidReturns(ndis, 'a', BARS, 'NDIS_STATUS_PENDING');
        oidCompletes(ndis, 'a', BARS, SUCCESS);
        oidCompletes(ndis, 'a', BARS, SUCCESS);
      },
      double,
    ],
    [
      'completes after it returned success',
      (ndis) => {
        oidReturns(ndis, 'a', BARS, SUCCESS);
        oidCompletes(ndis, 'a', BARS, SUCCESS);
      },
      double,
    ],
    ['completes another OID', (ndis) => oidCompletes(ndis, 'z', BARS, SUCCESS), double],
    [
      'returns success after it completed',
      (ndis) => {
        oidCompletes(ndis, 'a', BARS, SUCCESS);
        oidReturns(ndis, 'a', BARS, SUCCESS);
      },
      double,
    ],
    [
      'completes with NDIS_STATUS_PENDING',
      (ndis) => oidCompletes(ndis, 'a', BARS, 'NDIS_STATUS_PENDING'),
      forbidden,
    ],
  ])('a miniport that %s is stopped', (_, misbehave, rule) => {
    const ndis = started();
    request(ndis, 'a', BARS);
    misbehave(ndis);
    expect(ndis.bugcheck()).toBe(rule);
  });

  test.each(['OID_NIC_SWITCH_FREE_VF', 'OID_RECEIVE_FILTER_CLEAR_FILTER'])(
    '%s may not end in INVALID_PARAMETER',
    (name) => {
      const ndis = started();
      allocated(ndis);
      oid(ndis, 'OID_RECEIVE_FILTER_SET_FILTER', { vport: 0 });
      request(ndis, 'a', name, { vf: 0, filter: 1 });
      oidReturns(ndis, 'a', name, 'NDIS_STATUS_INVALID_PARAMETER');
      expect(ndis.bugcheck()).toBe(forbidden);
    },
  );

  test('a cancel aborts what is queued and is passed on for what the miniport has', () => {
    const ndis = started();
    const cancel = (id: string) => ndis.deliver('vstack', { type: 'NdisCancelOidRequest', id });
    request(ndis, 'a', BARS);
    request(ndis, 'b', BARS);
    expect(cancel('b')).toMatchObject([{ id: 'b', status: 'NDIS_STATUS_REQUEST_ABORTED' }]);
    expect(cancel('b')).toEqual([]);
    expect(cancel('a')).toEqual([
      {
        to: 'pf',
        type: 'MiniportCancelOidRequest',
        requestId: 'a',
        irql: 'DISPATCH_LEVEL',
      },
    ]);
    expect(oidReturns(ndis, 'a', BARS, SUCCESS)).toMatchObject([{ id: 'a', status: SUCCESS }]);
  });
});

describe('NDIS, what it decides itself', () => {
  test.each([
    ['OID_NIC_SWITCH_ALLOCATE_VF', { ...newVf, vf: 0 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_NIC_SWITCH_ALLOCATE_VF', { ...newVf, requestorId: 0 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_NIC_SWITCH_ALLOCATE_VF', { ...newVf, switchId: 1 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_NIC_SWITCH_FREE_VF', { vf: 1 }, 'NDIS_STATUS_FILE_NOT_FOUND'],
    ['OID_NIC_SWITCH_FREE_VF', { vf: 0 }, 'NDIS_STATUS_FILE_NOT_FOUND'],
    ['OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 1 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    [
      'OID_NIC_SWITCH_CREATE_VPORT',
      { attachedFunction: 0xffff, vport: 2 },
      'NDIS_STATUS_INVALID_PARAMETER',
    ],
    ['OID_NIC_SWITCH_DELETE_VPORT', { vport: 0 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_NIC_SWITCH_DELETE_VPORT', { vport: 2 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    ['OID_RECEIVE_FILTER_SET_FILTER', { vport: 2 }, 'NDIS_STATUS_INVALID_PARAMETER'],
    [
      'OID_RECEIVE_FILTER_MOVE_FILTER',
      { filter: 1, destinationVPort: 2 },
      'NDIS_STATUS_INVALID_PARAMETER',
    ],
    [
      'OID_RECEIVE_FILTER_MOVE_FILTER',
      { filter: 2, destinationVPort: 1 },
      'NDIS_STATUS_INVALID_PARAMETER',
    ],
    ['OID_RECEIVE_FILTER_CLEAR_FILTER', { filter: 2 }, 'NDIS_STATUS_FILE_NOT_FOUND'],
    ['OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 }, 'NDIS_STATUS_NOT_SUPPORTED'],
    ['OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', {}, 'NDIS_STATUS_NOT_SUPPORTED'],
    ['OID_SRIOV_RESET_VF', { vf: 0, bufferBytes: 5 }, 'NDIS_STATUS_INVALID_LENGTH'],
  ])('%s %j ends in %s without the miniport', (name, parameters, status) => {
    const ndis = withVPort(started());
    const sent = request(ndis, 'a', name, parameters);
    expect(sent).toMatchObject([{ to: 'vstack', type: 'ProtocolOidRequestComplete', status }]);
  });

  test('NDIS assigns VPortId and FilterId', () => {
    const ndis = started();
    allocated(ndis);
    const vport = request(ndis, 'a', 'OID_NIC_SWITCH_CREATE_VPORT', { attachedFunction: 0 });
    expect(vport[0]).toMatchObject({ to: 'pf', parameters: { vport: 1, attachedFunction: 0 } });
    oidReturns(ndis, 'a', 'OID_NIC_SWITCH_CREATE_VPORT', SUCCESS, { vport: 1 });
    const filter = request(ndis, 'b', 'OID_RECEIVE_FILTER_SET_FILTER', { vport: 1 });
    expect(filter[0]).toMatchObject({ to: 'pf', parameters: { filter: 1, vport: 1 } });
  });

  test.each([
    ['OID_NIC_SWITCH_ENUM_SWITCHES', {}, { elements: [0] }],
    ['OID_NIC_SWITCH_ENUM_VFS', {}, { elements: [0] }],
    ['OID_NIC_SWITCH_ENUM_VPORTS', {}, { elements: [0, 1] }],
    ['OID_NIC_SWITCH_ENUM_VPORTS', { attachedFunction: 0 }, { elements: [1] }],
    ['OID_NIC_SWITCH_ENUM_VPORTS', { attachedFunction: 0xffff }, { elements: [0] }],
    ['OID_NIC_SWITCH_VF_PARAMETERS', { vf: 0 }, { vf: 0, requestorId: 0x310 }],
    ['OID_NIC_SWITCH_VPORT_PARAMETERS', { vport: 1 }, { vport: 1, vf: 0 }],
    ['OID_NIC_SWITCH_PARAMETERS', {}, { value: 2 }],
    ['OID_SRIOV_CURRENT_CAPABILITIES', {}, { value: 3 }],
  ])('%s %j is answered from the cache', (name, parameters, result) => {
    const ndis = withVPort(started());
    // Even while the miniport is busy.
    request(ndis, 'busy', 'OID_SRIOV_PROBED_BARS');
    expect(request(ndis, 'a', name, parameters)).toMatchObject([
      { to: 'vstack', status: SUCCESS, result },
    ]);
  });

  test('set requests of the parameters go to the miniport, always', () => {
    const ndis = withVPort(started());
    const set = { set: true, vport: 1, vportState: 'NdisNicSwitchVPortStateActivated' };
    const name = 'OID_NIC_SWITCH_VPORT_PARAMETERS';
    oid(ndis, name, set);
    oid(ndis, name, set);
  });

  test('the cache holds what succeeded, and is empty after the adapter was halted', () => {
    const ndis = started();
    request(ndis, 'a', 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    oidReturns(ndis, 'a', 'OID_NIC_SWITCH_ALLOCATE_VF', 'NDIS_STATUS_FAILURE', { vf: 0 });
    expect(cache(ndis).vfs).toEqual({});
    allocated(ndis);
    expect(cache(ndis).vfs).toEqual({ 0: 0x310 });
    surpriseRemove(ndis);
    expect(cache(ndis)).toMatchObject({ vfs: {}, nicSwitch: null, sriov: false });
  });
});

describe('NDIS, reset of the adapter', () => {
  const reset = (ndis: Drive, id = 'r1') => ndis.deliver('admin', { type: 'ResetAdapter', id });
  const done = (status: string) => `admin ResetAdapter.done ${status}`;

  test('holds OIDs back and answers when the miniport has finished', () => {
    const ndis = started();
    expect(brief(reset(ndis))).toEqual(['pf MiniportResetEx']);
    expect(brief(reset(ndis, 'r2'))).toEqual([done('NDIS_STATUS_RESET_IN_PROGRESS')]);
    expect(request(ndis, 'a', 'OID_SRIOV_PROBED_BARS')).toEqual([]);
    expect(returns(ndis, 'MiniportResetEx', 'NDIS_STATUS_PENDING', 'reset')).toEqual([]);
    expect(brief(ndis.deliver('pf', { type: 'NdisMResetComplete', status: SUCCESS }))).toEqual([
      done(SUCCESS),
      'pf OID_SRIOV_PROBED_BARS',
    ]);
  });

  test('is refused before the adapter is up, and after it was pulled out', () => {
    expect(brief(reset(newNdis()))).toEqual([done('NDIS_STATUS_ADAPTER_NOT_READY')]);
    const ndis = started();
    surpriseRemove(ndis);
    expect(brief(reset(ndis))).toEqual([done('NDIS_STATUS_ADAPTER_REMOVED')]);
  });

  test('a miniport that completes it with an OID still pending is stopped', () => {
    const ndis = started();
    request(ndis, 'a', 'OID_SRIOV_PROBED_BARS');
    oidReturns(ndis, 'a', 'OID_SRIOV_PROBED_BARS', 'NDIS_STATUS_PENDING');
    reset(ndis);
    returns(ndis, 'MiniportResetEx', SUCCESS, 'reset');
    expect(ndis.bugcheck()).toContain('before the reset completes');
  });

  test('overlaps a pause; either may finish first', () => {
    const ndis = started();
    reset(ndis);
    irp(ndis, 'IRP_MN_QUERY_STOP_DEVICE');
    expect(brief(returns(ndis, 'MiniportPause', SUCCESS))).toEqual([
      'pci IRP_MN_QUERY_STOP_DEVICE',
    ]);
    expect(brief(returns(ndis, 'MiniportResetEx', SUCCESS, 'reset'))).toEqual([done(SUCCESS)]);
  });
});
