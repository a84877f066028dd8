/** The virtualization stack and its OIDs: how a VF is attached (S2), detached (S3), revoked (S4) and let go of (S5). */
import { describe, expect, test } from 'vitest';
import type { Line } from './stage.ts';
import { names } from './stage.ts';
import {
  ask,
  assign,
  assigned,
  badState,
  bind,
  completion,
  done,
  inD0,
  invalidate,
  newStack,
  oidsIn,
  ok,
  packet,
  pnpEvent,
  started,
  unbind,
  withNdis,
} from './vstack-vocabulary.ts';

const setFilter = 'OID_RECEIVE_FILTER_SET_FILTER';
const allocate = 'OID_NIC_SWITCH_ALLOCATE_VF';
const createVPort = 'OID_NIC_SWITCH_CREATE_VPORT';
const moveFilter = 'OID_RECEIVE_FILTER_MOVE_FILTER';
const queryIds = 'OID_SRIOV_VF_VENDOR_DEVICE_ID';
const deleteVPort = 'OID_NIC_SWITCH_DELETE_VPORT';
const resetVf = 'OID_SRIOV_RESET_VF';
const freeVf = 'OID_NIC_SWITCH_FREE_VF';
const clearFilter = 'OID_RECEIVE_FILTER_CLEAR_FILTER';
const attach = [setFilter, allocate, createVPort, moveFilter, queryIds];
const detach = [moveFilter, deleteVPort, resetVf, freeVf, clearFilter];
const answer = (type: string, status: string, id = 'ask') => ({
  to: 'admin',
  from: 'vstack',
  type: `${type}.done`,
  id,
  status,
});
const atRest = { vfId: null, vport: null, filter: null, onBus: false, asks: [], failure: null };

