/** Z44: the PF looks whether there are VFs, and reloads when there were none. */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import type { NdisPfContext } from '../../machines/ndis-pf.ts';
import type { PfMiniportContext } from '../../machines/pf-miniport.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import type { StateProperty } from '../../src/system/index.ts';
import { reply, send } from '../../src/system/index.ts';
import { on, toSelf, varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import {
  allFromRest,
  answersFor,
  beginAll,
  caller,
  cameUp,
  clientOf,
  contextOf,
  fromRest,
  oid,
} from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

type Given = { readonly context: PfMiniportContext; readonly event: AnyMessage };

const tablesAgree: StateProperty = {
  kind: 'finally',
  name: 'AllocatedVfsExist',
  rule: 'a VF that was allocated with success exists until it is freed',
  source: 'Z44; oid-nic-switch-allocate-vf',
  reads: ['ndis', 'pf'],
  check(view) {
    const known = Object.keys(contextOf<NdisPfContext>(view, 'ndis').vfs);
    const { vfs } = contextOf<PfMiniportContext>(view, 'pf');
    const lost = known.filter((vf) => !(vf in vfs));
    return lost.length === 0 ? undefined : `VF ${lost} was allocated, and the PF has lost it`;
  },
};

const hasVfs = ({ context }: Given) => Object.keys(context.vfs).length > 0;
const ended = (status: string) => send('ndis', { type: 'NdisMResetComplete', status });
const drop = assign({ vfs: {}, vports: {}, filters: {} } as never);
const inWorkItem = {
  target: 'reloading',
  actions: [
    reply(({ event }: Given) => ({
      type: 'MiniportResetEx.return',
      id: event.id,
      status: 'NDIS_STATUS_PENDING',
    })),
    toSelf({ type: 'IoQueueWorkItem' }),
  ],
};
const reloaded = { guard: 'noOid', target: 'none', actions: [drop, ended('NDIS_STATUS_SUCCESS')] };
const refused = { target: 'none', actions: ended('NDIS_STATUS_FAILURE') };

/** A reset that reloads the firmware in a work item, and with it all tables; refused while there are VFs. */
const withReload = (reset: object, work: object) =>
  varied(pfMiniport, {
    // A pended OID is carried out, not given up; NDIS hands out no other during a reset.
    'operating.adapter.initialized.request.calling': on({ MiniportResetEx: {} }),
    'operating.adapter.initialized.reset': () => ({
      initial: 'none',
      states: {
        none: { on: { MiniportResetEx: reset } },
        reloading: { on: { IoQueueWorkItem: 'draining' } },
        // A pended OID is completed before the reset is (C20).
        draining: { always: work },
      },
    }),
  });

const refusedAtOnce = {
  guard: hasVfs,
  actions: reply(({ event }: Given) => ({
    type: 'MiniportResetEx.return',
    id: event.id,
    status: 'NDIS_STATUS_FAILURE',
  })),
};
const checksFirst = withReload([refusedAtOnce, inWorkItem], reloaded);
const checksInTheWorkItem = withReload(inWorkItem, [
  { guard: (given: Given) => given.context.oid === null && hasVfs(given), ...refused },
  reloaded,
]);

function system(machine: AnyStateMachine): ZooSystem {
  const empty = () => ({ vfs: {}, vports: {}, filters: {} });
  const actors = {
    administrator: clientOf([['ndis', { type: 'ResetAdapter' }]]),
    vstack: caller([
      oid('allocate', 'OID_NIC_SWITCH_ALLOCATE_VF', {
        switchId: 0,
        vf: 0xffff,
        requestorId: 0xffff_ffff,
      }),
    ]),
    ...allFromRest('pci', 'device'),
    ndis: fromRest('ndis', { context: empty }),
    pf: fromRest('pf', { machine, context: empty }),
  };
  return {
    spec: { actors, initial: beginAll('administrator', 'vstack') },
    properties: [
      tablesAgree,
      answersFor(actors),
      cameUp('VfMeetsReload', 'there is a VF when the reload is about to begin', ['pf'], (view) => {
        const { vfs } = contextOf<PfMiniportContext>(view, 'pf');
        const at = { operating: { adapter: { initialized: { reset: 'reloading' } } } };
        return view.pf?.matches(at) === true && Object.keys(vfs).length > 0;
      }),
    ],
  };
}

export const z44: ZooEntry = {
  id: 'Z44',
  title: 'the check for VFs and the reload are not atomic',
  source: 'bnxt_en, Linux commit 46d08f55d24e',
  story:
    'A PF must not be reloaded under its VFs, so the reload first looks whether there are any. There are none yet, ' +
    'but OID_NIC_SWITCH_ALLOCATE_VF is under way, and ends with success before the reload begins. The reload tears the PF down and with it the new VF, of which everybody ' +
    'else thinks that it exists. The fix holds one lock over looking and acting, which creating VFs takes too.',
  variation: 'pf-miniport: MiniportResetEx looks for VFs, and a later work item drops the tables',
  estimatedDepth: 2,
  measuredDelays: 1,
  caughtBy: 'AllocatedVfsExist',
  broken: () => system(checksFirst),
  fixed: () => system(checksInTheWorkItem),
};
