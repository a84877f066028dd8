/** IRPs that NDIS passes down, device power, and what NDIS does when the hardware hangs or all ends. */
import { describe, expect, test } from 'vitest';
import {
  allocated,
  below,
  cache,
  irp,
  newNdis,
  newVf,
  oidCompletes,
  oidReturns,
  PASSIVE,
  request,
  returns,
  SUCCESS,
  started,
  surpriseRemove,
} from './ndis-pf-world.ts';
import type { Drive } from './pf-drive.ts';
import { brief } from './pf-drive.ts';

const locate = 'OID_NIC_SWITCH_ALLOCATE_VF';

describe('IRPs that are the business of the bus driver', () => {
  const others = [
    { type: 'IRP_MN_READ_CONFIG', whichSpace: 'PCI_WHICHSPACE_CONFIG', offset: 0, length: 4 },
    { type: 'IRP_MN_WRITE_CONFIG', whichSpace: 'PCI_WHICHSPACE_CONFIG', offset: 4, length: 2 },
    { type: 'IRP_MN_QUERY_CAPABILITIES', version: 1 },
    { type: 'IRP_MN_QUERY_INTERFACE', interfaceType: 'GUID_BUS_INTERFACE_STANDARD' },
  ];

  test.each(others)('$type goes down unchanged, before the start and after it', (other) => {
    for (const ndis of [newNdis(), started()]) {
      const message = { id: 'other', irql: PASSIVE, deviceObject: 'FDO', ...other };
      const sent = ndis.deliver('admin', message);
      expect(sent).toEqual([{ to: 'pci', ...message, deviceObject: 'PDO' }]);
    }
  });

  test.each(others)('$type to a device object that was removed finds no device', (other) => {
    const ndis = started();
    surpriseRemove(ndis);
    irp(ndis, 'IRP_MN_REMOVE_DEVICE');
    below(ndis, 'IRP_MN_REMOVE_DEVICE');
    const sent = ndis.deliver('admin', { id: 'x', irql: PASSIVE, deviceObject: 'FDO', ...other });
    expect(brief(sent)).toEqual(['admin IoCompleteRequest STATUS_NO_SUCH_DEVICE']);
  });
});