describe('attachment (S2)', () => {
  test('five OIDs in order, each with what the ones before it gave', () => {
    const stack = newStack();
    stack.tell('ndis', bind);
    const { requests, said } = withNdis(stack, stack.tell('admin', assign()));
    expect(requests.map(({ oid, parameters }) => ({ oid, parameters }))).toEqual([
      { oid: setFilter, parameters: { vport: 0 } },
      { oid: allocate, parameters: { switchId: 0, vf: 0xffff, requestorId: 0xffffffff } },
      { oid: createVPort, parameters: { switchId: 0, vport: 0, attachedFunction: 4 } },
      { oid: moveFilter, parameters: { filter: 10, vport: 0, destinationVPort: 20 } },
      { oid: queryIds, parameters: { vf: 4 } },
    ]);
    expect(said).toEqual([
      answer('AssignVf', ok),
      { to: 'pnp0', from: 'vstack', type: 'VMBUS_OFFER_CHANNEL' },
    ]);
    expect(stack.state).toContain('adapter0.assigned');
  });

  test('one OID at a time, and the guest hears nothing before the last', () => {
    const stack = newStack();
    stack.tell('ndis', bind);
    let said = stack.tell('admin', assign());
    for (const oid of attach) {
      expect(said).toMatchObject([{ to: 'ndis', type: 'NdisOidRequest', oid }]);
      said = stack.tell('ndis', completion(said[0] as never));
    }
  });

  test.each([
    [setFilter, []],
    [allocate, [clearFilter]],
    [createVPort, [resetVf, freeVf, clearFilter]],
    [moveFilter, detach],
    [queryIds, detach],
  ])('%s fails: what was done is undone, and the status reported', (oid, undone) => {
    const stack = newStack();
    stack.tell('ndis', bind);
    const status = 'NDIS_STATUS_RESOURCES';
    // Only the first one of that name fails: MOVE_FILTER is also the way back.
    let said = stack.tell('admin', assign());
    while (oidsIn(said)[0]?.oid !== oid) said = stack.tell('ndis', completion(said[0] as never));
    const end = withNdis(stack, stack.tell('ndis', completion(said[0] as never, status)));
    expect(end.oids).toEqual(undone);
    expect(end.said).toEqual([answer('AssignVf', status)]);
    expect(stack.context.adapters[0]).toMatchObject(atRest);
    const again = withNdis(stack, stack.tell('admin', assign()));
    expect(again).toMatchObject({ oids: attach, said: [{ status: ok }, {}] });
  });

  test('an assignment before the bind waits for it', () => {
    const stack = newStack();
    expect(stack.tell('admin', assign())).toEqual([]);
    const said = stack.tell('ndis', bind);
    expect(said).toMatchObject([
      { type: 'ProtocolBindAdapterEx.return', status: done },
      { oid: setFilter },
    ]);
    expect(withNdis(stack, said).oids).toEqual(attach);
  });

  test('S2.2: two adapters are attached side by side, each with its own VF', () => {
    const stack = newStack([[0], [1]]);
    stack.tell('ndis', bind);
    const both = [...stack.tell('admin', assign(0)), ...stack.tell('admin', assign(1))];
    const { oids } = withNdis(stack, both);
    expect(oids).toEqual(attach.flatMap((oid) => [oid, oid]));
    expect(stack.context.adapters).toMatchObject([
      { vfId: 4, vport: 20 },
      { vfId: 5, vport: 21 },
    ]);
  });

  test('what cannot be done in the present state is refused', () => {
    const refusedIn = (stack: ReturnType<typeof newStack>, types: readonly string[]) => {
      for (const type of types) {
        expect(stack.tell('admin', ask(type))).toEqual([answer(type, badState)]);
      }
    };
    const stack = newStack();
    refusedIn(stack, ['UnassignVf', 'RevokeVf', 'ResetVf', 'SetVfPower']);
    stack.tell('ndis', bind);
    const all = ['AssignVf', 'UnassignVf', 'RevokeVf', 'ResetVf', 'SetVfPower'];
    const attaching = stack.tell('admin', assign());
    refusedIn(stack, all);
    withNdis(stack, attaching);
    refusedIn(stack, ['AssignVf']);
    started(inD0(stack));
    stack.tell('admin', ask('UnassignVf', 0, 'leave'));
    refusedIn(stack, ['AssignVf', 'UnassignVf', 'ResetVf', 'SetVfPower']);
    stack.tell('vpci0', packet('VPCI_EJECTION_COMPLETE'));
    refusedIn(stack, all);
  });
});

