/** The PF miniport when its hardware hangs, when it is reset, when it sleeps, and at the very end. */
import { describe, expect, test } from 'vitest';
import type { Drive } from './pf-drive.ts';
import { brief } from './pf-drive.ts';
import { call, initialized, newPf, newVf, notify, oid, PASSIVE, withVfs } from './pf-world.ts';

const hang = (pf: Drive, noticed: boolean) =>
  pf.deliver('client', { type: 'HangHardware', id: 'h1', noticed });
const hangs = (pf: Drive) => call(pf, 'MiniportCheckForHangEx')[0]?.hung;
const reset = (pf: Drive) => brief(call(pf, 'MiniportResetEx'));

describe('PF miniport, hang', () => {
  test('says so when it is asked, until it is reset', () => {
    const pf = initialized();
    expect(hangs(pf)).toBe(false);
    expect(brief(hang(pf, false))).toEqual(['client HangHardware.done NDIS_STATUS_SUCCESS']);
    expect(hangs(pf)).toBe(true);
    expect(reset(pf)).toEqual(['ndis MiniportResetEx.return NDIS_STATUS_SUCCESS']);
    expect(hangs(pf)).toBe(false);
  });

  test('one that an interrupt tells of makes it ask for a reset from its DPC, once', () => {
    const pf = initialized();
    expect(hang(pf, true)[0]).toEqual({
      to: 'ndis',
      type: 'NdisMResetMiniport',
      irql: 'DISPATCH_LEVEL',
    });
    expect(brief(hang(pf, true))).toEqual(['client HangHardware.done NDIS_STATUS_SUCCESS']);
  });

  test('before MiniportInitializeEx there is nobody to notice', () => {
    expect(brief(hang(newPf(), true))).toEqual([
      'client HangHardware.done NDIS_STATUS_ADAPTER_NOT_READY',
    ]);
  });
});

describe('PF miniport, reset', () => {
  test('a second MiniportResetEx while one waits for an OID is refused', () => {
    const pf = withVfs(0);
    oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
    expect(reset(pf)).toEqual(['ndis MiniportResetEx.return NDIS_STATUS_PENDING']);
    expect(reset(pf)).toEqual(['ndis MiniportResetEx.return NDIS_STATUS_RESET_IN_PROGRESS']);
  });

  test('of hardware that was pulled out it is a hard error', () => {
    const pf = withVfs(1);
    notify(pf);
    expect(reset(pf)).toEqual(['ndis MiniportResetEx.return NDIS_STATUS_HARD_ERRORS']);
  });
});

describe('PF miniport, power', () => {
  const setPower = (pf: Drive, powerState: string) =>
    oid(pf, 'OID_PNP_SET_POWER', { powerState }).status;
  const update = (pf: Drive) =>
    brief(pf.deliver('client', { type: 'UpdateBlock', id: 'u', vf: 0, blockId: 1, block: 'n' }));

  test.each(['D1', 'D2', 'D3'])('in %s the hardware brings no news, in D0 again', (powerState) => {
    const pf = withVfs(1);
    expect(oid(pf, 'OID_PNP_QUERY_POWER', { powerState }).status).toBe('NDIS_STATUS_SUCCESS');
    expect(setPower(pf, powerState)).toBe('NDIS_STATUS_SUCCESS');
    expect(update(pf)).toEqual(['client UpdateBlock.done NDIS_STATUS_LOW_POWER_STATE']);
    expect(setPower(pf, 'D0')).toBe('NDIS_STATUS_SUCCESS');
    expect(update(pf)).toEqual([
      'ndis NdisMInvalidateConfigBlock',
      'client UpdateBlock.done NDIS_STATUS_SUCCESS',
    ]);
  });
});

test('after MiniportShutdownEx it does nothing any more, whatever its state was', () => {
  const pf = withVfs(0);
  oid(pf, 'OID_NIC_SWITCH_ALLOCATE_VF', newVf);
  const shutdownAction = 'NdisShutdownPowerOff';
  expect(brief(call(pf, 'MiniportShutdownEx', { shutdownAction }))).toEqual([
    'ndis MiniportShutdownEx.return',
  ]);
  const read = { type: 'OID_SRIOV_PROBED_BARS', id: 'o', irql: PASSIVE, parameters: {} };
  expect(pf.deliver('ndis', read)).toEqual([]);
  expect(pf.delays()).toEqual([]);
});
