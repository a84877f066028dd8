import { describe, expect, test } from 'vitest';
import {
  miniportCallOrder,
  notAcceptedAfterSurpriseRemoval,
  oneOidAtATime,
} from '../../actors/properties/adapter-calls.ts';
import {
  miniportPauseReturn,
  ndisOidComplete,
  pnpRemove,
} from '../../actors/properties/statuses.ts';
import type { Delivery } from './sequence.ts';
import { completed, completion, during, irp, oid, returned } from './sequence.ts';

const reset = 'OID_SRIOV_RESET_VF';
const free = 'OID_NIC_SWITCH_FREE_VF';
const pending = 'NDIS_STATUS_PENDING';
const call = (type: string): Delivery => ['ndis', 'pf', { type, id: 'call' }];
const back = (type: string, status = 'NDIS_STATUS_SUCCESS'): Delivery => [
  'pf',
  'ndis',
  { type, id: 'call', status },
];
const halt = call('MiniportHaltEx');
const initialized = [call('MiniportInitializeEx'), back('MiniportInitializeEx.return')] as const;
const running = [...initialized, call('MiniportRestart'), back('MiniportRestart.return')] as const;

describe('OneOidAtATime', () => {
  test('the next OID comes when the one before has ended', () => {
    const pends = returned(reset, pending);
    expect(during(oneOidAtATime, oid(reset), pends, completed(reset), oid(free), halt)).toContain(
      'pf, while OID_NIC_SWITCH_FREE_VF',
    );
    expect(during(oneOidAtATime, oid(reset), pends, completed(reset), oid(free))).toBe('holds');
  });

  test('two OIDs at once', () => {
    const second = oid(free, {}, 'oid2');
    expect(during(oneOidAtATime, oid(reset), second)).toMatchInlineSnapshot(
      `"ndis sent OID_NIC_SWITCH_FREE_VF (oid2) at pf, while OID_SRIOV_RESET_VF (oid) is still there"`,
    );
  });

  test('two adapters do not exclude each other', () => {
    const guest: Delivery = ['ndis.vf0', 'vf0', { type: 'OID_PNP_SET_POWER', id: 'oid' }];
    expect(during(oneOidAtATime, oid(reset), guest)).toBe('holds');
  });

  test('a halt with an OID outstanding', () => {
    expect(during(oneOidAtATime, oid(reset), halt)).toMatchInlineSnapshot(
      `"ndis halted pf, while OID_SRIOV_RESET_VF (oid) at pf is outstanding"`,
    );
  });
});

describe('MiniportCallOrder', () => {
  test('initialize, restart, pause, halt', () => {
    expect(
      during(
        miniportCallOrder,
        ...running,
        oid(reset),
        call('MiniportPause'),
        back('MiniportPause.return', pending),
        back('NdisMPauseComplete'),
        halt,
        back('MiniportHaltEx.return', ''),
        ...initialized,
      ),
    ).toBe('holds');
  });

  test('a halt before the first restart finds the adapter paused', () => {
    expect(during(miniportCallOrder, ...initialized, halt)).toBe('holds');
  });

  test('a halt of a running adapter', () => {
    expect(during(miniportCallOrder, ...running, halt)).toMatchInlineSnapshot(
      `"ndis called MiniportHaltEx of pf, whose adapter is running"`,
    );
  });

  test('a halt before the pause is complete', () => {
    const pausing = [call('MiniportPause'), back('MiniportPause.return', pending)] as const;
    expect(during(miniportCallOrder, ...running, ...pausing, halt)).toContain('is pausing');
  });

  test('a pause of a paused adapter', () => {
    expect(during(miniportCallOrder, ...initialized, call('MiniportPause'))).toContain('is paused');
  });

  test('an OID after MiniportHaltEx', () => {
    expect(during(miniportCallOrder, ...initialized, halt, oid(reset))).toMatchInlineSnapshot(
      `"ndis sent OID_SRIOV_RESET_VF to pf, whose adapter is halting"`,
    );
  });

  test('an adapter whose initialization failed is halted, and no call is made', () => {
    const failed = back('MiniportInitializeEx.return', 'NDIS_STATUS_FAILURE');
    expect(during(miniportCallOrder, call('MiniportInitializeEx'), failed, halt)).toContain(
      'is halted',
    );
  });
});

