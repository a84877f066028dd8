import { describe, expect, test } from 'vitest';
import type { PfMiniportContext, PfMiniportInput } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { CONSTANT } from '../../src/wdk/constants.ts';
import type { Drive, Fields, Sent } from './pf-drive.ts';
import { brief, drive } from './pf-drive.ts';

const PASSIVE = 'PASSIVE_LEVEL';
const plain: PfMiniportInput = {
  ndis: 'ndis',
  vbd: null,
  switchCreation: 'static',
  numVFs: 2,
  totalVFs: 4,
  vendorId: 0x8086,
  vfDeviceId: 0x10ca,
  vfRegisters: { deviceControl: 0xa8, powerControl: 0x44 },
  vfBars: [{ bytes: 0x4000 }, null, null, { bytes: 0x1000 }, null, null],
  blocks: 4,
};
const newPf = (more: Partial<PfMiniportInput> = {}) =>
  drive('pf', pfMiniport, { ...plain, ...more }, ['ndis', 'vbd', 'client']);
const tables = (pf: Drive) => pf.context<PfMiniportContext>();

const attributesAccepted = (pf: Drive) =>
  pf.deliver('ndis', {
    type: 'NdisMSetMiniportAttributes.return',
    id: 'adapter',
    status: 'NDIS_STATUS_SUCCESS',
  });
const enableReturns = (pf: Drive, status = 'NDIS_STATUS_SUCCESS', id = 'adapter') =>
  pf.deliver('ndis', { type: 'NdisMEnableVirtualization.return', id, status });
const call = (pf: Drive, type: string, more: Fields = {}) =>
  pf.deliver('ndis', { type, id: 'adapter', irql: PASSIVE, ...more });
const notify = (pf: Drive) =>
  call(pf, 'MiniportDevicePnPEventNotify', { event: 'NdisDevicePnPEventSurpriseRemoved' });
const cancel = (pf: Drive, requestId = 'o1') =>
  pf.deliver('ndis', { type: 'MiniportCancelOidRequest', requestId, irql: 'DISPATCH_LEVEL' });

/** Sends an OID and gives what came of it at once. */
const oid = (pf: Drive, type: string, parameters: Fields = {}): Sent => {
  const [first] = pf.deliver('ndis', { type, id: 'o1', irql: PASSIVE, parameters });
  if (first === undefined) throw new Error(`${type} was not answered`);
  expect(first).toMatchObject({ to: 'ndis', type: 'MiniportOidRequest.return', oid: type });
  return first;
};

/** A miniport that MiniportInitializeEx has brought to Paused. */
function initialized(more: Partial<PfMiniportInput> = {}): Drive {
  const pf = newPf(more);
  call(pf, 'MiniportInitializeEx');
  attributesAccepted(pf);
  attributesAccepted(pf);
  attributesAccepted(pf);
  if (pf.context<PfMiniportContext>().built !== null) enableReturns(pf);
  return pf;
}

/** One with a NIC switch, and `vfs` allocated VFs. */
function withVfs(vfs: number, more: Partial<PfMiniportInput> = {}): Drive {
  const pf = initialized(more);
  oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 });
  for (let vf = 0; vf < vfs; vf += 1) allocate(pf);
  return pf;
}
const newVf = { switchId: 0, vf: 0xffff, requestorId: 0xffffffff };
const located = (pf: Drive) =>
  pf.deliver('ndis', {
    type: 'NdisMGetVirtualFunctionLocation.return',
    id: 'oid',
    segmentNumber: 1,
    busNumber: 3,
    functionNumber: 0x10,
  });
function allocate(pf: Drive) {
  oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
  return located(pf);
}

