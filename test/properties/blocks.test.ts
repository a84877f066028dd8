import { describe, expect, test } from 'vitest';
import { noStaleAnswer, transactionIds } from '../../actors/properties/answers.ts';
import { invalidationNotLost } from '../../actors/properties/invalidations.ts';
import { acknowledgedWriteWasSeen } from '../../actors/properties/writes.ts';
import { lifecycleId } from '../../machines/vstack/guards.ts';
import type { Delivery } from './sequence.ts';
import { atTheEnd, completed, completion, during, irp, oid, returned } from './sequence.ts';

const rescind: Delivery = ['vstack', 'vpci.g0', { type: 'VMBUS_RESCIND_CHANNEL_OFFER' }];
const packet = (type: string, id: string, rest: object = {}): Delivery => [
  'vpci.g0',
  'vstack',
  { type, id, slot: 0, ...rest },
];
const done = (type: string, id: string, rest: object = {}): Delivery => [
  'vstack',
  'vpci.g0',
  { type: `${type}.completion`, id, slot: 0, status: 'STATUS_SUCCESS', ...rest },
];

describe('NoStaleAnswer', () => {
  const read = packet('VPCI_READ_BLOCK', '1', { blockId: 3 });

  test('the answer names the block that was asked for', () => {
    expect(during(noStaleAnswer, read, done('VPCI_READ_BLOCK', '1', { blockId: 3 }))).toBe('holds');
  });

  test('the answer is about another block', () => {
    expect(
      during(noStaleAnswer, read, done('VPCI_READ_BLOCK', '1', { blockId: 4 })),
    ).toMatchInlineSnapshot(
      `"vstack answered VPCI_READ_BLOCK of vpci.g0 with block 4; it was asked for 3"`,
    );
  });

  test('an IRP is completed with the content of another block', () => {
    const type = 'IOCTL_VPCI_READ_BLOCK';
    const asks: Delivery = ['vf0', 'vpci.g0', irp(type, { slot: 0, blockId: 3 })];
    const answer = (blockId: number): Delivery => [
      'vpci.g0',
      'vf0',
      completion(type, 'STATUS_SUCCESS', { blockId, slot: 0 }),
    ];
    expect(during(noStaleAnswer, asks, answer(3))).toBe('holds');
    expect(during(noStaleAnswer, asks, answer(4))).toContain('with block 4');
  });

  test('an answer that nobody waits for', () => {
    const late: Delivery = [
      'ndis.vf0',
      'vf0',
      { type: 'NdisMReadConfigBlock.return', id: 'call', status: 'NDIS_STATUS_SUCCESS' },
    ];
    expect(during(noStaleAnswer, late)).toMatchInlineSnapshot(
      `"ndis.vf0 answered NdisMReadConfigBlock (call) of vf0, which is not outstanding"`,
    );
  });

  test('a new channel begins without the questions of the old one', () => {
    const again = packet('VPCI_READ_BLOCK', '1', { blockId: 4 });
    const answer = done('VPCI_READ_BLOCK', '1', { blockId: 4 });
    expect(during(noStaleAnswer, read, rescind, again, answer)).toBe('holds');
  });
});

describe('TransactionIdReuse', () => {
  test('an id is used again after the answer, or on a new channel', () => {
    const [read, write] = [packet('VPCI_READ_BLOCK', '1'), packet('VPCI_WRITE_BLOCK', '1')];
    expect(during(transactionIds, read, done('VPCI_READ_BLOCK', '1'), write)).toBe('holds');
    expect(during(transactionIds, read, rescind, write)).toBe('holds');
  });

  test('an id is used again before the host has answered', () => {
    expect(
      during(
        transactionIds,
        packet('VPCI_READ_BLOCK', '1'),
        packet('VPCI_POWER_STATE_CHANGE', '1'),
      ),
    ).toMatchInlineSnapshot(
      `"vpci.g0 sent VPCI_POWER_STATE_CHANGE as 1, which still names its VPCI_READ_BLOCK"`,
    );
  });

  test('a completion of another kind of packet', () => {
    expect(
      during(transactionIds, packet('VPCI_READ_BLOCK', '1'), done('VPCI_WRITE_BLOCK', '1')),
    ).toContain('where 1 names VPCI_READ_BLOCK');
  });

  test('two guests have ids of their own', () => {
    const other: Delivery = ['vpci.g1', 'vstack', { type: 'VPCI_READ_BLOCK', id: '1' }];
    expect(during(transactionIds, packet('VPCI_READ_BLOCK', '1'), other)).toBe('holds');
  });
});

