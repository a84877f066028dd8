import { describe, expect, test } from 'vitest';
import { requestText, statusKind } from '../../src/report/index.ts';

describe('a message in a few words', () => {
  test.each([
    [
      { type: 'VPCI_READ_BLOCK', id: 'a', slot: 1, blockId: 3, length: 16 },
      'VPCI_READ_BLOCK slot 1, block 3, 16 bytes',
    ],
    [
      {
        type: 'EnableVirtualization',
        numVFs: 4,
        enableVfMigration: false,
        enableMigrationInterrupt: false,
        enableVirtualization: true,
      },
      'EnableVirtualization NumVFs 4, enable',
    ],
    [{ type: 'ConfigBatch', rid: 0x0181, accesses: [{}, {}] }, 'ConfigBatch 01:10.1, 2 accesses'],
    [{ type: 'GetBusData.return', count: 0 }, 'GetBusData.return 0 bytes'],
    [{ type: 'GetBusData.return', count: 4, value: 0x10ca8086 }, 'GetBusData.return = 0x10ca8086'],
    [{ type: 'VbdCall', routine: 'GetLocation', parameters: { vf: 2 } }, 'GetLocation VF 2'],
    [
      { type: 'WriteBlock', blockId: 1, block: 'a', way: 'ioctl', length: 16 },
      "WriteBlock ioctl, block 1, 'a', 16 bytes",
    ],
    [{ type: 'VPCI_BUS_RELATIONS2', children: [{ slot: 0 }] }, 'VPCI_BUS_RELATIONS2 1 child'],
    [
      { type: 'TheUsersOwn', colour: 'green', sizes: [1, 2] },
      'TheUsersOwn colour green, sizes 1 2',
    ],
    [
      { type: 'CancelBlock', request: 'IOCTL_VPCI_READ_BLOCK' },
      'CancelBlock IOCTL_VPCI_READ_BLOCK',
    ],
    [
      { type: 'NdisOidRequest', oid: 'OID_NIC_SWITCH_ALLOCATE_VF', parameters: { vf: 0xffff } },
      'OID_NIC_SWITCH_ALLOCATE_VF',
    ],
    [
      {
        type: 'MakeCall',
        driver: 'ndis',
        call: {
          type: 'NdisOidRequest',
          irql: 'PASSIVE_LEVEL',
          oid: 'OID_SRIOV_RESET_VF',
          parameters: { vf: 0 },
        },
      },
      'OID_SRIOV_RESET_VF VF 0, of ndis',
    ],
    [{ type: 'xstate.after.500.pf.resetting' }, 'after 500 ms'],
    [{ type: 'xstate.after.linkTraining.pf.starting' }, 'linkTraining'],
  ])('%j', (message, words) => {
    expect(requestText(message)).toBe(words);
  });
});

test('a status is a success, a promise or a failure', () => {
  expect(
    ['STATUS_SUCCESS', 'NDIS_STATUS_PENDING', 'STATUS_BUFFER_OVERFLOW'].map(statusKind),
  ).toEqual(['success', 'pending', 'failure']);
});
