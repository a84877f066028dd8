/** The VPCI provider's end of a guest's channel: versions, D0, relays, invalidations, rescind and re-offer. */
import { describe, expect, test } from 'vitest';
import type { Line } from './stage.ts';
import { names } from './stage.ts';
import type { Vstack } from './vstack-vocabulary.ts';
import {
  ask,
  assign,
  assigned,
  badState,
  close,
  completion,
  d0Entry,
  d0Exit,
  inD0,
  invalidate,
  ok,
  packet,
  queryVersion,
  version,
  withNdis,
} from './vstack-vocabulary.ts';

const offer = 'pnp0 VMBUS_OFFER_CHANNEL';
const rescinds = ['vpci0 VMBUS_RESCIND_CHANNEL_OFFER', 'pnp0 VMBUS_RESCIND_CHANNEL_OFFER'];
const block = { blockId: 3, length: 16 };
/** Packets with what they ask for, the OID that they become, its parameters, its result, and the guest's answer. */
const relays = [
  [
    'VPCI_QUERY_RESOURCE_REQUIREMENTS',
    {},
    'OID_SRIOV_PROBED_BARS',
    {},
    { bars: [1, 2, 3, 4, 5, 6] },
    { bars: [1, 2, 3, 4, 5, 6] },
  ],
  ['VPCI_RESOURCES_ASSIGNED2', {}, 'OID_SRIOV_BAR_RESOURCES', { vf: 4, bar: 2 }, {}, {}],
  [
    'VPCI_READ_BLOCK',
    block,
    'OID_SRIOV_READ_VF_CONFIG_BLOCK',
    { vf: 4, ...block },
    { block: 'token' },
    { blockId: 3, block: 'token' },
  ],
  [
    'VPCI_WRITE_BLOCK',
    { ...block, block: 'new' },
    'OID_SRIOV_WRITE_VF_CONFIG_BLOCK',
    { vf: 4, ...block, block: 'new' },
    {},
    { blockId: 3 },
  ],
  [
    'VPCI_POWER_STATE_CHANGE',
    { powerState: 'D3' },
    'OID_SRIOV_SET_VF_POWER_STATE',
    { vf: 4, powerState: 'D3', wakeEnable: false },
    {},
    {},
  ],
] as const;
const accesses = [
  [
    'VpciConfigRead',
    { offset: 4, length: 2 },
    'OID_SRIOV_READ_VF_CONFIG_SPACE',
    { vf: 4, offset: 4, length: 2 },
    { count: 2, value: 6 },
  ],
  [
    'VpciConfigWrite',
    { offset: 4, length: 2, value: 6 },
    'OID_SRIOV_WRITE_VF_CONFIG_SPACE',
    { vf: 4, offset: 4, length: 2, value: 6 },
    { count: 2 },
  ],
] as const;
const relayed = [...relays.map(([type]) => type), ...accesses.map(([type]) => type)];

function probeBars(stack: Vstack, bars: readonly number[]) {
  const [request] = stack.tell('vpci0', packet('VPCI_QUERY_RESOURCE_REQUIREMENTS')) as [Line];
  stack.tell('ndis', completion(request, 'NDIS_STATUS_SUCCESS', { bars }));
}