describe('AcknowledgedWriteWasSeen', () => {
  const property = acknowledgedWriteWasSeen;
  const content = { blockId: 1, block: 'a' };
  const write: Delivery = [
    'vf0',
    'ndis.vf0',
    { type: 'NdisMWriteConfigBlock', id: '1', ...content },
  ];
  const below: Delivery = [
    'ndis.vf0',
    'vpci.g0',
    { type: 'WriteVfConfigBlock', id: '1', ...content },
  ];
  const name = 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK';
  const request: Delivery = [
    'vstack',
    'ndis',
    { type: 'NdisOidRequest', id: '1', oid: name, parameters: content },
  ];
  const complete = {
    type: 'ProtocolOidRequestComplete',
    id: '1',
    oid: name,
    status: 'NDIS_STATUS_SUCCESS',
  };
  const answerBelow = (status: string): Delivery => [
    'vpci.g0',
    'ndis.vf0',
    { type: 'WriteVfConfigBlock.return', id: '1', status },
  ];
  const answer = (status: string): Delivery => [
    'ndis.vf0',
    'vf0',
    { type: 'NdisMWriteConfigBlock.return', id: '1', status },
  ];
  const worked = answer('NDIS_STATUS_SUCCESS');
  test('the driver below is told that it worked, then the VF is told', () => {
    const ends: Delivery = ['ndis', 'vstack', complete];
    const taken = [
      oid(name, content),
      returned(name, 'NDIS_STATUS_PENDING'),
      completed(name),
    ] as const;
    expect(during(property, request, ...taken, ends)).toBe('holds');
    expect(during(property, request, ...taken.slice(0, 2), ends)).toContain('ndis told vstack');
    expect(
      during(property, request, oid(name, content), returned(name, 'NDIS_STATUS_FAILURE'), ends),
    ).toContain('not taken');
  });

  test('a write that fails needs nobody below', () => {
    expect(
      during(
        property,
        write,
        below,
        answerBelow('STATUS_UNSUCCESSFUL'),
        answer('NDIS_STATUS_FAILURE'),
      ),
    ).toBe('holds');
    expect(during(property, write, answer('NDIS_STATUS_FAILURE'))).toBe('holds');
  });

  test('the VF is told before the driver below has said so', () => {
    expect(during(property, write, below, worked)).toMatchInlineSnapshot(
      `"ndis.vf0 told vf0 that its write of 'a' to block 1 worked; the PF has not taken it"`,
    );
    expect(during(property, write, below, answerBelow('STATUS_UNSUCCESSFUL'), worked)).toContain(
      'ndis.vf0 told vf0',
    );
  });

  test('what worked before the request does not count, and another write does not either', () => {
    const asks = (id: string): Delivery => ['vstack', 'ndis', { ...request[2], id }];
    const ends: Delivery = ['ndis', 'vstack', { ...complete, id: '2' }];
    const takes = (block: string) => [oid(name, { ...content, block }), returned(name)] as const;
    expect(during(property, asks('1'), ...takes('a'), asks('2'), ends)).toContain('not taken');
    expect(during(property, asks('2'), ...takes('b'), ends)).toContain('not taken');
    expect(during(property, asks('2'), ...takes('a'), ends)).toBe('holds');
  });

  test('an IRP and a request to the VBD are writes, too', () => {
    const type = 'IOCTL_VPCI_WRITE_BLOCK';
    const asks: Delivery = ['vf0', 'vpci.g0', irp(type, content)];
    const ends: Delivery = ['vpci.g0', 'vf0', completion(type)];
    expect(during(property, asks, ends)).toContain('not taken');
    const viaVbd: readonly Delivery[] = [
      ['vf0', 'vbd.vf0', { type: 'VbdCall', id: '1', parameters: content }],
      ['vbd.vf0', 'vf0', { type: 'VbdCall.return', id: '1', status: 'STATUS_SUCCESS' }],
    ];
    expect(during(property, ...viaVbd)).toContain('not taken');
  });

  test('who passes an IRP down leaves the answer to the driver below', () => {
    const type = 'IOCTL_VPCI_WRITE_BLOCK';
    const above: Delivery = ['vf0', 'vbd.vf0', irp(type, content)];
    const down: Delivery = ['vbd.vf0', 'vpci.g0', { ...irp(type, content), from: 'vf0' }];
    const ends: Delivery = ['vpci.g0', 'vf0', completion(type)];
    expect(during(property, above, down, ends)).toContain('vpci.g0 told vf0');
  });
});