describe('detachment (S3, S4)', () => {
  test('MOVE_FILTER < DELETE_VPORT < RESET_VF < FREE_VF, then the filter goes', () => {
    const stack = assigned();
    const { requests, said } = withNdis(stack, stack.tell('admin', ask('UnassignVf')));
    expect(requests.map(({ oid, parameters }) => ({ oid, parameters }))).toEqual([
      { oid: moveFilter, parameters: { filter: 10, vport: 20, destinationVPort: 0 } },
      { oid: deleteVPort, parameters: { vport: 20 } },
      { oid: resetVf, parameters: { vf: 4 } },
      { oid: freeVf, parameters: { vf: 4 } },
      { oid: clearFilter, parameters: { filter: 10 } },
    ]);
    expect(said.at(-1)).toEqual(answer('UnassignVf', ok));
    expect(stack.context.adapters[0]).toMatchObject(atRest);
  });

  test.each(detach)('a %s that fails is passed over', (oid) => {
    const stack = assigned();
    const failing = { [oid]: 'NDIS_STATUS_NOT_ACCEPTED' };
    const { oids, said } = withNdis(stack, stack.tell('admin', ask('RevokeVf')), failing);
    expect(oids).toEqual(detach);
    expect(said.at(-1)).toEqual(answer('RevokeVf', ok));
    expect(stack.context.adapters[0]).toMatchObject(atRest);
  });

  test('C31: a guest that has the resources is asked first, and nothing is torn down meanwhile', () => {
    const stack = started(inD0(assigned()));
    expect(stack.tell('admin', ask('UnassignVf'))).toMatchObject([
      { to: 'vpci0', type: 'VPCI_EJECT', slot: 0 },
    ]);
    expect(stack.timers).toEqual([60_000]);
    const left = stack.tell('vpci0', packet('VPCI_EJECTION_COMPLETE'));
    expect(oidsIn(left)).toMatchObject([{ oid: moveFilter }]);
    expect(stack.timers).toEqual([]);
    expect(withNdis(stack, left).oids).toEqual(detach);
  });

  test.each([
    ['without a channel', () => assigned()],
    ['in D0 without resources', () => inD0(assigned())],
    [
      'after it released the resources',
      () => {
        const stack = started(inD0(assigned()));
        stack.tell('vpci0', packet('VPCI_RESOURCES_RELEASED'));
        return stack;
      },
    ],
    [
      'after it left D0',
      () => {
        const stack = started(inD0(assigned()));
        stack.tell('vpci0', { type: 'VPCI_FDO_D0_EXIT', id: 'd0' });
        return stack;
      },
    ],
  ])('Z03: a guest %s is not asked', (_, prepare) => {
    const stack = prepare();
    const said = stack.tell('admin', ask('UnassignVf'));
    expect(names(said)).not.toContain('vpci0 VPCI_EJECT');
    expect(withNdis(stack, said).oids).toEqual(detach);
  });

  test('the answer of another slot or another guest is not taken for its own', () => {
    const stack = assigned([[0, 1], [2]], [0, 1, 2]);
    started(inD0(stack));
    inD0(stack, 1);
    stack.tell('admin', ask('UnassignVf'));
    expect(stack.tell('vpci0', packet('VPCI_EJECTION_COMPLETE', { slot: 1 }))).toEqual([]);
    expect(stack.tell('vpci1', packet('VPCI_EJECTION_COMPLETE'))).toEqual([]);
    expect(stack.state).toContain('adapter0.ejecting');
  });

  test('a guest that does not answer within a minute loses the VF all the same', () => {
    const stack = started(inD0(assigned()));
    stack.tell('admin', ask('UnassignVf'));
    const { oids, said } = withNdis(stack, stack.fireTimer());
    expect(oids).toEqual(detach);
    expect(said.at(-1)).toEqual(answer('UnassignVf', ok));
  });

  test('a guest that leaves D0 while it is asked has answered', () => {
    const stack = started(inD0(assigned()));
    stack.tell('admin', ask('UnassignVf'));
    const said = stack.tell('vpci0', { type: 'VPCI_FDO_D0_EXIT', id: 'd0' });
    expect(withNdis(stack, said).oids).toEqual(detach);
  });

  test('S4.2: a revoked VF goes without asking, also while the guest is being asked', () => {
    const revoked = started(inD0(assigned()));
    const said = revoked.tell('admin', ask('RevokeVf'));
    expect(names(said)).not.toContain('vpci0 VPCI_EJECT');
    expect(withNdis(revoked, said).oids).toEqual(detach);
    const asked = started(inD0(assigned()));
    asked.tell('admin', ask('UnassignVf', 0, 'please'));
    const end = withNdis(asked, asked.tell('admin', ask('RevokeVf', 0, 'now')));
    expect(end.oids).toEqual(detach);
    expect(end.said.slice(-2)).toEqual([
      answer('UnassignVf', ok, 'please'),
      answer('RevokeVf', ok, 'now'),
    ]);
    expect(asked.timers).toEqual([]);
  });

  test('the next VF in the slot has another serial number', () => {
    const stack = assigned();
    const before = stack.context.adapters[0]?.serial;
    withNdis(stack, stack.tell('admin', ask('RevokeVf')));
    withNdis(stack, stack.tell('admin', assign()));
    expect(stack.context.adapters[0]?.serial).not.toBe(before);
  });

  test('the data path is on the VF only as long as there is one', () => {
    const stack = started(inD0(assigned()));
    const path = () => stack.context.adapters[0]?.path;
    const toVf = { type: 'SwitchDataPath', vf: 0, toVf: true };
    stack.tell('vpci0', toVf);
    expect(path()).toBe('vf');
    const said = stack.tell('admin', ask('RevokeVf'));
    expect(path()).toBe('synthetic');
    // Sent before the guest heard of the revocation.
    stack.tell('vpci0', toVf);
    expect(path()).toBe('synthetic');
    withNdis(stack, said);
  });
});

