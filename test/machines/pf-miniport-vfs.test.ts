import { describe, expect, test } from 'vitest';
import type { Drive, Fields } from './pf-drive.ts';
import { brief } from './pf-drive.ts';
import {
  allocate,
  attributesAccepted,
  call,
  located,
  newPf,
  newVf,
  notify,
  oid,
  PASSIVE,
  tables,
  withVfs,
} from './pf-world.ts';

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

  test('what may fail only as NOT_ACCEPTED fails so: unknown VF, VF or switch in use', () => {
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
