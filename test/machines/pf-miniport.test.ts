import { describe, expect, test } from 'vitest';
import { CONSTANT } from '../../src/wdk/constants.ts';
import { brief } from './pf-drive.ts';
import {
  attributesAccepted,
  call,
  cancel,
  enableReturns,
  initialized,
  located,
  newPf,
  newVf,
  notify,
  oid,
  PASSIVE,
  tables,
  withVfs,
} from './pf-world.ts';

describe('PF miniport, initialisation', () => {
  test('sets registration, general, hardware-assist attributes, then enables VFs', () => {
    const pf = newPf();
    const sent = [
      ...call(pf, 'MiniportInitializeEx'),
      ...attributesAccepted(pf),
      ...attributesAccepted(pf),
      ...attributesAccepted(pf),
      ...enableReturns(pf),
    ];
    expect(sent.map((each) => each.attributes ?? each.type)).toEqual([
      'registration',
      'general',
      'hardware-assist',
      'NdisMEnableVirtualization',
      'MiniportInitializeEx.return',
    ]);
    expect(sent[3]).toMatchObject({
      irql: PASSIVE,
      numVFs: 2,
      enableVfMigration: false,
      enableMigrationInterrupt: false,
      enableVirtualization: true,
    });
  });

  test('a dynamic switch enables VFs in CREATE_SWITCH, not before', () => {
    const pf = initialized({ switchCreation: 'dynamic' });
    expect(tables(pf)).toMatchObject({ enabled: false, nicSwitch: null });
    const request = { type: 'OID_NIC_SWITCH_CREATE_SWITCH', id: 'o1', irql: PASSIVE };
    const sent = pf.deliver('ndis', { ...request, parameters: { switchId: 0, numVFs: 2 } });
    expect(brief(sent)).toEqual([
      'ndis MiniportOidRequest.return NDIS_STATUS_PENDING',
      'ndis NdisMEnableVirtualization',
    ]);
    expect(brief(enableReturns(pf, 'NDIS_STATUS_SUCCESS', 'oid'))).toEqual([
      'ndis NdisMOidRequestComplete NDIS_STATUS_SUCCESS',
    ]);
    expect(tables(pf)).toMatchObject({ enabled: true, nicSwitch: { numVFs: 2 } });
  });

  test('a VF count above TotalVFs in the keywords is not accepted', () => {
    const pf = newPf({ numVFs: 5 });
    call(pf, 'MiniportInitializeEx');
    attributesAccepted(pf);
    attributesAccepted(pf);
    expect(brief(attributesAccepted(pf))).toEqual([
      'ndis MiniportInitializeEx.return NDIS_STATUS_NOT_ACCEPTED',
    ]);
  });

  test('when VFs cannot be enabled everything is released and initialisation fails', () => {
    const pf = newPf();
    call(pf, 'MiniportInitializeEx');
    attributesAccepted(pf);
    attributesAccepted(pf);
    attributesAccepted(pf);
    expect(brief(enableReturns(pf, 'NDIS_STATUS_FAILURE'))).toEqual([
      'ndis MiniportInitializeEx.return NDIS_STATUS_FAILURE',
    ]);
    expect(tables(pf)).toMatchObject({ built: null, enabled: false, call: null });
  });

  test('with SR-IOV off it announces no capability and enables nothing', () => {
    const pf = newPf({ numVFs: 0 });
    call(pf, 'MiniportInitializeEx');
    attributesAccepted(pf);
    expect(attributesAccepted(pf)[0]).toMatchObject({ sriovCapabilities: [] });
    expect(brief(attributesAccepted(pf))).toEqual([
      'ndis MiniportInitializeEx.return NDIS_STATUS_SUCCESS',
    ]);
  });
});