describe('InvalidationNotLost', () => {
  const property = invalidationNotLost(2);
  const mask = (blockMask: string) => ({ type: 'NdisMInvalidateConfigBlock', vf: 0, blockMask });

  describe('at NDIS of the PF', () => {
    const bound: Delivery = ['ndis', 'vstack', { type: 'ProtocolBindAdapterEx', id: 'bind' }];
    const unbound: Delivery = ['ndis', 'vstack', { type: 'ProtocolUnbindAdapterEx', id: 'unbind' }];
    const comes = (blockMask: string): Delivery => ['pf', 'ndis', mask(blockMask)];
    const goes = (blockMask: string): Delivery => ['ndis', 'vstack', mask(blockMask)];

    test('what comes goes on to the protocol that is bound', () => {
      expect(atTheEnd(property, bound, comes('0x8'), goes('0x8'))).toBe('holds');
      expect(atTheEnd(property, bound, comes('0x8'))).toContain('block 3 changed');
      expect(atTheEnd(property, comes('0x8'))).toBe('holds');
      expect(atTheEnd(property, bound, comes('0x8'), unbound)).toBe('holds');
    });
  });

  describe('at the virtualization stack', () => {
    const ended = (oid: string, adapter: number, vf: number): Delivery => [
      'ndis',
      'vstack',
      {
        type: 'ProtocolOidRequestComplete',
        id: lifecycleId(adapter),
        oid,
        status: 'NDIS_STATUS_SUCCESS',
        result: { vf },
      },
    ];
    const allocated = (adapter: number, vf: number) =>
      ended('OID_NIC_SWITCH_ALLOCATE_VF', adapter, vf);
    const lists = (...slots: readonly number[]): Delivery => [
      'vstack',
      'vpci.g0',
      { type: 'VPCI_BUS_RELATIONS2', children: slots.map((slot) => ({ slot })) },
    ];
    const comes = (blockMask: string): Delivery => ['ndis', 'vstack', mask(blockMask)];
    const goes = (slot: number, blockMask: string): Delivery => [
      'vstack',
      'vpci.g0',
      { type: 'VPCI_INVALIDATE_BLOCK', slot, blockMask },
    ];
    // Adapter 1 has VF 0, and is in slot 1 of the only guest.
    const ready = [allocated(1, 0), lists(1)] as const;

    test('the guest is told of each block, of several at once if need be', () => {
      expect(atTheEnd(property, ...ready, comes('0x1'), comes('0x8'), goes(1, '0x9'))).toBe(
        'holds',
      );
    });

    test('a block of which the guest is not told', () => {
      expect(
        atTheEnd(property, ...ready, comes('0x1'), comes('0x8'), goes(1, '0x1')),
      ).toMatchInlineSnapshot(
        `"vstack: VF or slot 0: block 3 changed, which it passed on to nobody"`,
      );
      // News of another VF is none of this one.
      expect(atTheEnd(property, ...ready, comes('0x8'), goes(0, '0x8'))).toContain('block 3');
      const twice = [comes('0x1'), goes(1, '0x1'), comes('0x1')] as const;
      expect(atTheEnd(property, ...ready, ...twice)).toContain('block 0');
    });

    test('nobody is to be told of a VF that is not on the bus (any more)', () => {
      expect(atTheEnd(property, allocated(1, 0), comes('0x1'))).toBe('holds');
      expect(atTheEnd(property, ...ready, comes('0x1'), lists())).toBe('holds');
      expect(
        atTheEnd(property, ...ready, comes('0x1'), ended('OID_NIC_SWITCH_FREE_VF', 1, 0)),
      ).toBe('holds');
      const left: Delivery = ['vpci.g0', 'vstack', { type: 'VPCI_FDO_D0_EXIT', id: '1' }];
      expect(atTheEnd(property, ...ready, comes('0x1'), left)).toBe('holds');
    });
  });

  describe('at the bus driver of the guest', () => {
    const comes: Delivery = [
      'vstack',
      'vpci.g0',
      { type: 'VPCI_INVALIDATE_BLOCK', slot: 0, blockMask: '0x8' },
    ];
    const type = 'IOCTL_VPCI_INVALIDATE_BLOCK';
    const waits: Delivery = ['ndis.vf0', 'vpci.g0', irp(type, { slot: 0 })];
    const goes = (blockMask: string): Delivery => [
      'vpci.g0',
      'ndis.vf0',
      completion(type, 'STATUS_SUCCESS', { blockMask }),
    ];
    const cancelled: Delivery = ['vpci.g0', 'ndis.vf0', completion(type, 'STATUS_CANCELLED')];

    test('who waits for the news gets it', () => {
      expect(atTheEnd(property, waits, comes, goes('0x8'), waits)).toBe('holds');
      expect(atTheEnd(property, comes, waits, goes('0x8'), waits)).toBe('holds');
      expect(atTheEnd(property, waits, comes)).toContain('block 3');
      expect(atTheEnd(property, comes, waits, goes('0x4'), waits)).toContain('block 3');
    });

    test('who does not wait, or starts afterwards, does not', () => {
      expect(atTheEnd(property, waits, comes, cancelled)).toBe('holds');
      const starts: Delivery = ['ndis.vf0', 'vpci.g0', irp('IRP_MN_START_DEVICE', { slot: 0 })];
      expect(atTheEnd(property, comes, starts, waits)).toBe('holds');
    });
  });

  describe('at NDIS of the VF', () => {
    const up: Delivery = [
      'vf1',
      'ndis.vf1',
      { type: 'MiniportInitializeEx.return', id: 'call', status: 'NDIS_STATUS_SUCCESS' },
    ];
    const halted: Delivery = ['ndis.vf1', 'vf1', { type: 'MiniportHaltEx', id: 'call' }];
    const comes: Delivery = [
      'vpci.g0',
      'ndis.vf1',
      completion('IOCTL_VPCI_INVALIDATE_BLOCK', 'STATUS_SUCCESS', { blockMask: '0x8' }),
    ];
    const announced: Delivery = [
      'ndis.vf1',
      'vf1',
      { type: 'OID_SRIOV_VF_INVALIDATE_CONFIG_BLOCK', id: 'oid', parameters: { blockMask: '0x8' } },
    ];

    test('the miniport is told, if it is still there', () => {
      expect(atTheEnd(property, up, comes, announced)).toBe('holds');
      expect(atTheEnd(property, up, comes)).toMatchInlineSnapshot(
        `"ndis.vf1: miniport: block 3 changed, which it passed on to nobody"`,
      );
      expect(atTheEnd(property, up, comes, halted)).toBe('holds');
      expect(atTheEnd(property, comes, up)).toBe('holds');
    });
  });
});