describe('PF miniport, initialisation', () => {
  test('sets registration, general and hardware-assist attributes in this order, then enables VFs', () => {
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

  test('static: DELETE_SWITCH keeps VFs enabled, MiniportHaltEx disables them, failure or not', () => {
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

describe('PF miniport, VFs', () => {
  test('ALLOCATE_VF gives the lowest free VFId and the RID of its location', () => {
    const pf = withVfs(0);
    const [, ask] = pf.deliver('ndis', {
      type: 'OID_NIC_SWITCH_ALLOCATE_VF',
      id: 'o1',
      irql: PASSIVE,
      parameters: newVf,
    });
    expect(ask).toMatchObject({ type: 'NdisMGetVirtualFunctionLocation', irql: PASSIVE, vf: 0 });
    expect(located(pf)[0]).toMatchObject({
      status: 'NDIS_STATUS_SUCCESS',
      result: { vf: 0, requestorId: 0x00010310 },
    });
    expect(allocate(pf)[0]).toMatchObject({ result: { vf: 1 } });
    expect(oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf).status).toBe('NDIS_STATUS_FAILURE');
    oid(pf, 'OID_NIC_SWITCH_FREE_VF', { vf: 0 });
    expect(allocate(pf)[0]).toMatchObject({ result: { vf: 0 } });
  });

  test('ALLOCATE_VF fails when no location comes back: the routine is void', () => {
    const pf = withVfs(0);
    oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    const sent = pf.deliver('ndis', { type: 'NdisMGetVirtualFunctionLocation.return', id: 'oid' });
    expect(brief(sent)).toEqual(['ndis NdisMOidRequestComplete NDIS_STATUS_FAILURE']);
    expect(tables(pf)).toMatchObject({ vfs: {}, oid: null });
  });

  test.each([
    ['OID_SRIOV_READ_VF_CONFIG_SPACE', { offset: 0, length: 4 }],
    ['OID_SRIOV_WRITE_VF_CONFIG_SPACE', { offset: 4, length: 2, value: 6 }],
    ['OID_SRIOV_READ_VF_CONFIG_BLOCK', { blockId: 0, length: 8 }],
    ['OID_SRIOV_WRITE_VF_CONFIG_BLOCK', { blockId: 0, length: 8, block: 'w1' }],
    ['OID_SRIOV_RESET_VF', {}],
    ['OID_SRIOV_SET_VF_POWER_STATE', { powerState: 'D3', wakeEnable: false }],
    ['OID_SRIOV_VF_VENDOR_DEVICE_ID', {}],
    ['OID_SRIOV_BAR_RESOURCES', { bar: 0 }],
  ])('%s fails for a VF that is not allocated, and again after FREE_VF', (type, parameters) => {
    const pf = withVfs(1);
    const status = (vf: number) => oid(pf, type, { vf, ...parameters }).status;
    expect(status(1)).toBe('NDIS_STATUS_INVALID_PARAMETER');
    oid(pf, 'OID_NIC_SWITCH_FREE_VF', { vf: 0 });
    expect(status(0)).toBe('NDIS_STATUS_INVALID_PARAMETER');
    const other = withVfs(1);
    expect(['NDIS_STATUS_SUCCESS', 'NDIS_STATUS_PENDING']).toContain(
      oid(other, type, { vf: 0, ...parameters }).status,
    );
  });

  test('what the verifier lets fail only as NOT_ACCEPTED fails so: unknown VF, VF with a VPort, switch in use', () => {
    const pf = withVfs(1);
    oid(pf, 'OID_NIC_SWITCH_CREATE_VPORT', { vport: 1, attachedFunction: 0 });
    for (const [type, parameters] of [
      ['OID_NIC_SWITCH_FREE_VF', { vf: 1 }],
      ['OID_NIC_SWITCH_FREE_VF', { vf: 0 }],
      ['OID_NIC_SWITCH_DELETE_SWITCH', { switchId: 0 }],
      ['OID_RECEIVE_FILTER_CLEAR_FILTER', { filter: 7 }],
    ] as const) {
      expect(oid(pf, type, parameters).status).toBe('NDIS_STATUS_NOT_ACCEPTED');
    }
  });

  test('BAR resources are the VF’s own part; ids are those of the VF driver', () => {
    const pf = withVfs(2);
    expect(oid(pf, 'OID_SRIOV_BAR_RESOURCES', { vf: 1, bar: 3 }).result).toEqual({
      resource: { start: 0x1000, length: 0x1000 },
    });
    expect(oid(pf, 'OID_SRIOV_BAR_RESOURCES', { vf: 1, bar: 1 }).status).toBe(
      'NDIS_STATUS_INVALID_PARAMETER',
    );
    expect(oid(pf, 'OID_SRIOV_VF_VENDOR_DEVICE_ID', { vf: 1 }).result).toEqual({
      vendorId: 0x8086,
      deviceId: 0x10ca,
    });
  });

  test.each([
    ['D3', false, 3],
    ['D3', true, 0x103],
    ['D0', false, 0],
  ])('power state %s with wake %s writes %i to PMCSR', (powerState, wakeEnable, value) => {
    const pf = withVfs(1);
    const type = 'OID_SRIOV_SET_VF_POWER_STATE';
    const parameters = { vf: 0, powerState, wakeEnable };
    const [, write] = pf.deliver('ndis', { type, id: 'o1', irql: PASSIVE, parameters });
    expect(write).toMatchObject({ vf: 0, offset: 0x44, length: 2, value });
  });

  test('wake may not be enabled with D0; without PMCSR there is nothing to write', () => {
    const wake = { vf: 0, powerState: 'D0', wakeEnable: true };
    expect(oid(withVfs(1), 'OID_SRIOV_SET_VF_POWER_STATE', wake).status).toBe(
      'NDIS_STATUS_INVALID_PARAMETER',
    );
    const pf = withVfs(1, { vfRegisters: { deviceControl: 0xa8, powerControl: null } });
    const sleep = { vf: 0, powerState: 'D3', wakeEnable: true };
    expect(oid(pf, 'OID_SRIOV_SET_VF_POWER_STATE', sleep).status).toBe('NDIS_STATUS_SUCCESS');
  });
});

describe('PF miniport, the bus driver', () => {
  const dataReturns = (pf: Drive, routine: string, count: number, value?: number) =>
    pf.deliver('ndis', { type: `${routine}.return`, id: 'oid', count, value });

  test('config space is read through NDIS; a byte count of 0 is a failure', () => {
    const pf = withVfs(1);
    const read = { vf: 0, offset: 0x10, length: 4 };
    expect(oid(pf, 'OID_SRIOV_READ_VF_CONFIG_SPACE', read).status).toBe('NDIS_STATUS_PENDING');
    expect(dataReturns(pf, 'NdisMGetVirtualFunctionBusData', 4, 0x1234)[0]).toMatchObject({
      status: 'NDIS_STATUS_SUCCESS',
      result: { value: 0x1234, count: 4 },
    });
    oid(pf, 'OID_SRIOV_WRITE_VF_CONFIG_SPACE', { ...read, value: 1 });
    expect(dataReturns(pf, 'NdisMSetVirtualFunctionBusData', 0)[0]).toMatchObject({
      status: 'NDIS_STATUS_FAILURE',
    });
  });

  test('with a VBD it asks the VBD and calls no bus service of NDIS', () => {
    const pf = newPf({ vbd: 'vbd' });
    call(pf, 'MiniportInitializeEx');
    attributesAccepted(pf);
    attributesAccepted(pf);
    const [enable] = attributesAccepted(pf);
    expect(enable).toMatchObject({
      to: 'vbd',
      type: 'VbdCall',
      irql: PASSIVE,
      routine: 'EnableVirtualization',
      parameters: { numVFs: 2, enableVirtualization: true },
    });
    const vbdReturns = (routine: string, result: Fields) =>
      pf.deliver('vbd', {
        type: 'VbdCall.return',
        id: 'x',
        routine,
        status: 'STATUS_SUCCESS',
        result,
      });
    vbdReturns('EnableVirtualization', {});
    oid(pf, 'OID_NIC_SWITCH_CREATE_SWITCH', { switchId: 0, numVFs: 2 });
    oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    const location = { segmentNumber: 0, busNumber: 2, functionNumber: 4 };
    expect(vbdReturns('GetLocation', location)[0]).toMatchObject({
      type: 'NdisMOidRequestComplete',
      result: { vf: 0, requestorId: 0x204 },
    });
    const sent = pf.deliver('ndis', {
      type: 'OID_SRIOV_PROBED_BARS',
      id: 'o1',
      irql: PASSIVE,
      parameters: {},
    });
    expect(sent[1]).toMatchObject({ to: 'vbd', routine: 'GetVirtualFunctionProbedBars' });
    expect(
      vbdReturns('GetVirtualFunctionProbedBars', { bars: [1, 0, 0, 0, 0, 0] })[0],
    ).toMatchObject({ result: { bars: [1, 0, 0, 0, 0, 0] } });
  });

  test('RESET_VF starts a function level reset in the VF alone and completes after 100 ms', () => {
    const pf = withVfs(2);
    const parameters = { vf: 1 };
    const [, write] = pf.deliver('ndis', {
      type: 'OID_SRIOV_RESET_VF',
      id: 'o1',
      irql: PASSIVE,
      parameters,
    });
    expect(write).toMatchObject({ vf: 1, offset: 0xa8, length: 2, value: 0x8000 });
    expect(dataReturns(pf, 'NdisMSetVirtualFunctionBusData', 2)).toEqual([]);
    expect(pf.delays()).toEqual([100]);
    expect(brief(pf.fire())).toEqual(['ndis NdisMOidRequestComplete NDIS_STATUS_SUCCESS']);
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

  test('a cancel ends the wait for a VF reset at once, and the VF can be freed', () => {
    const pf = settling();
    expect(brief(cancel(pf))).toEqual(completion('NDIS_STATUS_REQUEST_ABORTED'));
    expect(oid(pf, 'OID_NIC_SWITCH_FREE_VF', { vf: 0 }).status).toBe('NDIS_STATUS_SUCCESS');
  });

  test('a cancel while the bus driver works takes effect when it returns: the VF stays free', () => {
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

describe('PF miniport, buffers and blocks', () => {
  test('a short buffer is refused with the bytes that are needed', () => {
    const pf = withVfs(1);
    const read = { vf: 0, blockId: 0, length: 16 };
    expect(oid(pf, 'OID_SRIOV_READ_VF_CONFIG_BLOCK', { ...read, bufferBytes: 35 })).toMatchObject({
      status: 'NDIS_STATUS_INVALID_LENGTH',
      result: { bytesNeeded: 36 },
    });
    expect(oid(pf, 'OID_SRIOV_READ_VF_CONFIG_BLOCK', { ...read, bufferBytes: 36 }).status).toBe(
      'NDIS_STATUS_SUCCESS',
    );
    expect(oid(pf, 'OID_SRIOV_PROBED_BARS', { bufferBytes: 14 })).toMatchObject({
      result: { bytesNeeded: 32 },
    });
  });

  test('a block holds what was written last, per VF', () => {
    const pf = withVfs(2);
    const block = (vf: number, blockId: number) =>
      (oid(pf, 'OID_SRIOV_READ_VF_CONFIG_BLOCK', { vf, blockId, length: 128 }).result as Fields)
        .block;
    oid(pf, 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK', { vf: 1, blockId: 3, length: 128, block: 'w1' });
    expect([block(1, 3), block(0, 3), block(1, 2)]).toEqual(['w1', 'pf:init', 'pf:init']);
  });

  test.each([
    [4, 16, 'an unknown block'],
    [0, 129, 'a length above the maximum of 128'],
    [0, 0, 'no length'],
  ])('block %i with length %i is refused: %s', (blockId, length) => {
    const read = { vf: 0, blockId, length };
    expect(oid(withVfs(1), 'OID_SRIOV_READ_VF_CONFIG_BLOCK', read).status).toBe(
      'NDIS_STATUS_INVALID_PARAMETER',
    );
  });

  test('news of the hardware is stored and invalidated from a DPC', () => {
    const pf = withVfs(1);
    const news = { type: 'UpdateBlock', id: 'u1', vf: 0, blockId: 2, block: 'n1' };
    const sent = pf.deliver('client', news);
    expect(sent[0]).toMatchObject({
      to: 'ndis',
      type: 'NdisMInvalidateConfigBlock',
      irql: 'DISPATCH_LEVEL',
      vf: 0,
      blockMask: '0x4',
    });
    expect(brief(sent.slice(1))).toEqual(['client UpdateBlock.done NDIS_STATUS_SUCCESS']);
    expect(tables(pf).vfs[0]?.blocks[2]).toBe('n1');
    const status = (more: Fields) => brief(pf.deliver('client', { ...news, ...more }))[0];
    const invalid = 'client UpdateBlock.done NDIS_STATUS_INVALID_PARAMETER';
    expect([status({ vf: 1 }), status({ blockId: 4 })]).toEqual([invalid, invalid]);
    notify(pf);
    expect(status({})).toBe('client UpdateBlock.done NDIS_STATUS_NOT_ACCEPTED');
  });

  test('an OID above PASSIVE_LEVEL is a bug check', () => {
    const pf = withVfs(1);
    const type = 'OID_SRIOV_RESET_VF';
    pf.deliver('ndis', { type, id: 'o1', irql: 'DISPATCH_LEVEL', parameters: { vf: 0 } });
    expect(pf.bugcheck()).toBe('IRQL of OID_SRIOV_RESET_VF');
  });
});
