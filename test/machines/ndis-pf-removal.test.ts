import { describe, expect, test } from 'vitest';
import {
  allocated,
  below,
  cache,
  granted,
  initializing,
  irp,
  newNdis,
  oidReturns,
  protocolReturns,
  request,
  returns,
  SUCCESS,
  started,
  surpriseRemove,
} from './ndis-pf-world.ts';
import { brief } from './pf-drive.ts';

describe('NDIS, removal', () => {
  test('query-remove: protocol asked, adapter paused, references dropped, then the bus', () => {
    const ndis = started();
    expect(irp(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE')).toMatchObject([
      { to: 'vstack', event: 'NetEventQueryRemoveDevice', surprise: false },
    ]);
    expect(brief(protocolReturns(ndis, 'ProtocolNetPnPEvent', 'query-remove'))).toEqual([
      'pf MiniportPause',
    ]);
    expect(brief(returns(ndis, 'MiniportPause', SUCCESS))).toEqual([
      'pci InterfaceDereference',
      'pci InterfaceDereference',
      'pci IRP_MN_QUERY_REMOVE_DEVICE',
    ]);
    expect(brief(below(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE'))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  test('references are dropped only when no OID is at the miniport; later OIDs wait', () => {
    const ndis = started();
    request(ndis, 'a', 'OID_SRIOV_PROBED_BARS');
    irp(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE');
    protocolReturns(ndis, 'ProtocolNetPnPEvent', 'query-remove');
    expect(returns(ndis, 'MiniportPause', SUCCESS)).toEqual([]);
    expect(request(ndis, 'b', 'OID_SRIOV_PROBED_BARS')).toEqual([]);
    expect(brief(oidReturns(ndis, 'a', 'OID_SRIOV_PROBED_BARS', SUCCESS))).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_SUCCESS',
      'pci InterfaceDereference',
      'pci InterfaceDereference',
      'pci IRP_MN_QUERY_REMOVE_DEVICE',
    ]);
  });

  test('a protocol refuses: not passed down, and the cancel-remove is spurious', () => {
    const ndis = started();
    irp(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE');
    const refused = protocolReturns(
      ndis,
      'ProtocolNetPnPEvent',
      'query-remove',
      'NDIS_STATUS_FAILURE',
    );
    expect(brief(refused)).toEqual(['pnp IoCompleteRequest STATUS_UNSUCCESSFUL']);
    expect(brief(irp(ndis, 'IRP_MN_CANCEL_REMOVE_DEVICE'))).toEqual([
      'pci IRP_MN_CANCEL_REMOVE_DEVICE',
    ]);
    expect(brief(below(ndis, 'IRP_MN_CANCEL_REMOVE_DEVICE'))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  const queried = (status?: string) => {
    const ndis = started();
    irp(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE');
    protocolReturns(ndis, 'ProtocolNetPnPEvent', 'query-remove');
    returns(ndis, 'MiniportPause', SUCCESS);
    const [completion] = below(ndis, 'IRP_MN_QUERY_REMOVE_DEVICE', status);
    expect(completion?.status).toBe(status ?? 'STATUS_SUCCESS');
    return ndis;
  };

  test('cancel-remove, also after a refusal by the bus: bus, interfaces, restart', () => {
    const ndis = queried('STATUS_UNSUCCESSFUL');
    const sent = [
      ...irp(ndis, 'IRP_MN_CANCEL_REMOVE_DEVICE'),
      ...below(ndis, 'IRP_MN_CANCEL_REMOVE_DEVICE'),
      ...granted(ndis, 'virtualization'),
      ...granted(ndis, 'standard'),
      ...protocolReturns(ndis, 'ProtocolNetPnPEvent', 'cancel-remove'),
      ...returns(ndis, 'MiniportRestart', SUCCESS),
    ];
    expect(brief(sent)).toEqual([
      'pci IRP_MN_CANCEL_REMOVE_DEVICE',
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
      'vstack ProtocolNetPnPEvent',
      'pf MiniportRestart',
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
    expect(cache(ndis).interfaces).toEqual({ virtualization: true, standard: true });
  });

  test('remove: unbind, wait until all is freed, delete the switch, halt, dereference, bus', () => {
    const ndis = queried();
    const before = [
      ...irp(ndis, 'IRP_MN_REMOVE_DEVICE'),
      ...granted(ndis, 'virtualization'),
      ...protocolReturns(ndis, 'ProtocolUnbindAdapterEx', 'unbind'),
    ];
    expect(brief(before)).toEqual([
      'pci IRP_MN_QUERY_INTERFACE STATUS_NOT_SUPPORTED',
      'vstack ProtocolUnbindAdapterEx',
      'pf OID_NIC_SWITCH_DELETE_SWITCH',
    ]);
    const [halt] = oidReturns(ndis, 'ndis', 'OID_NIC_SWITCH_DELETE_SWITCH', SUCCESS);
    expect(halt).toMatchObject({ type: 'MiniportHaltEx', haltAction: 'NdisHaltDeviceDisabled' });
    expect(brief(returns(ndis, 'MiniportHaltEx'))).toEqual([
      'pci InterfaceDereference',
      'pci IRP_MN_REMOVE_DEVICE',
    ]);
    expect(brief(below(ndis, 'IRP_MN_REMOVE_DEVICE'))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  test('the switch stays until the protocol has freed its VFs', () => {
    const ndis = started();
    allocated(ndis);
    irp(ndis, 'IRP_MN_REMOVE_DEVICE');
    expect(brief(request(ndis, 'a', 'OID_NIC_SWITCH_FREE_VF', { vf: 0 }))).toEqual([
      'pf OID_NIC_SWITCH_FREE_VF',
    ]);
    expect(protocolReturns(ndis, 'ProtocolUnbindAdapterEx', 'unbind')).toEqual([]);
    expect(brief(oidReturns(ndis, 'a', 'OID_NIC_SWITCH_FREE_VF', SUCCESS))).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_SUCCESS',
      'pf OID_NIC_SWITCH_DELETE_SWITCH',
    ]);
    expect(request(ndis, 'b', 'OID_SRIOV_PROBED_BARS')[0]?.status).toBe('NDIS_STATUS_CLOSING');
  });

  test('a DELETE_SWITCH that a reset aborted is asked for again', () => {
    const ndis = started();
    irp(ndis, 'IRP_MN_REMOVE_DEVICE');
    protocolReturns(ndis, 'ProtocolUnbindAdapterEx', 'unbind');
    const name = 'OID_NIC_SWITCH_DELETE_SWITCH';
    expect(brief(oidReturns(ndis, 'ndis', name, 'NDIS_STATUS_REQUEST_ABORTED'))).toEqual([
      `pf ${name}`,
    ]);
  });

  test('surprise removal: protocol, miniport, pause, unbind, halt, dereference, bus', () => {
    const ndis = started();
    const sent = surpriseRemove(ndis);
    expect(brief(sent)).toEqual([
      'vstack ProtocolNetPnPEvent',
      'pf MiniportDevicePnPEventNotify',
      'pf MiniportPause',
      'vstack ProtocolUnbindAdapterEx',
      'pf MiniportHaltEx',
      'pci InterfaceDereference',
      'pci InterfaceDereference',
      'pci IRP_MN_SURPRISE_REMOVAL',
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
    expect(sent[4]).toMatchObject({ haltAction: 'NdisHaltDeviceSurpriseRemoved' });
    expect(brief(irp(ndis, 'IRP_MN_REMOVE_DEVICE'))).toEqual(['pci IRP_MN_REMOVE_DEVICE']);
  });

  test('after the event OIDs end in NOT_ACCEPTED; the one in flight is awaited', () => {
    const ndis = started();
    request(ndis, 'a', 'OID_SRIOV_PROBED_BARS');
    request(ndis, 'b', 'OID_SRIOV_PROBED_BARS');
    irp(ndis, 'IRP_MN_SURPRISE_REMOVAL');
    expect(protocolReturns(ndis, 'ProtocolNetPnPEvent', 'surprise')).toMatchObject([
      { type: 'MiniportDevicePnPEventNotify', event: 'NdisDevicePnPEventSurpriseRemoved' },
      { id: 'b', status: 'NDIS_STATUS_NOT_ACCEPTED' },
      { type: 'MiniportPause' },
    ]);
    expect(request(ndis, 'c', 'OID_NIC_SWITCH_ENUM_VFS')[0]?.status).toBe(
      'NDIS_STATUS_NOT_ACCEPTED',
    );
    returns(ndis, 'MiniportDevicePnPEventNotify', undefined, 'notify');
    returns(ndis, 'MiniportPause', SUCCESS);
    expect(protocolReturns(ndis, 'ProtocolUnbindAdapterEx', 'unbind')).toEqual([]);
    const last = oidReturns(ndis, 'a', 'OID_SRIOV_PROBED_BARS', 'NDIS_STATUS_NOT_ACCEPTED');
    expect(brief(last)).toEqual([
      'vstack ProtocolOidRequestComplete NDIS_STATUS_NOT_ACCEPTED',
      'pf MiniportHaltEx',
    ]);
  });

  test('surprise removal before start and during start', () => {
    const fresh = newNdis();
    expect(brief(irp(fresh, 'IRP_MN_SURPRISE_REMOVAL'))).toEqual(['pci IRP_MN_SURPRISE_REMOVAL']);
    below(fresh, 'IRP_MN_SURPRISE_REMOVAL');
    const ndis = newNdis();
    irp(ndis, 'IRP_MN_START_DEVICE');
    expect(irp(ndis, 'IRP_MN_SURPRISE_REMOVAL', { id: 'surprise' })).toEqual([]);
    below(ndis, 'IRP_MN_START_DEVICE');
    granted(ndis, 'virtualization', 'STATUS_NOT_SUPPORTED');
    expect(brief(granted(ndis, 'standard', 'STATUS_NOT_SUPPORTED'))).toEqual([
      'pnp IoCompleteRequest STATUS_UNSUCCESSFUL',
      'pci IRP_MN_SURPRISE_REMOVAL',
    ]);
  });

  test('surprise removal during initialisation: told, and restarted all the same', () => {
    const ndis = initializing();
    expect(irp(ndis, 'IRP_MN_SURPRISE_REMOVAL', { id: 'surprise' })).toEqual([]);
    expect(brief(returns(ndis, 'MiniportInitializeEx', SUCCESS))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
      'pf MiniportDevicePnPEventNotify',
      'pf MiniportRestart',
    ]);
    returns(ndis, 'MiniportDevicePnPEventNotify', undefined, 'notify');
    expect(brief(returns(ndis, 'MiniportRestart', SUCCESS))).toEqual(['pf MiniportPause']);
    expect(brief(returns(ndis, 'MiniportPause', SUCCESS))).toEqual(['pf MiniportHaltEx']);
  });

  test('a pause may be pended; it may not fail', () => {
    const ndis = started();
    irp(ndis, 'IRP_MN_QUERY_STOP_DEVICE');
    expect(returns(ndis, 'MiniportPause', 'NDIS_STATUS_PENDING')).toEqual([]);
    const complete = { type: 'NdisMPauseComplete', status: SUCCESS };
    expect(brief(ndis.deliver('pf', complete))).toEqual(['pci IRP_MN_QUERY_STOP_DEVICE']);
    const failing = started();
    irp(failing, 'IRP_MN_QUERY_STOP_DEVICE');
    returns(failing, 'MiniportPause', 'NDIS_STATUS_FAILURE');
    expect(failing.bugcheck()).toContain('MiniportPause');
  });

  test('stop and start again: paused in between, OIDs wait', () => {
    const ndis = started();
    irp(ndis, 'IRP_MN_QUERY_STOP_DEVICE');
    returns(ndis, 'MiniportPause', SUCCESS);
    below(ndis, 'IRP_MN_QUERY_STOP_DEVICE');
    irp(ndis, 'IRP_MN_STOP_DEVICE');
    below(ndis, 'IRP_MN_STOP_DEVICE');
    expect(request(ndis, 'a', 'OID_SRIOV_PROBED_BARS')).toEqual([]);
    irp(ndis, 'IRP_MN_START_DEVICE');
    expect([...brief(below(ndis, 'IRP_MN_START_DEVICE'))].sort()).toEqual([
      'pf MiniportRestart',
      'pf OID_SRIOV_PROBED_BARS',
    ]);
    expect(brief(returns(ndis, 'MiniportRestart', SUCCESS))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  test('power down: pause, miniport, bus; power up: bus, miniport, restart', () => {
    const ndis = started();
    const SET_POWER = 'OID_PNP_SET_POWER';
    expect(brief(irp(ndis, 'IRP_MN_SET_POWER', { powerState: 'D3' }))).toEqual([
      'pf MiniportPause',
    ]);
    expect(returns(ndis, 'MiniportPause', SUCCESS)).toMatchObject([
      { to: 'pf', type: SET_POWER, parameters: { powerState: 'D3' } },
    ]);
    expect(oidReturns(ndis, 'ndis', SET_POWER, SUCCESS)).toMatchObject([
      { to: 'pci', type: 'IRP_MN_SET_POWER', powerState: 'D3' },
    ]);
    below(ndis, 'IRP_MN_SET_POWER');
    expect(request(ndis, 'a', 'OID_SRIOV_PROBED_BARS')).toEqual([]);
    expect(brief(irp(ndis, 'IRP_MN_SET_POWER', { powerState: 'D0' }))).toEqual([
      'pci IRP_MN_SET_POWER',
    ]);
    expect(brief(below(ndis, 'IRP_MN_SET_POWER'))).toEqual([`pf ${SET_POWER}`]);
    expect([...brief(oidReturns(ndis, 'ndis', SET_POWER, SUCCESS))].sort()).toEqual([
      'pf MiniportRestart',
      'pf OID_SRIOV_PROBED_BARS',
    ]);
    expect(brief(returns(ndis, 'MiniportRestart', SUCCESS))).toEqual([
      'pnp IoCompleteRequest STATUS_SUCCESS',
    ]);
  });

  test('a PnP IRP above PASSIVE_LEVEL is a bug check', () => {
    const ndis = started();
    irp(ndis, 'IRP_MN_SURPRISE_REMOVAL', { irql: 'DISPATCH_LEVEL' });
    expect(ndis.bugcheck()).toBe('IRQL of IRP_MN_SURPRISE_REMOVAL');
  });
});