describe('device power', () => {
  const power = (ndis: Drive, type: string, powerState: 'D0' | 'D3') =>
    irp(ndis, type, { powerState });
  const query = 'IRP_MN_QUERY_POWER';
  const set = 'IRP_MN_SET_POWER';

  test('a query goes to the miniport first, and then down', () => {
    const ndis = started();
    const [oid] = power(ndis, query, 'D3');
    expect(oid).toMatchObject({ type: 'OID_PNP_QUERY_POWER', parameters: { powerState: 'D3' } });
    const [down] = oidReturns(ndis, 'ndis', 'OID_PNP_QUERY_POWER', SUCCESS);
    expect(down).toMatchObject({ to: 'pci', type: query, powerState: 'D3', deviceObject: 'PDO' });
    expect(brief(below(ndis, query))).toEqual(['pnp IoCompleteRequest STATUS_SUCCESS']);
  });

  test('a query that somebody below refuses is completed with that', () => {
    const ndis = started();
    power(ndis, query, 'D3');
    oidReturns(ndis, 'ndis', 'OID_PNP_QUERY_POWER', SUCCESS);
    const refused = 'STATUS_UNSUCCESSFUL';
    expect(brief(below(ndis, query, refused))).toEqual([`pnp IoCompleteRequest ${refused}`]);
  });

  test('a miniport that refuses the query breaks its contract', () => {
    const ndis = started();
    power(ndis, query, 'D3');
    oidReturns(ndis, 'ndis', 'OID_PNP_QUERY_POWER', 'NDIS_STATUS_FAILURE');
    expect(ndis.bugcheck()).toContain('NdisOidComplete');
  });

  test('D0 after a query that was refused tells the miniport that all stays as it is', () => {
    const ndis = started();
    expect(brief(power(ndis, set, 'D0'))).toEqual([`pci ${set}`]);
    const [oid] = below(ndis, set);
    expect(oid).toMatchObject({ type: 'OID_PNP_SET_POWER', parameters: { powerState: 'D0' } });
    expect(brief(oidReturns(ndis, 'ndis', 'OID_PNP_SET_POWER', SUCCESS))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });
});

describe('check for hang', () => {
  const check = (ndis: Drive, id = 'c1') => ndis.deliver('admin', { type: 'CheckForHang', id });
  const answers = (ndis: Drive, hung: boolean) =>
    ndis.deliver('pf', { type: 'MiniportCheckForHangEx.return', id: 'hang', hung });

  test('asks the miniport, and resets it when it says that it hangs', () => {
    const ndis = started();
    expect(brief(check(ndis))).toEqual(['pf MiniportCheckForHangEx']);
    expect(brief(answers(ndis, false))).toEqual(['admin CheckForHang.done NDIS_STATUS_SUCCESS']);
    check(ndis);
    expect(brief(answers(ndis, true))).toEqual(['pf MiniportResetEx']);
    expect(brief(returns(ndis, 'MiniportResetEx', SUCCESS, 'reset'))).toEqual([
      'admin CheckForHang.done NDIS_STATUS_SUCCESS',
    ]);
  });

  test('an OID that outlasts two periods leads to a reset, whatever the miniport says', () => {
    const ndis = started();
    request(ndis, 'a', locate, newVf);
    oidReturns(ndis, 'a', locate, 'NDIS_STATUS_PENDING');
    expect(brief(check(ndis))).toEqual(['pf MiniportCheckForHangEx']);
    answers(ndis, false);
    expect(brief(check(ndis))).toEqual(['pf MiniportResetEx']);
  });

  test('two OIDs that take less than two periods each do not', () => {
    const ndis = started();
    request(ndis, 'a', locate, newVf);
    oidReturns(ndis, 'a', locate, 'NDIS_STATUS_PENDING');
    check(ndis);
    answers(ndis, false);
    oidCompletes(ndis, 'a', locate, SUCCESS, { vf: 0, requestorId: 0x310 });
    request(ndis, 'b', locate, newVf);
    expect(brief(check(ndis))).toEqual(['pf MiniportCheckForHangEx']);
  });

  test('a device that was pulled out while it was asked is not reset', () => {
    const ndis = started();
    check(ndis);
    irp(ndis, 'IRP_MN_SURPRISE_REMOVAL');
    ndis.deliver('vstack', { type: 'ProtocolNetPnPEvent.return', id: 'surprise', status: SUCCESS });
    expect(brief(answers(ndis, true))).toEqual(['admin CheckForHang.done NDIS_STATUS_SUCCESS']);
    expect(brief(check(ndis))).toEqual(['admin CheckForHang.done NDIS_STATUS_ADAPTER_REMOVED']);
  });

  test('an adapter that is not up cannot be asked, and one that is being asked is not reset', () => {
    expect(brief(check(newNdis()))).toEqual([
      'admin CheckForHang.done NDIS_STATUS_ADAPTER_NOT_READY',
    ]);
    const ndis = started();
    check(ndis);
    expect(brief(ndis.deliver('admin', { type: 'ResetAdapter', id: 'r' }))).toEqual([
      'admin ResetAdapter.done NDIS_STATUS_RESET_IN_PROGRESS',
    ]);
    expect(brief(check(ndis, 'c2'))).toEqual([
      'admin CheckForHang.done NDIS_STATUS_RESET_IN_PROGRESS',
    ]);
  });
});

describe('NdisMResetMiniport', () => {
  const ask = (ndis: Drive, irql = 'DISPATCH_LEVEL') =>
    ndis.deliver('pf', { type: 'NdisMResetMiniport', irql });

  test('resets from a work item, and nobody is told', () => {
    const ndis = started();
    expect(brief(ask(ndis))).toEqual(['ndis IoQueueWorkItem']);
    expect(brief(ask(ndis))).toEqual([]);
    expect(brief(ndis.deliver('ndis', { type: 'IoQueueWorkItem' }))).toEqual([
      'pf MiniportResetEx',
    ]);
    expect(returns(ndis, 'MiniportResetEx', SUCCESS, 'reset')).toEqual([]);
    expect(cache(ndis).reset).toBeNull();
  });

  test('comes too late for a device that is gone by the time of the work item', () => {
    const ndis = started();
    ask(ndis);
    surpriseRemove(ndis);
    expect(ndis.deliver('ndis', { type: 'IoQueueWorkItem' })).toEqual([]);
    expect(ask(ndis)).toEqual([]);
  });

  test('may be called at DISPATCH_LEVEL, not above', () => {
    const ndis = started();
    ask(ndis, 'DIRQL');
    expect(ndis.bugcheck()).toBe('IRQL of NdisMResetMiniport');
  });
});

describe('the system powers off', () => {
  const off = { type: 'ShutDownSystem', id: 's1' };
  const done = ['admin ShutDownSystem.done NDIS_STATUS_SUCCESS'];

  test('MiniportShutdownEx is the last call of all', () => {
    const ndis = started();
    allocated(ndis);
    const [call] = ndis.deliver('admin', off);
    expect(call).toMatchObject({ to: 'pf', type: 'MiniportShutdownEx', irql: PASSIVE });
    expect(request(ndis, 'late', 'OID_SRIOV_RESET_VF', { vf: 0 })).toEqual([]);
    expect(irp(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE')).toEqual([]);
    expect(brief(returns(ndis, 'MiniportShutdownEx'))).toEqual(done);
    expect(ndis.deliver('admin', { type: 'ResetAdapter', id: 'r' })).toEqual([]);
  });

  test('a miniport that is not initialised is not called', () => {
    expect(brief(newNdis().deliver('admin', off))).toEqual(done);
  });
});

test('enabling VFs is not supported where the miniport has announced no SR-IOV', () => {
  const ndis = newNdis();
  irp(ndis, 'IRP_MN_START_DEVICE');
  below(ndis, 'IRP_MN_START_DEVICE');
  for (const id of ['virtualization', 'standard']) {
    const request = 'IRP_MN_QUERY_INTERFACE';
    const status = 'STATUS_SUCCESS';
    ndis.deliver('pci', { type: 'IoCompleteRequest', id, request, status, version: 1 });
  }
  const enable = { numVFs: 2, enableVfMigration: false, enableMigrationInterrupt: false };
  const type = 'NdisMEnableVirtualization';
  const call = { type, id: 'c', irql: PASSIVE, ...enable, enableVirtualization: true };
  expect(brief(ndis.deliver('pf', call))).toEqual([
    'pf NdisMEnableVirtualization.return NDIS_STATUS_NOT_SUPPORTED',
  ]);
});

describe('an OID with a time-out', () => {
  const timed = (ndis: Drive) =>
    ndis.deliver('vstack', {
      type: 'NdisOidRequest',
      id: 'a',
      irql: PASSIVE,
      oid: locate,
      parameters: newVf,
      timeout: 2,
    });

  test('is cancelled at the miniport when its seconds are over, and completed once', () => {
    const ndis = started();
    timed(ndis);
    expect(ndis.delays()).toEqual([2000]);
    oidReturns(ndis, 'a', locate, 'NDIS_STATUS_PENDING');
    expect(ndis.fire()).toEqual([
      { to: 'pf', type: 'MiniportCancelOidRequest', requestId: 'a', irql: 'DISPATCH_LEVEL' },
    ]);
    expect(brief(oidCompletes(ndis, 'a', locate, 'NDIS_STATUS_REQUEST_ABORTED'))).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_REQUEST_ABORTED',
    ]);
  });

  test('leaves no timer behind when it is completed in time', () => {
    const ndis = started();
    timed(ndis);
    oidReturns(ndis, 'a', locate, SUCCESS, { vf: 0, requestorId: 0x310 });
    expect(ndis.delays()).toEqual([]);
  });

  test('is not cancelled between its completion and the return of MiniportOidRequest', () => {
    const ndis = started();
    timed(ndis);
    oidCompletes(ndis, 'a', locate, SUCCESS, { vf: 0, requestorId: 0x310 });
    expect(ndis.fire()).toEqual([]);
  });
});