describe('control of an assigned VF (S12)', () => {
  const power = { powerState: 'D3', wakeEnable: true };
  test.each([
    ['ResetVf', {}, resetVf, { vf: 4 }],
    ['SetVfPower', power, 'OID_SRIOV_SET_VF_POWER_STATE', { vf: 4, ...power }],
  ])('%s becomes an OID, and the status goes back', (type, more, oid, parameters) => {
    const stack = assigned();
    const [request] = stack.tell('admin', ask(type, 0, 'ask', more));
    expect(request).toMatchObject({ type: 'NdisOidRequest', oid, parameters });
    for (const busy of ['ResetVf', 'SetVfPower']) {
      expect(stack.tell('admin', ask(busy, 0, 'busy'))).toEqual([answer(busy, badState, 'busy')]);
    }
    const status = 'NDIS_STATUS_FAILURE';
    expect(stack.tell('ndis', completion(request as never, status))).toEqual([
      answer(type, status),
    ]);
    expect(oidsIn(stack.tell('admin', ask('ResetVf')))).toHaveLength(1);
  });

  test('is answered although the VF is on its way out, and is not taken for the RESET_VF of that', () => {
    const stack = assigned();
    const [control] = stack.tell('admin', ask('ResetVf', 0, 'reset'));
    const leaving = stack.tell('admin', ask('RevokeVf'));
    const said = stack.tell('ndis', completion(control as never));
    expect(said).toEqual([answer('ResetVf', ok.replace('STATUS', 'NDIS_STATUS'), 'reset')]);
    expect(withNdis(stack, leaving).oids).toEqual(detach);
  });
});

