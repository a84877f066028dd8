/** Z34: a message of a VF and a reset of all VFs take the lock of the VF and that of the group in opposite orders. */
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { reply, send } from '../../src/system/index.ts';
import { before, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  beginAll,
  calledAndReturned,
  caller,
  cameUp,
  contextOf,
  fromRest,
  oid,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';
import type { Lock } from './lock.ts';
import { acquire, lock, release } from './lock.ts';

const write = 'OID_SRIOV_WRITE_VF_CONFIG_BLOCK';
const request = 'operating.adapter.initialized.request';

const oidIsCompleted = calledAndReturned(
  {
    name: 'OidIsCompleted',
    rule: 'an OID that returned NDIS_STATUS_PENDING is completed',
    source: 'ndis-ndisoidcomplete; Z34; kernel-rules 71',
  },
  'pf',
  write,
  ({ type }) => type === 'NdisMOidRequestComplete',
);

interface Given {
  readonly event: AnyMessage;
}
const unlock = [send('groupLock', { type: 'Release' }), send('vfLock', { type: 'Release' })];

/** A message of a VF is carried out under the lock of the VF, and then that of the group. */
const locking = varied(pfMiniport, {
  [`${request}.idle`]: before(write, {
    target: 'lockingVf',
    actions: [
      'takeOid',
      reply(({ event }: Given) => ({
        type: 'MiniportOidRequest.return',
        id: event.id,
        oid: write,
        status: 'NDIS_STATUS_PENDING',
        result: {},
      })),
      send('vfLock', { type: 'Acquire' }),
    ],
  }),
  [request]: (state) => ({
    ...state,
    states: {
      ...state.states,
      lockingVf: {
        on: {
          Granted: { target: 'lockingGroup', actions: send('groupLock', { type: 'Acquire' }) },
        },
      },
      lockingGroup: {
        on: { Granted: { target: 'idle', actions: [...unlock, 'completeDone', 'forgetOid'] } },
      },
    },
  }),
});

function system(order: readonly [string, string]): ZooSystem {
  const [first, second] = order;
  const actors = {
    vstack: caller([oid('message', write, { vf: 0, blockId: 1, length: 16, block: 'queues' })]),
    resetTask: caller([acquire(first), acquire(second), release(second), release(first)]),
    vfLock: lock,
    groupLock: lock,
    ndis: fromRest('ndis'),
    pf: fromRest('pf', { machine: locking }),
  };
  return {
    spec: { actors, initial: beginAll('vstack', 'resetTask') },
    properties: [
      oidIsCompleted,
      cameUp(
        'LockIsContended',
        'one of the two waits for the other',
        ['vfLock'],
        (view) => contextOf<Lock>(view, 'vfLock').holders.length > 1,
      ),
    ],
  };
}

export const z34: ZooEntry = {
  id: 'Z34',
  title: 'the lock of a VF and the lock of its group are taken in opposite orders',
  source: 'ice, Linux commit 96fdd1f6b4ed72a741fb0eb705c0e13049b8721f',
  story:
    'The service task of the PF resets all VFs: it takes the lock of the group, and then that of each VF. A message of a ' +
    'VF takes the lock of that VF, and then that of the group, because the group must not change under it. Each waits for ' +
    'what the other one has. The message is never answered, and since NDIS hands out one OID at a time, no other OID is ' +
    'either: the adapter can no longer be halted. The fix is one order: the group first.',
  variation:
    'pf-miniport: a block write takes the lock of the VF and then of the group; the reset the other way round',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'OidIsCompleted',
  broken: () => system(['groupLock', 'vfLock']),
  fixed: () => system(['vfLock', 'groupLock']),
};