describe('NotAcceptedAfterSurpriseRemoval', () => {
  const pulled = call('MiniportDevicePnPEventNotify');
  const refused = returned(reset, 'NDIS_STATUS_NOT_ACCEPTED');

  test('an OID after the news is not accepted, one from before may end as it likes', () => {
    expect(during(notAcceptedAfterSurpriseRemoval, pulled, oid(reset), refused)).toBe('holds');
    expect(during(notAcceptedAfterSurpriseRemoval, oid(reset), pulled, returned(reset))).toBe(
      'holds',
    );
  });

  test('an OID after the news that succeeds', () => {
    expect(
      during(notAcceptedAfterSurpriseRemoval, pulled, oid(reset), returned(reset)),
    ).toMatchInlineSnapshot(
      `"OID_SRIOV_RESET_VF (oid) at pf ended NDIS_STATUS_SUCCESS after the device was pulled out"`,
    );
  });

  test('the excuse of an OID from before does not serve the next one', () => {
    expect(
      during(
        notAcceptedAfterSurpriseRemoval,
        oid(reset),
        pulled,
        returned(reset),
        oid(reset),
        returned(reset),
      ),
    ).toContain('after the device was pulled out');
  });

  test('a halt ends it: the next device in that place is another', () => {
    expect(during(notAcceptedAfterSurpriseRemoval, pulled, halt, oid(reset), returned(reset))).toBe(
      'holds',
    );
  });
});

describe('PnpRemove', () => {
  const remove = 'IRP_MN_REMOVE_DEVICE';
  const ask = (minor: string): Delivery => ['ndis', 'pci', irp(minor)];
  const answer = (minor: string, status?: string): Delivery => [
    'pci',
    'ndis',
    completion(minor, status),
  ];

  test('surprise removal, remove and cancels succeed; a query may fail', () => {
    expect(
      during(
        pnpRemove,
        ask('IRP_MN_QUERY_REMOVE_DEVICE'),
        answer('IRP_MN_QUERY_REMOVE_DEVICE', 'STATUS_UNSUCCESSFUL'),
        ask('IRP_MN_SURPRISE_REMOVAL'),
        answer('IRP_MN_SURPRISE_REMOVAL'),
      ),
    ).toBe('holds');
  });

  test('a cancel-remove that fails', () => {
    const minor = 'IRP_MN_CANCEL_REMOVE_DEVICE';
    expect(
      during(pnpRemove, ask(minor), answer(minor, 'STATUS_UNSUCCESSFUL')),
    ).toMatchInlineSnapshot(
      `"pci completed IRP_MN_CANCEL_REMOVE_DEVICE (irp) of ndis with STATUS_UNSUCCESSFUL"`,
    );
  });

  test('only a second remove IRP may find no device', () => {
    const noDevice = answer(remove, 'STATUS_NO_SUCH_DEVICE');
    expect(during(pnpRemove, ask(remove), answer(remove), ask(remove), noDevice)).toBe('holds');
    expect(during(pnpRemove, ask(remove), noDevice)).toContain('STATUS_NO_SUCH_DEVICE');
    const start = 'IRP_MN_START_DEVICE';
    const restarted = [ask(remove), answer(remove), ask(start), answer(start)] as const;
    expect(during(pnpRemove, ...restarted, ask(remove), noDevice)).toContain('NO_SUCH_DEVICE');
  });
});

describe('MiniportPauseReturn', () => {
  test('a pause succeeds, at once or later', () => {
    expect(during(miniportPauseReturn, back('MiniportPause.return'))).toBe('holds');
    expect(
      during(
        miniportPauseReturn,
        back('MiniportPause.return', pending),
        back('NdisMPauseComplete'),
      ),
    ).toBe('holds');
  });

  test('a pause that fails, or is complete and pending', () => {
    expect(
      during(miniportPauseReturn, back('MiniportPause.return', 'NDIS_STATUS_FAILURE')),
    ).toMatchInlineSnapshot(
      `"pf ended MiniportPause with NDIS_STATUS_FAILURE (MiniportPause.return)"`,
    );
    expect(during(miniportPauseReturn, back('NdisMPauseComplete', pending))).toContain(pending);
  });
});

describe('NdisOidComplete', () => {
  test('FREE_VF ends with a status that Driver Verifier allows', () => {
    for (const status of ['SUCCESS', 'NOT_ACCEPTED', 'REQUEST_ABORTED']) {
      expect(during(ndisOidComplete, oid(free), returned(free, `NDIS_STATUS_${status}`))).toBe(
        'holds',
      );
    }
  });

  test('FREE_VF ends with a status of its page that Driver Verifier does not allow', () => {
    expect(
      during(ndisOidComplete, oid(free), returned(free, 'NDIS_STATUS_INVALID_PARAMETER')),
    ).toMatchInlineSnapshot(
      `"OID_NIC_SWITCH_FREE_VF (oid) at pf ended NDIS_STATUS_INVALID_PARAMETER; legal are NDIS_STATUS_SUCCESS, NDIS_STATUS_NOT_ACCEPTED, NDIS_STATUS_REQUEST_ABORTED"`,
    );
  });

  test('an OID without such a list may fail', () => {
    expect(
      during(ndisOidComplete, oid(reset), returned(reset, 'NDIS_STATUS_INVALID_PARAMETER')),
    ).toBe('holds');
  });
});