describe('bring-up', () => {
  test('no other packet is legal before a version is agreed on', () => {
    const stack = assigned();
    for (const type of [
      'VPCI_QUERY_BUS_RELATIONS',
      'VPCI_FDO_D0_ENTRY',
      'VPCI_FDO_D0_EXIT',
      ...relayed,
    ]) {
      expect(stack.takes('vpci0', packet(type))).toBe('unexpected');
    }
    expect(stack.takes('vpci0', queryVersion())).toBe('handled');
  });

  test('a version that is too high is refused, and the guest tries a lower one', () => {
    const stack = assigned();
    const type = 'VPCI_QUERY_PROTOCOL_VERSION.completion';
    const revision = { status: 'STATUS_REVISION_MISMATCH' };
    for (const high of [version + 2, version + 1]) {
      expect(stack.tell('vpci0', queryVersion(high))).toMatchObject([
        { to: 'vpci0', type, ...revision },
      ]);
    }
    expect(stack.tell('vpci0', queryVersion(version))).toMatchObject([
      { type, status: ok, version },
    ]);
    expect(stack.takes('vpci0', queryVersion(version))).toBe('unexpected');
  });

  test('Z50: D0 entry sends the list of functions before its completion', () => {
    const stack = assigned([[0, 1]], [0, 1]);
    stack.tell('vpci0', queryVersion());
    const child = { vendorId: 0x8086, deviceId: 0x10ca };
    expect(stack.tell('vpci0', d0Entry)).toMatchObject([
      {
        to: 'vpci0',
        type: 'VPCI_BUS_RELATIONS2',
        children: [
          { slot: 0, ...child },
          { slot: 1, ...child },
        ],
      },
      { to: 'vpci0', type: 'VPCI_FDO_D0_ENTRY.completion', id: 'd0', status: ok },
    ]);
  });

  test('Z15: a second D0 entry is refused; after an exit it is granted', () => {
    const stack = inD0(assigned());
    expect(stack.tell('vpci0', d0Entry)).toMatchObject([{ status: badState }]);
    expect(stack.tell('vpci0', d0Exit)).toMatchObject([{ status: ok }]);
    expect(stack.tell('vpci0', d0Exit)).toMatchObject([{ status: ok }]);
    expect(stack.tell('vpci0', d0Entry)).toMatchObject([{}, { status: ok }]);
  });

  test('the list is sent whenever it is asked for, and by itself when it changes in D0', () => {
    const stack = assigned([[0, 1]]);
    stack.tell('vpci0', queryVersion());
    const query = { type: 'VPCI_QUERY_BUS_RELATIONS' };
    expect(stack.tell('vpci0', query)).toMatchObject([{ children: [{ slot: 0 }] }]);
    // Not in D0: the guest will ask.
    expect(names(withNdis(stack, stack.tell('admin', assign(1))).said)).toEqual([
      'admin AssignVf.done',
    ]);
    stack.tell('vpci0', d0Entry);
    expect(stack.tell('vpci0', query)).toMatchObject([{ children: [{ slot: 0 }, { slot: 1 }] }]);
    expect(stack.tell('admin', ask('RevokeVf', 0))).toMatchObject([
      { type: 'VPCI_BUS_RELATIONS2', children: [{ slot: 1 }] },
      { type: 'NdisOidRequest' },
    ]);
  });
});

describe('relays', () => {
  test.each(relays)(
    '%s becomes an OID, and its result a completion',
    (type, fields, oid, parameters, result, answer) => {
      const stack = inD0(assigned());
      probeBars(stack, [0, 0, 0xffff_c004, 0, 0, 0]);
      const [request] = stack.tell('vpci0', packet(type, fields)) as [Line];
      expect(request).toMatchObject({ to: 'ndis', type: 'NdisOidRequest', oid, parameters });
      const base = { to: 'vpci0', from: 'vstack', type: `${type}.completion`, id: 'p', slot: 0 };
      const { id: _, ...failed } = { id: 0, ...('blockId' in fields ? { blockId: 3 } : {}) };
      const success = completion(request, 'NDIS_STATUS_SUCCESS', result);
      expect(stack.tell('ndis', success)).toEqual([{ ...base, status: ok, ...answer }]);
      const [second] = stack.tell('vpci0', packet(type, fields)) as [Line];
      expect(stack.tell('ndis', completion(second, 'NDIS_STATUS_INVALID_PARAMETER'))).toEqual([
        { ...base, status: 'STATUS_UNSUCCESSFUL', ...failed },
      ]);
      expect(stack.context.relays).toEqual([]);
    },
  );

  test.each(accesses)(
    '%s becomes an OID, and its result a byte count',
    (type, fields, oid, parameters, result) => {
      const stack = inD0(assigned());
      const [request] = stack.tell('vpci0', packet(type, fields)) as [Line];
      expect(request).toMatchObject({ to: 'ndis', oid, parameters });
      const base = { to: 'vpci0', from: 'vstack', type: `${type}.return`, id: 'p' };
      const success = completion(request, 'NDIS_STATUS_SUCCESS', result);
      expect(stack.tell('ndis', success)).toEqual([{ ...base, ...result }]);
      const [second] = stack.tell('vpci0', packet(type, fields)) as [Line];
      const failure = completion(second, 'NDIS_STATUS_FAILURE');
      expect(stack.tell('ndis', failure)).toEqual([{ ...base, count: 0 }]);
    },
  );

  test('a VF without BARs is started without asking the PF for a range', () => {
    const stack = inD0(assigned());
    probeBars(stack, [0, 0, 0, 0, 0, 0]);
    expect(stack.tell('vpci0', packet('VPCI_RESOURCES_ASSIGNED2'))).toMatchObject([
      { to: 'vpci0', type: 'VPCI_RESOURCES_ASSIGNED2.completion', status: ok },
    ]);
    expect(names(stack.tell('admin', ask('UnassignVf')))).toEqual(['vpci0 VPCI_EJECT']);
  });

  test('several at once: each answer goes to who asked, whatever the order', () => {
    const stack = inD0(inD0(assigned([[0], [1]], [0, 1])), 1);
    const [a] = stack.tell('vpci0', packet('VPCI_READ_BLOCK', block)) as [Line];
    const [b] = stack.tell('vpci1', packet('VPCI_READ_BLOCK', block)) as [Line];
    const [c] = stack.tell('vpci0', packet('VPCI_READ_BLOCK', { ...block, id: 'q' })) as [Line];
    expect(b.parameters).toMatchObject({ vf: 5 });
    const answered = [c, b, a].map((request) => stack.tell('ndis', completion(request)));
    expect(answered).toMatchObject([
      [{ to: 'vpci0', id: 'q' }],
      [{ to: 'vpci1', id: 'p' }],
      [{ to: 'vpci0', id: 'p' }],
    ]);
    expect(stack.takes('ndis', completion(a))).toBe('unexpected');
  });

  test('a request for a slot without a VF is refused, and no OID is issued', () => {
    const stack = inD0(assigned([[0, 1]]));
    for (const type of relays.map(([name]) => name)) {
      expect(stack.tell('vpci0', packet(type, { slot: 1 }))).toMatchObject([
        {
          to: 'vpci0',
          type: `${type}.completion`,
          id: 'p',
          slot: 1,
          status: 'STATUS_UNSUCCESSFUL',
        },
      ]);
    }
    for (const type of ['VpciConfigRead', 'VpciConfigWrite']) {
      expect(stack.tell('vpci0', packet(type, { slot: 1 }))).toMatchObject([
        { to: 'vpci0', type: `${type}.return`, id: 'p', count: 0 },
      ]);
    }
  });

  test('from the moment that a VF is taken its slot is refused, before the OIDs are through', () => {
    const stack = inD0(assigned([[0, 1]], [0, 1]));
    const leaving = stack.tell('admin', ask('RevokeVf', 1));
    const late = stack.tell('vpci0', packet('VPCI_READ_BLOCK', { ...block, slot: 1 }));
    expect(late).toMatchObject([{ to: 'vpci0', status: 'STATUS_UNSUCCESSFUL' }]);
    withNdis(stack, leaving);
  });
});