describe('PF miniport, NIC switch', () => {
  test.each([
    ['static', { switchId: 0, numVFs: 1 }, 'another NumVFs than was built'],
    ['static', { switchId: 1, numVFs: 2 }, 'another switch'],
    ['dynamic', { switchId: 0, numVFs: 0 }, 'no VF'],
    ['dynamic', { switchId: 0, numVFs: 5 }, 'more than TotalVFs'],
  ] as const)('%s: CREATE_SWITCH %j is refused: %s', (switchCreation, parameters, _why) => {
    const pf = initialized({ switchCreation });
    expect(oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', parameters).status).toBe(
      'NDIS_STATUS_INVALID_PARAMETER',
    );
  });

  test('no VF and no VPort before the switch', () => {
    const pf = initialized();
    expect(oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf).status).toBe('NDIS_STATUS_NOT_SUPPORTED');
    expect(oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', { vport: 1 }).status).toBe(
      'NDIS_STATUS_NOT_SUPPORTED',
    );
  });

  test('static: DELETE_SWITCH keeps VFs enabled, MiniportHaltEx disables them', () => {
    const pf = withVfs(0);
    expect(oid(pf, 'OID_NIC_SWITCH_DELETE_SWITCH', { switchId: 0 }).status).toBe(
      'NDIS_STATUS_SUCCESS',
    );
    expect(tables(pf)).toMatchObject({ enabled: true, nicSwitch: null });
    const [disable] = call(pf, 'MiniportHaltEx', { haltAction: 'NdisHaltDeviceDisabled' });
    expect(disable).toMatchObject({ numVFs: 0, enableVirtualization: false });
    expect(brief(enableReturns(pf, 'NDIS_STATUS_FAILURE'))).toEqual(['ndis MiniportHaltEx.return']);
  });

  test('dynamic: DELETE_SWITCH disables VFs, MiniportHaltEx has nothing left to do', () => {
    const pf = initialized({ switchCreation: 'dynamic' });
    oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 });
    enableReturns(pf, 'NDIS_STATUS_SUCCESS', 'oid');
    expect(oid(pf, 'OID_NIC_SWITCH_DELETE_SWITCH').status).toBe('NDIS_STATUS_PENDING');
    expect(brief(enableReturns(pf, 'NDIS_STATUS_FAILURE', 'oid'))).toEqual([
      'ndis NdisMOidRequestComplete NDIS_STATUS_SUCCESS',
    ]);
    expect(brief(call(pf, 'MiniportHaltEx'))).toEqual(['ndis MiniportHaltEx.return']);
  });

  test('a VF has one VPort at most, active at once; one of the PF starts deactivated', () => {
    const pf = withVfs(1);
    expect(oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', { vport: 1, attachedFunction: 0 })).toMatchObject(
      { status: 'NDIS_STATUS_SUCCESS', result: { vport: 1 } },
    );
    const again = { vport: 2, attachedFunction: 0 };
    expect(oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', again).status).toBe(
      'NDIS_STATUS_INVALID_PARAMETER',
    );
    const own = { vport: 2, attachedFunction: CONSTANT.NDIS_PF_FUNCTION_ID.value };
    oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', own);
    expect(tables(pf).vports).toMatchObject({ 1: { activated: true }, 2: { activated: false } });
    const state = (vport: number, vportState: string) =>
      oid(pf, 'OID_NIC_SWITCH_VPORT_PARAMETERS', { set: true, vport, vportState }).status;
    expect(state(2, 'NdisNicSwitchVPortStateActivated')).toBe('NDIS_STATUS_SUCCESS');
    expect(state(2, 'NdisNicSwitchVPortStateDeactivated')).toBe('NDIS_STATUS_INVALID_PARAMETER');
  });

  test('a VPort goes after its filters; the default VPort never', () => {
    const pf = withVfs(1);
    oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', { vport: 1, attachedFunction: 0 });
    oid(pf, 'OID_RECEIVE_FILTER_SET_FILTER', { filter: 1, vport: 0 });
    oid(pf, 'OID_RECEIVE_FILTER_MOVE_FILTER', { filter: 1, vport: 0, destinationVPort: 1 });
    const remove = (vport: number) => oid(pf, 'OID_NIC_SWITCH_DELETE_VPORT', { vport }).status;
    expect(remove(1)).toBe('NDIS_STATUS_INVALID_PARAMETER');
    expect(remove(0)).toBe('NDIS_STATUS_INVALID_PARAMETER');
    oid(pf, 'OID_RECEIVE_FILTER_CLEAR_FILTER', { filter: 1 });
    expect(remove(1)).toBe('NDIS_STATUS_SUCCESS');
  });
});