describe('the binding (S5, S14, S16)', () => {
  test('an unbind frees everything first, and asks the guest', () => {
    const stack = started(inD0(assigned()));
    expect(names(stack.tell('ndis', unbind))).toEqual(['vpci0 VPCI_EJECT']);
    const left = withNdis(stack, stack.tell('vpci0', packet('VPCI_EJECTION_COMPLETE')));
    expect(left.oids).toEqual(detach);
    expect(left.said.at(-1)).toMatchObject({
      to: 'ndis',
      type: 'ProtocolUnbindAdapterEx.return',
      status: done,
    });
    expect(stack.context).toMatchObject({ bound: false, gone: false });
  });

  test.each(attach)('an unbind during %s waits until the VF has been taken back', (oid) => {
    const stack = newStack();
    stack.tell('ndis', bind);
    let said = stack.tell('admin', assign());
    while (oidsIn(said)[0]?.oid !== oid) said = stack.tell('ndis', completion(said[0] as never));
    expect(stack.tell('ndis', unbind)).toEqual([]);
    const end = withNdis(stack, said);
    expect(end.oids.slice(-5)).toEqual(detach);
    expect(end.said.at(-1)).toMatchObject({ type: 'ProtocolUnbindAdapterEx.return' });
    expect(stack.tell('admin', assign())).toEqual([]);
    expect(stack.state).toContain('adapter0.awaitingAdapter');
  });

  test('an unbind with nothing to free returns at once; also without a bind', () => {
    const stack = newStack();
    for (const before of [[], [bind]]) {
      for (const line of before) stack.tell('ndis', line);
      expect(names(stack.tell('ndis', unbind))).toEqual(['ndis ProtocolUnbindAdapterEx.return']);
    }
  });

  test.each([
    [0, 1],
    [1, 0],
  ])('an unbind waits for the OIDs of a guest and of an administrator (%i, %i)', (one, other) => {
    const stack = inD0(assigned());
    const outstanding = [
      ...stack.tell('vpci0', packet('VPCI_READ_BLOCK', { blockId: 1, length: 8 })),
      ...stack.tell('admin', ask('ResetVf')),
    ];
    expect(withNdis(stack, stack.tell('ndis', unbind)).oids).toEqual(detach);
    const returned = 'ndis ProtocolUnbindAdapterEx.return';
    const early = stack.tell('ndis', completion(outstanding[one] as Line));
    expect(names(early)).not.toContain(returned);
    expect(names(stack.tell('ndis', completion(outstanding[other] as Line)))).toContain(returned);
  });

  test('asks that come while it unbinds are refused', () => {
    const stack = started(inD0(assigned([[0], [1]])));
    stack.tell('ndis', unbind);
    expect(stack.tell('admin', assign(1))).toEqual([answer('AssignVf', badState)]);
  });

  test('S16.1: query-remove is refused while a VF is in use or wanted, and granted otherwise', () => {
    const queryRemove = pnpEvent('NetEventQueryRemoveDevice');
    const refusal = [{ type: 'ProtocolNetPnPEvent.return', status: 'NDIS_STATUS_FAILURE' }];
    const consent = [{ type: 'ProtocolNetPnPEvent.return', status: done }];
    const stack = newStack();
    stack.tell('ndis', bind);
    expect(stack.tell('ndis', queryRemove)).toMatchObject(consent);
    expect(stack.tell('ndis', pnpEvent('NetEventCancelRemoveDevice'))).toMatchObject(consent);
    const attaching = stack.tell('admin', assign());
    expect(stack.tell('ndis', queryRemove)).toMatchObject(refusal);
    withNdis(stack, attaching);
    expect(stack.tell('ndis', queryRemove)).toMatchObject(refusal);
    withNdis(stack, stack.tell('admin', ask('RevokeVf')));
    expect(stack.tell('ndis', queryRemove)).toMatchObject(consent);
  });

  test('S14: after a surprise nobody is asked, all OIDs fail, and it is unbound', () => {
    const stack = started(inD0(assigned()));
    const surprise = pnpEvent('NetEventQueryRemoveDevice', true);
    const fail = Object.fromEntries(detach.map((oid) => [oid, 'NDIS_STATUS_NOT_ACCEPTED']));
    const { oids, said } = withNdis(stack, stack.tell('ndis', surprise), fail);
    expect(oids).toEqual(detach);
    expect(names(said)).toContain('ndis ProtocolNetPnPEvent.return');
    expect(names(said)).not.toContain('vpci0 VPCI_EJECT');
    expect(names(stack.tell('ndis', unbind))).toEqual(['ndis ProtocolUnbindAdapterEx.return']);
    expect(stack.context).toMatchObject({ bound: false, gone: true, lost: false });
    expect(stack.tell('admin', assign())).toEqual([answer('AssignVf', badState)]);
    stack.tell('ndis', bind);
    expect(withNdis(stack, stack.tell('admin', assign())).oids).toEqual(attach);
  });

  test('a surprise while the guest is being asked ends the wait', () => {
    const stack = started(inD0(assigned()));
    stack.tell('admin', ask('UnassignVf'));
    const said = stack.tell('ndis', pnpEvent('NetEventQueryRemoveDevice', true));
    expect(withNdis(stack, said).oids).toEqual(detach);
    expect(stack.timers).toEqual([]);
  });

  test('an invalidation above DISPATCH_LEVEL is a bug check', () => {
    const stack = assigned();
    const atDirql: Line = { ...invalidate(4, '0x1'), irql: 'DIRQL' };
    expect(stack.tell('ndis', atDirql)).toEqual([]);
    expect(stack.context.bugcheck).toMatchObject({ rule: 'IRQL of NdisMInvalidateConfigBlock' });
    expect(stack.tell('admin', ask('RevokeVf'))).toEqual([]);
  });
});