describe('the end of a channel', () => {
  const revoked = () => {
    const stack = inD0(assigned());
    const [pending] = stack.tell('vpci0', packet('VPCI_READ_BLOCK', block)) as [Line];
    const said = stack.tell('admin', ask('RevokeVf'));
    return { stack, pending, said };
  };

  test('the last VF that leaves takes the channel along: first the empty list, then the rescind', () => {
    const { said } = revoked();
    expect(names(said)).toEqual(['vpci0 VPCI_BUS_RELATIONS2', 'ndis NdisOidRequest', ...rescinds]);
    expect(said[0]).toMatchObject({ children: [] });
  });

  test('nothing is answered after the rescind', () => {
    const { stack, pending, said } = revoked();
    for (const type of relayed) expect(stack.tell('vpci0', packet(type, block))).toEqual([]);
    const others = [queryVersion(), d0Entry, d0Exit, { type: 'VPCI_QUERY_BUS_RELATIONS' }];
    for (const line of others) expect(stack.tell('vpci0', line)).toEqual([]);
    expect(stack.tell('vpci0', packet('VPCI_EJECTION_COMPLETE'))).toEqual([]);
    expect(stack.tell('ndis', completion(pending))).toEqual([]);
    withNdis(stack, said);
    expect(stack.tell('vpci0', close)).toEqual([]);
  });

  test('a new channel is offered only after the guest has closed the old one', () => {
    const { stack, pending, said } = revoked();
    withNdis(stack, said);
    stack.tell('ndis', completion(pending));
    const again = withNdis(stack, stack.tell('admin', assign()));
    expect(names(again.said)).toEqual(['admin AssignVf.done']);
    expect(names(stack.tell('vpci0', close))).toEqual([offer]);
    expect(stack.takes('vpci0', d0Entry)).toBe('unexpected');
  });

  test('and not before the last request of the old one has come back', () => {
    const { stack, pending, said } = revoked();
    withNdis(stack, said);
    stack.tell('vpci0', close);
    withNdis(stack, stack.tell('admin', assign()));
    expect(stack.state).toContain('channel0.closed');
    expect(names(stack.tell('ndis', completion(pending)))).toEqual([offer]);
  });

  test('a guest that closes its channel is not offered another one for the same VF', () => {
    const stack = inD0(assigned());
    const [pending] = stack.tell('vpci0', packet('VPCI_READ_BLOCK', block)) as [Line];
    expect(stack.tell('vpci0', close)).toEqual([]);
    expect(stack.tell('ndis', completion(pending))).toEqual([]);
    const said = withNdis(stack, stack.tell('admin', ask('UnassignVf'))).said;
    expect(names(said)).toEqual(['admin UnassignVf.done']);
    expect(names(withNdis(stack, stack.tell('admin', assign())).said)).toContain(offer);
  });

  test('as long as a VF stays, the channel does', () => {
    const stack = inD0(assigned([[0, 1]], [0, 1]));
    const { said } = withNdis(stack, stack.tell('admin', ask('RevokeVf', 0)));
    expect(names(said)).toEqual(['vpci0 VPCI_BUS_RELATIONS2', 'admin RevokeVf.done']);
    expect(stack.state).toContain('channel0.d0');
  });
});