describe('PF miniport, cancel, reset and surprise removal', () => {
  const settling = () => {
    const pf = withVfs(1);
    oid(pf, 'OID_SRIOV_RESET_VF', { vf: 0 });
    pf.deliver('ndis', { type: 'NdisMSetVirtualFunctionBusData.return', id: 'oid', count: 2 });
    return pf;
  };
  const completion = (status: string) => [`ndis NdisMOidRequestComplete ${status}`];

  test('a second OID while one is pended is not expected', () => {
    const pf = settling();
    const second = { type: 'OID_SRIOV_PROBED_BARS', id: 'o2', irql: PASSIVE, parameters: {} };
    expect(pf.expects('ndis', second)).toBe(false);
  });

  test('a cancel ends the wait for a VF reset at once, and no timer is left on the VF', () => {
    const pf = settling();
    expect(brief(cancel(pf))).toEqual(completion('NDIS_STATUS_REQUEST_ABORTED'));
    expect(pf.delays()).toEqual([]);
    expect(oid(pf, 'OID_NIC_SWITCH_FREE_VF', { vf: 0 }).status).toBe('NDIS_STATUS_SUCCESS');
  });

  test('a cancel while the bus driver works takes effect when it returns', () => {
    const pf = withVfs(0);
    oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    expect(cancel(pf)).toEqual([]);
    expect(brief(located(pf))).toEqual(completion('NDIS_STATUS_REQUEST_ABORTED'));
    expect(tables(pf).vfs).toEqual({});
  });

  test('a switch that is cancelled while VFs are enabled is undone before it is aborted', () => {
    const pf = initialized({ switchCreation: 'dynamic' });
    oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 });
    cancel(pf);
    const [undo] = enableReturns(pf, 'NDIS_STATUS_SUCCESS', 'oid');
    expect(undo).toMatchObject({ type: 'NdisMEnableVirtualization', enableVirtualization: false });
    expect(brief(enableReturns(pf, 'NDIS_STATUS_SUCCESS', 'oid'))).toEqual(
      completion('NDIS_STATUS_REQUEST_ABORTED'),
    );
    expect(tables(pf)).toMatchObject({ built: null, enabled: false, nicSwitch: null });
  });

  test('a cancel that comes late, or for another OID, is ignored', () => {
    const pf = settling();
    expect(cancel(pf, 'other')).toEqual([]);
    expect(brief(pf.fire())).toEqual(completion('NDIS_STATUS_SUCCESS'));
    expect(cancel(pf)).toEqual([]);
  });

  test('a pended OID is completed before the reset is', () => {
    expect(brief(call(settling(), 'MiniportResetEx'))).toEqual([
      ...completion('NDIS_STATUS_REQUEST_ABORTED'),
      'ndis MiniportResetEx.return NDIS_STATUS_PENDING',
      'ndis NdisMResetComplete NDIS_STATUS_SUCCESS',
    ]);
    const pf = withVfs(1);
    oid(pf, 'OID_SRIOV_READ_VF_CONFIG_SPACE', { vf: 0, offset: 0, length: 4 });
    expect(brief(call(pf, 'MiniportResetEx'))).toEqual([
      'ndis MiniportResetEx.return NDIS_STATUS_PENDING',
    ]);
    // Pause may come and finish in between.
    call(pf, 'MiniportRestart');
    expect(brief(call(pf, 'MiniportPause'))).toEqual([
      'ndis MiniportPause.return NDIS_STATUS_SUCCESS',
    ]);
    const back = { type: 'NdisMGetVirtualFunctionBusData.return', id: 'oid', count: 4, value: 0 };
    expect(brief(pf.deliver('ndis', back))).toEqual([
      ...completion('NDIS_STATUS_REQUEST_ABORTED'),
      'ndis NdisMResetComplete NDIS_STATUS_SUCCESS',
    ]);
  });

  test('with no OID pended a reset returns at once', () => {
    expect(brief(call(withVfs(1), 'MiniportResetEx'))).toEqual([
      'ndis MiniportResetEx.return NDIS_STATUS_SUCCESS',
    ]);
  });

  test('after the surprise-removal event every OID ends in NOT_ACCEPTED', () => {
    const pf = withVfs(1);
    expect(brief(notify(pf))).toEqual(['ndis MiniportDevicePnPEventNotify.return']);
    for (const type of ['OID_NIC_SWITCH_FREE_VF', 'OID_SRIOV_PROBED_BARS', 'OID_PNP_SET_POWER']) {
      expect(oid(pf, type, { vf: 0 }).status).toBe('NDIS_STATUS_NOT_ACCEPTED');
    }
  });

  test('surprise removal finishes the OID in flight', () => {
    expect(brief(notify(settling()))).toEqual([
      ...completion('NDIS_STATUS_NOT_ACCEPTED'),
      'ndis MiniportDevicePnPEventNotify.return',
    ]);
    const pf = withVfs(0);
    oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    notify(pf);
    expect(brief(located(pf))).toEqual(completion('NDIS_STATUS_NOT_ACCEPTED'));
  });

  test('surprise removal before restart does not disturb restart, pause and halt', () => {
    const pf = initialized();
    notify(pf);
    expect(brief(call(pf, 'MiniportRestart'))).toEqual([
      'ndis MiniportRestart.return NDIS_STATUS_SUCCESS',
    ]);
    expect(brief(call(pf, 'MiniportPause'))).toEqual([
      'ndis MiniportPause.return NDIS_STATUS_SUCCESS',
    ]);
    call(pf, 'MiniportHaltEx', { haltAction: 'NdisHaltDeviceSurpriseRemoved' });
    expect(brief(enableReturns(pf, 'NDIS_STATUS_FAILURE'))).toEqual(['ndis MiniportHaltEx.return']);
  });
});