describe('invalidation (S8)', () => {
  const news = (blockMask: string, slot = 0) => ({
    to: 'vpci0',
    from: 'vstack',
    type: 'VPCI_INVALIDATE_BLOCK',
    slot,
    blockMask,
  });

  test('in D0 a mask goes to the guest at once, to the slot of its VF', () => {
    const stack = inD0(assigned([[0, 1]], [0, 1]));
    expect(stack.tell('ndis', invalidate(5, '0x8'))).toEqual([news('0x8', 1)]);
    expect(stack.tell('ndis', invalidate(5, '0x1'))).toEqual([news('0x1', 1)]);
  });

  test('before D0 masks are OR-ed, bit 63 included, and delivered once, after the completion', () => {
    const stack = assigned();
    for (const mask of ['0x1', '0x8000000000000000', '0x3']) {
      expect(stack.tell('ndis', invalidate(4, mask))).toEqual([]);
    }
    stack.tell('vpci0', queryVersion());
    const entered = stack.tell('vpci0', d0Entry);
    expect(names(entered)).toEqual([
      'vpci0 VPCI_BUS_RELATIONS2',
      'vpci0 VPCI_FDO_D0_ENTRY.completion',
      'vpci0 VPCI_INVALIDATE_BLOCK',
    ]);
    expect(entered.at(-1)).toEqual(news('0x8000000000000003'));
    stack.tell('vpci0', d0Exit);
    expect(names(stack.tell('vpci0', d0Entry))).toHaveLength(2);
  });

  test('what comes between D0 exit and D0 entry is not lost', () => {
    const stack = inD0(assigned());
    stack.tell('vpci0', d0Exit);
    expect(stack.tell('ndis', invalidate(4, '0x10'))).toEqual([]);
    expect(stack.tell('vpci0', d0Entry).at(-1)).toEqual(news('0x10'));
  });

  test('what comes before a VF is on the bus of a guest in D0 follows the list that shows it', () => {
    const stack = inD0(assigned([[0, 1]]));
    let said = stack.tell('admin', assign(1));
    while (said[0]?.oid !== 'OID_NIC_SWITCH_CREATE_VPORT') {
      said = stack.tell('ndis', completion(said[0] as Line));
    }
    expect(stack.tell('ndis', invalidate(5, '0x2'))).toEqual([]);
    const end = withNdis(stack, said).said;
    expect(names(end).slice(0, 2)).toEqual([
      'vpci0 VPCI_BUS_RELATIONS2',
      'vpci0 VPCI_INVALIDATE_BLOCK',
    ]);
    expect(end[1]).toEqual(news('0x2', 1));
    expect(stack.tell('ndis', invalidate(5, '0x4'))).toEqual([news('0x4', 1)]);
  });

  test('the next VF in the slot does not inherit the masks of the last one', () => {
    const stack = assigned();
    stack.tell('ndis', invalidate(4, '0xff'));
    withNdis(stack, stack.tell('admin', ask('RevokeVf')));
    stack.tell('vpci0', close);
    withNdis(stack, stack.tell('admin', assign()));
    stack.tell('vpci0', queryVersion());
    expect(names(stack.tell('vpci0', d0Entry))).toHaveLength(2);
  });

  test('for a VF that nobody has there is nobody to tell', () => {
    const stack = inD0(assigned());
    expect(stack.tell('ndis', invalidate(7, '0x1'))).toEqual([]);
    expect(stack.context.adapters.map(({ mask }) => mask)).toEqual(['0x0']);
  });
});
